"""Do cocoons emerge? The demo world over several seeds, under user-CF, under random, and switched from one to the
other half way; and with nobody susceptible under random. Prints a table; nothing here fails.

    python -m tests.benchmarks.cocoons --seeds 5 --days 60
"""

from __future__ import annotations

import argparse

from simulator.config import FeedSettings, PeopleSettings, Settings
from simulator.experiments.wiring import build
from simulator.frames import Frame


def lived(
    seed: int, days: int, algorithm: str, then: str | None = None, susceptibility: float | None = None
) -> list[Frame]:
    """Frames at half time and at the end of a demo run that switches to `then` half way."""
    people = PeopleSettings() if susceptibility is None else PeopleSettings(susceptibility=susceptibility)
    names = tuple(dict.fromkeys((algorithm, then or algorithm)))
    run = build(Settings(seed=seed, people=people, feed=FeedSettings(algorithm=algorithm)), names)
    frames: list[Frame] = []
    for tick in range(days * 24):
        if tick == days * 12:
            frames.append(run.picture())
            if then:
                run.switch(then)
        run.step()
    return [*frames, run.picture()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--days", type=int, default=60)
    asked = parser.parse_args()
    print(f"mean effective topics of 16 (share of people in a cocoon, %), demo world, {asked.days} days")
    print(
        f"{'seed':>4} {'user-cf':>14} {'random':>14} {'half way':>14} {'then random':>14} {'s=0, random':>14}"
    )
    for seed in range(1, asked.seeds + 1):
        runs = [
            lived(seed, asked.days, "user-cf")[-1],
            lived(seed, asked.days, "random")[-1],
            *lived(seed, asked.days, "user-cf", then="random"),
            lived(seed, asked.days, "random", susceptibility=0.0)[-1],
        ]
        cells = [f"{f.vitals.effective_topics:8.2f} ({100 * f.vitals.cocooned:3.0f})" for f in runs]
        print(f"{seed:>4} " + " ".join(f"{cell:>14}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
