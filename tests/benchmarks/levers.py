"""What does each lever of a creator do? Half of the creators pull it one way and half the other, and once more the
other way round with the same people and luck, so that every creator is compared with itself. Nothing here fails.

    python -m tests.benchmarks.levers [--seeds 4] [--days 28] [--levers clickbait,live] [--platform bilibili]
                                      [--set a.b=c] [--jobs 1]

The world is the demo, with its past. A row a lever: how much more the one way brings than the other in the days that
are counted, in per cent of what creators get on average (points for the brand index and trust), with half the width of
its 95 % interval over creators and seeds. Creators are those who can post three videos a week or more and stay: of the
others, who post next to nothing, no lever can be told. Effects are those on single creators amid rivals: a crowd that
pulls the same lever shares the same viewers.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray

from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.settings.files import from_toml, load_preset, on_platform, override, platforms
from simulator.settings.tree import Settings

Plan = Mapping[str, object]

LEVERS: dict[str, tuple[Plan, Plan]] = {
    "effort": ({"effort": 1.0}, {"effort": 1.5}),
    "quality": ({"quality_over_quantity": 0.2}, {"quality_over_quantity": 0.8}),
    "focus": ({"focus": 0.3}, {"focus": 0.9}),
    "hot-tags": ({"hashtags": "own"}, {"hashtags": "hot"}),
    "niche-tags": ({"hashtags": "own"}, {"hashtags": "niche"}),
    "steady": ({"steadiness": 0.1}, {"steadiness": 0.9}),
    "evenings": ({"hours": "any"}, {"hours": "evening"}),
    "replies": ({"replies": 0.0}, {"replies": 0.8}),
    "clickbait": ({"clickbait": 0.0}, {"clickbait": 0.8}),
    "live": ({"live": 0.0}, {"live": 0.5}),
    "guests": ({"collaborate": 0.0}, {"collaborate": 0.2}),
    "tutorials": ({"kinds": {"entertainment": 1.0}}, {"kinds": {"tutorial": 1.0}}),
    "demos": ({"kinds": {"entertainment": 1.0}}, {"kinds": {"demo": 1.0}}),
    "stories": ({"kinds": {"entertainment": 1.0}}, {"kinds": {"story": 1.0}}),
    "personal": ({"kinds": {"entertainment": 1.0}}, {"kinds": {"personal": 1.0}}),
}
"""The one way and the other; what the second brings is stated."""

ACTIVE = 3 / 7
"""Videos a day that a creator whose levers are looked at makes at least, at half quality."""

COUNTS = ("views", "reached", "effective", "followers", "advocates")
POINTS = ("recall", "trust", "index")


def outcome(one: Plan, other: Plan, seed: int, days: int, base: Settings) -> dict[str, NDArray[np.float64]]:
    """What each creator has after so many days; even ones follow the first plan, odd ones the second."""
    settings = override(base, {"seed": seed})
    plans = [
        {"creator": number, "adapt": 0.0, **(other if number % 2 else one)}
        for number in range(settings.world.creators)
    ]
    settings = override(settings, {"creators.strategy": plans})
    world = build(settings, ("user-cf",)).open()
    engine = world.engine
    made = engine.world.creators
    before = made.impressions.astype(np.float64)
    for _ in range(days * HOURS_PER_DAY):
        world.step()
    standing = engine.chronicle.reputation.standing(slice(None), world.tick)
    active = (made.effort >= ACTIVE) & (made.arrives <= engine.opens)
    found = {
        "views": made.impressions - before,
        "reached": made.reached.astype(np.float64),
        "effective": made.effective.astype(np.float64),
        "followers": made.followers.astype(np.float64),
        "advocates": made.advocates.astype(np.float64),
        "recall": 100.0 * standing.awareness,
        "trust": 100.0 * made.trust.astype(np.float64),
        "index": standing.index,
    }
    return {name: np.where(active, column, np.nan) for name, column in found.items()}


def compared(lever: str, seed: int, days: int, base: Settings) -> dict[str, NDArray[np.float64]]:
    """(2, creators) of each outcome: with the first plan, with the second."""
    one, other = LEVERS[lever]
    there, back = outcome(one, other, seed, days, base), outcome(other, one, seed, days, base)
    odd = np.arange(len(there["views"])) % 2 == 1
    return {
        name: np.stack([np.where(odd, back[name], there[name]), np.where(odd, there[name], back[name])])
        for name in there
    }


def row(lever: str, of: list[dict[str, NDArray[np.float64]]]) -> str:
    cells: list[str] = []
    for name in (*COUNTS, *POINTS):
        low, high = np.concatenate([each[name] for each in of], axis=1)
        scale = 100.0 / np.nanmean((low + high) / 2.0) if name in COUNTS else 1.0
        gain = (high - low) * scale
        half = 1.96 * np.nanstd(gain) / np.sqrt(np.isfinite(gain).sum())
        cells.append(f"{np.nanmean(gain):+7.1f} ±{half:4.1f}{'*' if abs(np.nanmean(gain)) > half else ' '}")
    return f"{lever:11}" + "".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--levers", default=",".join(LEVERS), help="separated by commas")
    parser.add_argument("--platform", choices=platforms(), help="whose rules the feed follows")
    parser.add_argument("--set", action="append", default=[], help="a setting as TOML, NAME=VALUE")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    args = parser.parse_args()
    base = on_platform(args.platform, load_preset("demo")) if args.platform else load_preset("demo")
    base = from_toml("\n".join(args.set), "--set", base)
    seeds = range(1, args.seeds + 1)
    print(f"after {args.days} days, {args.seeds} seeds; * where the interval leaves out 0")
    print(
        f"{'':11}" + "".join(f"{name + (' %' if name in COUNTS else ''):>14}" for name in (*COUNTS, *POINTS))
    )
    with ProcessPoolExecutor(args.jobs) as pool:
        for lever in args.levers.split(","):
            futures = [pool.submit(compared, lever, seed, args.days, base) for seed in seeds]
            print(row(lever, [future.result() for future in futures]), flush=True)


if __name__ == "__main__":
    main()
