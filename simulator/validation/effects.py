"""The two effects that a world is there to show, as figures: whose cocoons form, and who wins reach.

An `Effects` watches a run from its first hour and can be asked at any hour. It looks at what happened and at public
columns of the world alone, so that whatever the laws become, the figures stay comparable. `EFFECTS` of
`validation.targets` says what each should be.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY, Diet
from simulator.metrics import cocoon, growth, inequality, ownership, persistence, tail
from simulator.metrics.likeness import likeness
from simulator.validation.returning import DAYS, Returning
from simulator.world.columns import sums_by

Floats = NDArray[np.float64]
Found = dict[str, float]

WEEK_H = 7 * HOURS_PER_DAY
FIRST = 3
"""Inborn tastes among which what a person watches most should be."""
MATURE_H = 10 * HOURS_PER_DAY
"""Age from which a video's views are nearly all that it will have."""
NARROW, LOW = 2.0, 4.0
"""Topics at most of those who see few, and of those who see some."""


class Effects:
    """Watches a run; `note` once an hour, after the engine's step."""

    def __init__(self, engine: Engine) -> None:
        world = engine.world
        self._engine = engine
        self._start = engine.tick
        people, topics = len(world.people), world.topics
        self._watched = np.zeros(people, dtype=np.int64)
        self._halves = np.zeros((people, 2, topics), dtype=np.float32)
        self._weeks: list[NDArray[np.float32]] = []
        self._ages: deque[NDArray[np.int32]] = deque(maxlen=WEEK_H)
        self._returning = Returning(people)

    def note(self, events: Interactions, tick: int) -> None:
        """Take in one hour; a person's events must stand together."""
        videos = self._engine.world.videos
        if tick > self._start and (tick - self._start) % WEEK_H == 0:
            self._weeks.append(self._halves)
            self._halves = np.zeros_like(self._halves)
        seconds = videos.topics[events.item] * events.watch_s[:, None]
        # Every other view of a person goes to the one half, so that both halves see the whole week.
        begins = np.flatnonzero(np.diff(events.user, prepend=-1))
        place = np.arange(len(events)) - np.repeat(begins, np.diff(begins, append=len(events)))
        half = (self._watched[events.user] + place) % 2
        for which in (0, 1):
            who, sums = sums_by(events.user[half == which], seconds[half == which])
            self._halves[who, which] += sums
        self._watched += np.bincount(events.user, minlength=len(self._watched))
        self._ages.append(tick - videos.tick[events.item])
        self._returning.note(events.user, tick)

    def figures(self) -> Found:
        """Every figure as of the last hour noted; NaN where nothing defines one yet."""
        return {
            **self._ownership(),
            **self._states(),
            **self._persistence(),
            **self._videos(),
            **self._creators(),
            **self._newcomers(),
        }

    def _ownership(self) -> Found:
        engine = self._engine
        people, chronicle = engine.world.people, engine.chronicle
        known, here = chronicle.state != Diet.UNKNOWN, people.here(engine.tick)
        diet, inborn = chronicle.diet[known], people.innate[known]
        found = {
            "leading": ownership.largest_group(diet),
            "likeness": likeness(diet),
            "likeness_inborn": likeness(inborn),
            "moved": _mean(ownership.moved(people.taste[here], people.innate[here])),
        }
        for name, first in (("own", 1), ("own_three", FIRST)):
            found[name] = ownership.among_own(diet, inborn, first)
            found[f"{name}_chance"] = ownership.by_chance(diet, inborn, first)
        found["own_over_chance"] = found["own"] / found["own_chance"]
        found["likeness_over_inborn"] = found["likeness"] / found["likeness_inborn"]
        return found

    def _states(self) -> Found:
        """How narrow people's diets are; and of those in a cocoon, in how many topics they sit, and whose."""
        engine = self._engine
        chronicle, people = engine.chronicle, engine.world.people
        seen = chronicle.effective_topics[~np.isnan(chronicle.effective_topics)]
        inside, known = chronicle.state == Diet.COCOONED, chronicle.state != Diet.UNKNOWN
        born = cocoon.states(cocoon.narrowness(people.innate)) == Diet.COCOONED
        groups = np.bincount(chronicle.diet[inside].argmax(axis=1), minlength=engine.world.topics)
        return {
            "topics": _mean(seen),
            "narrow": _mean((seen <= NARROW).astype(np.float64)),
            "low": _mean((seen <= LOW).astype(np.float64)),
            "cocooned": float(chronicle.vital("cocooned")[-1]) if chronicle.hours else float("nan"),
            "cocooned_made": _mean((inside & ~born)[known].astype(np.float64)),
            "cocoon_topics": float(cocoon.effective_topics(groups.astype(np.float64))) / engine.world.topics,
            "cocoon_own": ownership.among_own(chronicle.diet[inside], people.innate[inside]),
            "content": _mean(people.contentment[known]),
            **{
                name: float(chronicle.vital(name)[-1]) if chronicle.hours else float("nan")
                for name in ("enjoyed", "regret")
            },
        }

    def _persistence(self) -> Found:
        """Over the last whole week, or what there is of the first one; stability from the first week to the last."""
        last = self._weeks[-1] if self._weeks else self._halves
        if (self._engine.tick - self._start) % WEEK_H == 0:
            last = self._halves
        weeks = [*self._weeks, self._halves] if last is self._halves else self._weeks
        halves = persistence.variance(last)
        over = (
            persistence.variance(np.stack([week.sum(axis=1) for week in weeks], axis=1)) if weeks else halves
        )
        ages = np.concatenate(self._ages) if self._ages else np.zeros(0, dtype=np.int32)
        return {
            "between": halves.between,
            "within": halves.within,
            "icc_halves": halves.icc,
            "icc_weeks": over.icc,
            "stability": persistence.stability(weeks[0], weeks[-1]) if len(weeks) > 1 else float("nan"),
            "age_days": float(np.median(ages)) / HOURS_PER_DAY if len(ages) else float("nan"),
            "fresh": _mean((ages < HOURS_PER_DAY).astype(np.float64)),
        }

    def _videos(self) -> Found:
        world, now = self._engine.world, self._engine.tick
        videos, people = world.videos, len(world.people)
        views = videos.total("views")
        young = videos.tick >= self._start
        old = now - videos.tick >= MATURE_H
        grown, quality = np.log1p(views[old & young]), videos.quality[old & young]
        return {
            "largest": tail.largest_reach(views, people),
            "largest_new": tail.largest_reach(views[young], people),
            "gini": inequality.gini(views[old]),
            "gini_bound": tail.gini_bound(views[old], people),
            "top_tenth": tail.leading(views[old], 0.1),
            "top_tenth_bound": tail.top_bound(views[old], 0.1, people),
            "top_hundredth": tail.leading(views[old], 0.01),
            "top_hundredth_bound": tail.top_bound(views[old], 0.01, people),
            "quality_r": tail.correlation(quality, grown),
            "quality_rho": tail.rank_correlation(quality, grown),
            "views_day": float(self._watched.sum()) * HOURS_PER_DAY / max(now - self._start, 1),
        }

    def _creators(self) -> Found:
        engine = self._engine
        world, chronicle = engine.world, engine.chronicle
        people, videos = len(world.people), world.videos
        first = np.full(len(world.creators), np.iinfo(np.int32).max, dtype=np.int32)
        np.minimum.at(first, videos.creator, videos.tick)
        posted = first <= engine.tick
        median, ninth, best = tail.reach(world.creators.reached[posted], people)
        closing = np.arange(chronicle.hours)[::-HOURS_PER_DAY][::-1]
        by_day = chronicle.counts("reached", closing)
        spread = growth.growth(by_day, people)
        new = np.flatnonzero(posted & (first >= self._start))
        won, days = growth.first_followers(
            chronicle.counts("followers", closing)[:, new],
            self._day_of(first[new], len(by_day)),
        )
        return {
            "reach": median,
            "reach_ninth": ninth,
            "reach_best": best,
            "imitated": spread.imitated,
            "bass_p": spread.p,
            "bass_q": spread.q,
            "fitted": float(spread.fitted),
            "hundred": won,
            "hundred_days": days,
        }

    def _newcomers(self) -> Found:
        late = self._engine.world.people.arrives > self._start
        return {f"returned_{day}": self._returning.share(day, late, self._engine.tick) for day in DAYS}

    def _day_of(self, tick: NDArray[np.int32], days: int) -> NDArray[np.int64]:
        """Row of a curve with one row a day, the last one now, into which these hours fall."""
        return days - 1 - (self._engine.tick - 1 - tick.astype(np.int64)) // HOURS_PER_DAY


def _mean(values: NDArray[np.floating]) -> float:
    return float(values.mean(dtype=np.float64)) if len(values) else float("nan")
