"""What a run has been like so far: everybody's recent diet, the vitals hour by hour, each creator's growth.

The chronicle only watches: nothing that happens in the world depends on it.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.privacy.noise import pushed_creators
from recommender.types import Interactions, Slate, Source
from simulator.frames import FIGURES, HOURS_PER_DAY, Diet
from simulator.laws.drift import experience
from simulator.metrics import cocoon, fairness, inequality
from simulator.metrics.likeness import likeness
from simulator.observe.curves import Curves
from simulator.observe.last_day import LastDay
from simulator.observe.regret import Regret
from simulator.observe.reputation import Reputation
from simulator.world.columns import Columns, sums_by
from simulator.world.state import World

Floats = NDArray[np.float64]

CURVES = ("reached", "effective", "followers")
"""Counts of people kept hour by hour for each creator."""

FIRST_DAYS = 7
"""What people watched at first is what they watched within so many days."""


class Chronicle:
    """Watches a world; `note` once a tick."""

    def __init__(self, world: World) -> None:
        people, topics = len(world.people), world.topics
        self._world = world
        self._fade = np.float32(2.0 ** (-1.0 / world.settings.measure.diet_half_life_h))
        self.diet = np.zeros((people, topics), dtype=np.float32)
        """(people, topics) recently watched seconds."""
        self.shown = np.zeros((people, topics), dtype=np.float32)
        """(people, topics) recently shown videos, those on trial left out: nobody chose these for the person."""
        self.met = np.zeros(people, dtype=np.float32)
        """(people,) how many videos were shown recently, for whatever reason."""
        self.first_week = np.zeros((people, topics), dtype=np.float32)
        """(people, topics) seconds watched in the world's first seven days."""
        self.last_online = np.full(people, -1, dtype=np.int32)
        """Tick of each person's last session; -1 before the first."""
        self.effective_topics: Floats = np.full(people, np.nan)
        """(people,) exp(entropy) of the recent diet; NaN below `least_views` recent views."""
        self.narrowness: Floats = np.full(people, np.nan)
        """(people,) 0..1, of the recent diet; NaN as above."""
        self.relative_entropy: Floats = np.full(people, np.nan)
        """(people,) of what was recently recommended over the inborn taste (Piao et al. 2023); NaN as above."""
        self._diet_narrow: Floats = np.full(people, np.nan)
        self._shown_entropy: Floats = np.full(people, np.nan)
        """(people,) the last two whatever is known, as of each person's last session."""
        self._inborn_entropy = cocoon.entropy(world.people.innate)
        self.state = np.full(people, Diet.UNKNOWN, dtype=np.uint8)
        self.reputation = Reputation(world)
        """What people make of each creator."""
        self._pushed: tuple[float, NDArray[np.bool_]] = (np.nan, np.zeros(0, dtype=np.bool_))
        """Whom fake people push, and the setting for which that holds."""
        self._rare = fairness.rare_tastes(world.people.innate)
        self.regret = Regret(world)
        """How far feeds fall short of the ideal."""
        self.reached_before = np.zeros(len(world.creators), dtype=np.int32)
        """(creators,) people whom each had reached when the last 24 hours began; 0 on the first day."""
        self._day = LastDay(8)
        self._creator_day = LastDay(len(world.creators))
        self._vitals = Columns({"tick": (np.int32, ()), **dict.fromkeys(FIGURES, (np.float64, ()))})
        self._curves = Curves(CURVES, len(world.creators))
        self._reached = np.zeros((HOURS_PER_DAY, len(world.creators)), dtype=np.int32)
        """(hours of the day, creators) whom each had reached at the end of the last such hour."""

    @property
    def hours(self) -> int:
        """Ticks noted so far."""
        return len(self._vitals)

    def vital(self, name: str) -> Floats:
        """(hours,) one of `frames.FIGURES`, oldest first."""
        return cast("Floats", self._vitals[name])

    def curve(self, name: str, creator: int) -> NDArray[np.int32]:
        """(hours,) one of `CURVES` of one creator."""
        return self._curves.of(name, creator)

    def counts(self, name: str, hours: NDArray[np.integer]) -> NDArray[np.int32]:
        """(hours, creators) one of `CURVES` at the end of these rising hours, each in 0..`self.hours` - 1."""
        return self._curves.at(name, hours)

    @property
    def known(self) -> Floats:
        """(people,) 0..1: how well each one's recent diet is known, 1 from `least_views` recent views on."""
        return np.minimum(self.met.astype(np.float64) / self._world.settings.measure.least_views, 1.0)

    @property
    def creator_views_day(self) -> Floats:
        """(creators,) views in the last 24 hours."""
        return self._creator_day.total

    def foresee(self, slate: Slate, wanted: NDArray[np.int64], tick: int) -> None:
        """Take in what is about to be watched: each person of the slate has time for so many of their videos."""
        self.regret.foresee(slate, wanted, tick)

    def note(self, events: Interactions, tick: int, source: NDArray[np.uint8] | None = None) -> None:
        """Take in one hour's events, after the world has; (B,) `source` says why each video was shown."""
        world = self._world
        topics = world.videos.topics.take(events.item, axis=0)
        self.diet *= self._fade
        self.shown *= self._fade
        self.met *= self._fade
        online, seconds = sums_by(events.user, topics * events.watch_s[:, None])
        self.diet[online] += seconds
        if tick < FIRST_DAYS * HOURS_PER_DAY:
            self.first_week[online] += seconds
        self.met += np.bincount(events.user, minlength=len(self.met))
        if source is None:
            who, videos = sums_by(events.user, topics)
        else:
            chosen = np.flatnonzero(source != Source.TRIAL)
            who, videos = sums_by(events.user.take(chosen), topics.take(chosen, axis=0))
        self.shown[who] += videos
        self.last_online[online] = tick
        self._note_people(online, tick)
        self._note_day(events, tick)
        self.reputation.note(events, topics, tick)
        self.regret.note(events, tick)
        self.reached_before = self._reached[self.hours % HOURS_PER_DAY].copy()
        self._reached[self.hours % HOURS_PER_DAY] = world.creators.reached
        hour = _Hour(self, self._day.total, self._awake(tick), len(online))
        self._vitals.append(
            {"tick": tick, **{name: figure.take(hour) for name, figure in FIGURES.items()}}, 1
        )
        made = world.creators
        self._curves.note(*(getattr(made, name) for name in CURVES))

    def _note_people(self, online: NDArray[np.intp], tick: int) -> None:
        # Whoever was away has the same shares as before: fading moves all topics alike.
        recent = np.concatenate((self.diet.take(online, axis=0), self.shown.take(online, axis=0)))
        watched, offered = cocoon.entropy(recent).reshape(2, -1)
        self._diet_narrow[online] = cocoon.narrow(watched, self._world.topics)
        self._shown_entropy[online] = cocoon.relative_to(offered, self._inborn_entropy[online])
        known = self.met >= self._world.settings.measure.least_views
        known &= self._world.people.here(tick)
        self.narrowness = np.where(known, self._diet_narrow, np.nan)
        self.effective_topics = self._world.topics ** (1.0 - self.narrowness)
        self.relative_entropy = np.where(known, self._shown_entropy, np.nan)
        self.state = cocoon.states(self.narrowness)

    def _note_day(self, events: Interactions, tick: int) -> None:
        videos, item = self._world.videos, events.item
        ratio = float((events.watch_s / events.duration_s).sum(dtype=np.float64))
        watched = float(events.watch_s.sum(dtype=np.float64))
        young = np.count_nonzero(tick - videos.tick.take(item) < HOURS_PER_DAY)
        good = float(videos.quality.take(item).sum(dtype=np.float64))
        bait = float(videos.clickbait.take(item).sum(dtype=np.float64))
        likes = np.count_nonzero(events.liked)
        felt = float(experience(events).sum(dtype=np.float64))
        self._day.add(tick, np.array([len(events), watched, ratio, likes, young, good, bait, felt]))
        creator = videos.creator.take(item)
        self._creator_day.add(tick, np.bincount(creator, minlength=len(self._world.creators)))

    def _awake(self, tick: int) -> int:
        since = tick - HOURS_PER_DAY if tick >= HOURS_PER_DAY else -1
        return int(np.count_nonzero(self.last_online > since))

    def rare_gap(self) -> float:
        """How much more content people are than those of rare tastes, of those whose diet is known."""
        known = self.state != Diet.UNKNOWN
        return fairness.service_gap(
            self._world.people.contentment.compress(known), self._rare.compress(known)
        )

    def pushed_share(self, views: float) -> float:
        """What creators get of these views whom fake people push, or would push if there were any."""
        world = self._world
        share = world.settings.noise.bot_pushes
        if share != self._pushed[0]:
            self._pushed = share, pushed_creators(len(world.creators), share, world.luck)
        return fairness.group_share(float(self.creator_views_day[self._pushed[1]].sum()), views)


class _Hour:
    """What the table of figures is computed of; see `frames.Hour`."""

    def __init__(self, chronicle: Chronicle, day: NDArray[np.float64], awake: int, online: int) -> None:
        self._chronicle = chronicle
        self.online, self.awake = online, awake
        self.views, self.watched_s, self.ratios, self.likes = day[:4].tolist()
        self.fresh, self.quality, self.clickbait, self.felt = day[4:].tolist()
        self._known = chronicle.state != Diet.UNKNOWN
        self._in_state = np.bincount(chronicle.state, minlength=len(Diet)).tolist()
        self._met = len(chronicle.state) - self._in_state[Diet.UNKNOWN]

    def a_view(self, amount: float) -> float:
        return amount / self.views if self.views else math.nan

    def varied(self) -> float:
        return self._share(Diet.VARIED)

    def narrowing(self) -> float:
        return self._share(Diet.NARROWING)

    def cocooned(self) -> float:
        return self._share(Diet.COCOONED)

    def _share(self, state: Diet) -> float:
        return self._in_state[state] / self._met if self._met else math.nan

    def topics(self) -> float:
        of = self._chronicle.effective_topics.compress(self._known)
        return float(of.sum() / len(of)) if len(of) else math.nan

    def likeness(self) -> float:
        return likeness(self._chronicle.diet.compress(self._known, axis=0))

    def gini(self) -> float:
        return inequality.gini(self._chronicle.creator_views_day)

    def top_tenth(self) -> float:
        return inequality.top_share(self._chronicle.creator_views_day)

    def small_half(self) -> float:
        """By the people whom creators had reached before the day began; NaN while there was no day before."""
        chronicle = self._chronicle
        if chronicle.hours < HOURS_PER_DAY:
            return math.nan
        return fairness.small_half_share(chronicle.creator_views_day, chronicle.reached_before)

    def rare_gap(self) -> float:
        return self._chronicle.rare_gap()

    def regret(self) -> float:
        return self._chronicle.regret.mean

    def pushed(self) -> float:
        return self._chronicle.pushed_share(self.views)
