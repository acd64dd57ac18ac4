"""Fit the defaults of behaviour to KuaiRec's figures, and print them.

    python -m simulator.cli.fit_behaviour [--seeds 3] [--days 28] [--people 1000] [--rounds 2]

The objective is `validation.rows.misfit`: weighted squared errors in tolerances. Three parts are fitted by themselves,
for the laws are pure functions: when and how much people watch needs no videos; how a video is watched is fitted on a
sample of meetings (liking, the rest of appeal, quality, duration, luck) in a world that ran under its own algorithm,
those that it chose and those where everybody is shown the same much-watched videos (`validation.catalogue`), and since
another behaviour changes what the algorithm shows, worlds run anew in every round; how often people like, comment,
share and follow only scales. The search is Hooke and Jeeves (1961), without its pattern moves:
deterministic, and all luck is addressed, so the same call prints the same result.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Address
from simulator.experiments.wiring import build
from simulator.frames import HOURS_PER_DAY
from simulator.laws import attention, one_view, presence
from simulator.settings.tree import BehaviourSettings, PeopleSettings, Settings, WorldSettings
from simulator.validation.catalogue import shown_all
from simulator.validation.rows import misfit
from simulator.validation.targets import TARGETS
from simulator.validation.watching import activity_figures, duration_figures, humps, ratio_figures
from simulator.world import state
from simulator.world.state import World

Floats = NDArray[np.float64]
Point = dict[str, float]

ACTIVITY: dict[str, tuple[float, float, float]] = {
    "views_per_day": (2.0, 15.0, 60.0),
    "activity_spread": (0.2, 0.2, 4.0),
    "most_views_per_day": (4.0, 30.0, 120.0),
    "active_days": (0.03, 0.1, 0.9),
    "day_spread": (0.1, 0.1, 1.6),
}
"""First step, lowest and highest value of what is fitted about people's activity."""

WATCHING: dict[str, tuple[float, float, float]] = {
    "stay": (0.3, -1.0, 1.4),
    "finish": (0.3, -3.0, 3.0),
    "long_videos": (0.1, 0.4, 1.2),
    "leave_from": (0.05, 0.05, 0.35),
    "replays": (0.1, 0.1, 1.0),
    "replay_length": (0.1, 0.1, 1.5),
}
"""The same of how a video is watched; with more inclination to stay hardly anybody would skip.

The weights of appeal (`taste`, `quality`, `finish_appeal` and the rest) are held: KuaiRec's people watch what an
algorithm chose no longer than the much-watched videos that all were shown, and weights fitted to that alone would leave
an algorithm next to nothing to learn.
"""

ACTS = {"likes": "liked", "comments": "commented", "shares": "shared", "follows": "followed"}

SERVED = 0.67
"""Mean contentment under the demo world's own algorithm: people come the more often for it."""

HALVINGS = 4
SAMPLE = 20_000
WARM_UP = 0.25


def search(
    objective: Callable[[Point], float],
    start: Mapping[str, float],
    ranges: Mapping[str, tuple[float, float, float]],
) -> tuple[Point, float]:
    """The point at which no step of a sixteenth of the first one, along any axis, lowers the objective, and its value.

    `ranges` has a first step, a lowest and a highest value for each axis.
    """
    best, least = dict(start), objective(dict(start))
    scale, halvings = 1.0, 0
    while halvings <= HALVINGS:
        before = least
        for name, (step, low, high) in ranges.items():
            for sign in (1.0, -1.0):
                tried = {**best, name: float(np.clip(best[name] + sign * scale * step, low, high))}
                if tried[name] != best[name] and (value := objective(tried)) < least:
                    best, least = tried, value
                    break
        if least >= before:
            scale, halvings = scale / 2, halvings + 1
    return best, least


@dataclass(frozen=True, slots=True)
class Meetings:
    """A sample of people meeting videos; columns of equal length."""

    liking: Floats
    """What the weight of taste multiplies."""
    rest: Floats
    """Appeal without `stay` and without taste."""
    quality: Floats
    """0..1."""
    duration_s: Floats
    at: Address

    def watched(self, settings: BehaviourSettings) -> Floats:
        """(B,) seconds."""
        appeal = settings.stay + settings.taste * self.liking + self.rest
        return attention.watched(settings, self.at, appeal, self.duration_s, self.quality)


def fit_activity(people: int, days: int, seed: int, start: PeopleSettings) -> tuple[Point, float]:
    """How often people come and for how much."""

    def objective(point: Point) -> float:
        crowd = PeopleSettings.model_validate({**start.model_dump(), **point, "newcomers": 0.0})
        world = state.born(Settings(seed=seed, world=WorldSettings(people=people, creators=1), people=crowd))
        world.people.contentment[:] = SERVED
        counts = np.zeros((days, people), dtype=np.int64)
        for tick in range(days * HOURS_PER_DAY):
            who, wanted = presence.online(world, tick)
            counts[tick // HOURS_PER_DAY, who] += wanted
        there = np.ones(people, dtype=np.bool_)
        return misfit(activity_figures(counts, there, days * HOURS_PER_DAY))

    return search(objective, {name: getattr(start, name) for name in ACTIVITY}, ACTIVITY)


def fit_watching(
    chosen: Meetings, fixed: Meetings, start: BehaviourSettings
) -> tuple[BehaviourSettings, float]:
    """How a video is watched."""

    def objective(point: Point) -> float:
        settings = start.model_copy(update=point)
        watched, alone = chosen.watched(settings), fixed.watched(settings)
        return misfit(
            {
                **ratio_figures("ratio", watched / chosen.duration_s),
                **ratio_figures("fixed", alone / fixed.duration_s),
                "humps": humps(watched / chosen.duration_s),
                **duration_figures(watched, chosen.duration_s),
            }
        )

    point, value = search(objective, {name: getattr(start, name) for name in WATCHING}, WATCHING)
    return start.model_copy(update=point), value


@dataclass(frozen=True, slots=True)
class FitResult:
    """What came of one run, or of several."""

    chosen: Meetings
    """What people met in their feeds, a sample."""
    fixed: Meetings
    """What they would make of much-watched videos that all are shown."""
    rates: dict[str, float]
    """Acts a view."""


def met(settings: Settings, days: int) -> FitResult:
    """A run over so many days; feeds are looked at after the first quarter."""
    run = build(settings, (settings.feed.algorithm,)).open()
    world = run.engine.world
    first = int(days * HOURS_PER_DAY * WARM_UP)
    parts: list[Meetings] = []
    done, views = dict.fromkeys(ACTS.values(), 0), 0
    for hour in range(days * HOURS_PER_DAY):
        taste = world.people.taste.copy()
        happened = run.step()
        if hour < first:
            continue
        events = happened.interactions
        parts.append(_meetings(world, taste, events.user, events.item, happened.appeal))
        views += len(events)
        for act in done:
            done[act] += int(getattr(events, act).sum())
    shown = shown_all(world, run.engine.tick)
    fixed = _meetings(world, world.people.taste, shown.user, shown.item, shown.appeal)
    rates = {act: count / views for act, count in done.items()}
    return FitResult(_thinned(joined(parts)), _thinned(fixed), rates)


def _meetings(
    world: World, taste: NDArray[np.float32], user: NDArray[np.int32], item: NDArray[np.int32], appeal: Floats
) -> Meetings:
    """Of these people, with tastes (people, topics), and these videos, with the appeal that they had."""
    behaviour, videos = world.settings.behaviour, world.videos
    match = np.einsum("bt,bt->b", taste[user], videos.topics[item]).astype(np.float64)
    liking = np.log(match * world.topics + one_view.INDIFFERENCE)
    return Meetings(
        liking,
        appeal - behaviour.stay - behaviour.taste * liking,
        videos.quality[item].astype(np.float64),
        videos.duration_s[item].astype(np.float64),
        world.luck.at(user, videos.name[item]),
    )


def _thinned(all_: Meetings) -> Meetings:
    """About `SAMPLE` of them, evenly."""
    part = slice(None, None, max(1, len(all_.liking) // SAMPLE))
    at = Address(all_.at.seed, all_.at.keys[part])
    return Meetings(all_.liking[part], all_.rest[part], all_.quality[part], all_.duration_s[part], at)


def joined(parts: Sequence[Meetings]) -> Meetings:
    """Several samples as one."""
    # Whose luck it is does not matter here, only that it stays the same: one seed names all.
    at = Address(parts[0].at.seed, np.concatenate([part.at.keys for part in parts]))
    return Meetings(
        np.concatenate([part.liking for part in parts]),
        np.concatenate([part.rest for part in parts]),
        np.concatenate([part.quality for part in parts]),
        np.concatenate([part.duration_s for part in parts]),
        at,
    )


def scaled(behaviour: BehaviourSettings, rates: Mapping[str, float]) -> BehaviourSettings:
    """Readiness to act such that the rates come to the middle of their bands."""
    middle = {target.key: (target.low + target.high) / 2 for target in TARGETS}
    update = {name: getattr(behaviour, name) * middle[act] / rates[act] for name, act in ACTS.items()}
    return behaviour.model_copy(update={name: min(value, 1.0) for name, value in update.items()})


def fit(people: int, days: int, seeds: int, rounds: int, say: Callable[[str], None]) -> Settings:
    """The fitted settings; `say` hears how it goes."""
    start = Settings(world=WorldSettings(people=people))
    activity, value = fit_activity(people, days, start.seed, start.people)
    crowd = start.people.model_copy(update=activity)
    say(f"activity: misfit {value:.2f}")
    behaviour = start.behaviour
    for number in range(1, rounds + 1):
        own = start.model_copy(update={"people": crowd, "behaviour": behaviour})
        found = met_over(own, seeds, days)
        behaviour, value = fit_watching(found.chosen, found.fixed, scaled(behaviour, found.rates))
        say(f"watching, round {number}: misfit {value:.2f}")
    return start.model_copy(update={"people": crowd, "behaviour": behaviour})


def met_over(settings: Settings, seeds: int, days: int) -> FitResult:
    """Several seeds together, and the mean of their rates."""
    runs = [met(settings.model_copy(update={"seed": seed + 1}), days) for seed in range(seeds)]
    return FitResult(
        joined([run.chosen for run in runs]),
        joined([run.fixed for run in runs]),
        {act: float(np.mean([run.rates[act] for run in runs])) for act in ACTS.values()},
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulator.cli.fit_behaviour", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    fitted = fit(asked.people, asked.days, asked.seeds, asked.rounds, say)
    for name in ACTIVITY:
        say(f"people.{name} = {getattr(fitted.people, name):.4g}")
    for name in (*WATCHING, *ACTS):
        say(f"behaviour.{name} = {getattr(fitted.behaviour, name):.4g}")


if __name__ == "__main__":
    main()
