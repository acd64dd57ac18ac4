"""What privacy and noise cost: accuracy of user-CF on the last fifth of a log, against each knob alone.

    python -m tests.benchmarks.privacy --seeds 5
    python -m tests.benchmarks.privacy --log ml-100k/u.data

Each cell is the mean over seeds and, in brackets, the standard deviation. A seed names the generated log as well as
who opts out and which events are spoiled; with a log of your own, only the latter. `for all` is NDCG over everyone,
`tracked` over those who are; `pushed` is the share of slate places that hold what fake people push, or would if
there were any. Generated logs are squeezed into six days, so that people act about as often as fake ones do, once
an hour.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from recommender import metrics
from recommender.config import MethodSettings
from recommender.datasets import Log, generated_log, read_log
from recommender.evaluate import offline, split
from recommender.evaluate.ground import Ground
from recommender.luck import Luck
from recommender.methods.table import suite
from recommender.privacy.consent import PrivacySettings
from recommender.privacy.guard import Guard
from recommender.privacy.noise import Bots, NoiseSettings

PLACES = 10
ENJOYED = 0.75
"""Watch ratio from which a view of the test is right: four stars of five."""
HOURS = 6 * 24
BATCH = 5_000

PRIVACY: dict[str, Sequence[float]] = {
    "epsilon": (math.inf, 8, 4, 2, 1, 0.5),
    "opt_out": (0, 0.1, 0.3, 0.5, 0.7, 0.9),
}
NOISE: dict[str, Sequence[float]] = {
    "bots": (0, 0.01, 0.05, 0.1, 0.2),
    "random": (0, 0.1, 0.3, 0.6, 0.9),
    "sparse": (0, 0.3, 0.6, 0.9, 0.97),
}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of one method on one log: means over people, all 0..1; NaN where nobody is meant."""

    precision: float
    recall: float
    ndcg: float
    tracked: float
    """NDCG of those who did not opt out."""
    pushed: float
    """Share of slate places that hold what fake people push, or would push if there were any."""


@cache
def ground(seed: int, events: int, log: Path | None = None) -> Ground:
    """What to learn from, and what is right in the last fifth."""
    luck = Luck(seed)
    whole: Log = generated_log(luck, events=events) if log is None else read_log(log)
    if log is None and whole.time is not None:
        whole = replace(whole, time=whole.time * (HOURS * 3600.0 / whole.time[-1]))
    return Ground(whole, split(whole, "time", luck), ENJOYED, ())


def accuracy(
    on: Ground, seed: int, privacy: PrivacySettings, noise: NoiseSettings, name: str = "user-cf"
) -> Accuracy:
    """Of the method taught through a guard."""
    luck = Luck(seed)
    methods = suite((name,), offline(MethodSettings(), len(on.items)), luck)
    guard = Guard(methods, methods.memory, privacy, noise, chance=luck, people=on.users)
    guard.publish(on.items)
    for first in range(0, len(on.train), BATCH):
        guard.update(on.train.rows(np.arange(first, min(first + BATCH, len(on.train)))))
    slate = guard[name].recommend(on.people, PLACES, on.now).items
    hits = metrics.hits_of(slate, on.row, on.item)
    gain = metrics.ndcg(hits, on.relevant)
    tracked = gain[~guard.opted_out(on.people)]
    return Accuracy(
        float(metrics.precision(hits).mean()),
        float(metrics.recall(hits, on.relevant).mean()),
        float(gain.mean()),
        float(tracked.mean()) if len(tracked) else math.nan,
        float(np.isin(slate, Bots(on.users, luck).pushed(guard.memory, noise.bot_pushes)).mean()),
    )


def settings_of(knob: str, value: float) -> tuple[PrivacySettings, NoiseSettings]:
    """One knob turned, the others off."""
    if knob in PRIVACY:
        return PrivacySettings.model_validate({knob: value}), NoiseSettings()
    return PrivacySettings(), NoiseSettings.model_validate({knob: value, "bot_views": 1})


def line(label: str, found: Sequence[Accuracy]) -> str:
    """Means and deviations of one row."""
    cells: list[str] = []
    for name in Accuracy.__slots__:
        values = np.array([getattr(one, name) for one in found])
        spread = values.std(ddof=1) if len(values) > 1 else math.nan
        cells.append(f"{values.mean():7.4f} ({spread:6.4f})")
    return f"{label:>14} " + " ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--log", type=Path)
    asked = parser.parse_args()
    seeds = range(1, asked.seeds + 1)
    grounds = [ground(1 if asked.log else seed, asked.events, asked.log) for seed in seeds]
    print(f"{grounds[0].log.name}, {len(grounds[0].train):,} events learned, {len(seeds)} seeds, @{PLACES}")
    heads = ("precision", "recall", "NDCG for all", "NDCG tracked", "pushed")
    print(f"{'':>14} " + " ".join(f"{head:>16}" for head in heads))
    nothing = PrivacySettings(), NoiseSettings()
    for name in ("trending", "most-watched", "random"):
        found = [accuracy(on, seed, *nothing, name) for on, seed in zip(grounds, seeds, strict=True)]
        print(line(name, found), flush=True)
    for knob, values in {**PRIVACY, **NOISE}.items():
        for value in values:
            both = settings_of(knob, value)
            found = [accuracy(on, seed, *both) for on, seed in zip(grounds, seeds, strict=True)]
            print(line(f"{knob} {value:g}", found), flush=True)


if __name__ == "__main__":
    main()
