"""What a run has been like so far: everybody's recent diet, the vitals hour by hour, each creator's growth.

The chronicle only watches: nothing that happens in the world depends on it.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
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
from simulator.world.columns import LANES, LONGEST, ZERO, Columns, summed
from simulator.world.state import World

Floats = NDArray[np.float64]

CURVES = ("reached", "effective", "followers")
"""Counts of people kept hour by hour for each creator."""

FIRST_DAYS = 7
"""What people watched at first is what they watched within so many days."""

UNKNOWN, TRIAL = int(Diet.UNKNOWN), int(Source.TRIAL)
"""Columns are compared with bare numbers five times as quickly."""
_ALIKE = np.ones(LONGEST, dtype=np.float32)


@compiled
def _take_in(
    user: NDArray[np.int32],
    item: NDArray[np.int32],
    watch_s: NDArray[np.float32],
    source: NDArray[np.uint8],
    shares: NDArray[np.float32],
    posted: NDArray[np.int32],
    quality: NDArray[np.float32],
    clickbait: NDArray[np.float32],
    creator: NDArray[np.int32],
    tick: int,
    early: bool,
    diet: NDArray[np.float32],
    first_week: NDArray[np.float32],
    shown: NDArray[np.float32],
    met: NDArray[np.float32],
    online: NDArray[np.intp],
    good: NDArray[np.float32],
    bait: NDArray[np.float32],
    won: NDArray[np.int64],
    alike: NDArray[np.float32],
    room: NDArray[np.float32],
) -> tuple[int, int]:
    """Add an hour's views (B,), with the topics of each in `shares` (B, topics), to the columns of `Chronicle`, with
    those of all videos; the first week's if it is `early`. A person's views, `LONGEST` at most, must stand together.

    How many people there are, who are written to `online` (B,), and how many views of videos younger than a day; to
    `good` and `bait` (B,) quality and clickbait of each, and each is added to its creator's in `won` (creators,).
    `alike` (LONGEST,) are ones, `room` (LONGEST + LANES + 1, topics) is to write to.
    """
    offered, lanes, sums = room[:LONGEST], room[LONGEST:-1], room[-1]
    young = 0
    for view in range(len(item)):  # apart from the rest, for memory answers many at once
        video = item[view]
        good[view], bait[view] = quality[video], clickbait[video]
        won[creator[video]] += 1
        if tick - posted[video] < HOURS_PER_DAY:
            young += 1
    people, begin = 0, 0
    while begin < len(user):
        who, views, chosen = user[begin], 0, 0
        while begin + views < len(user) and user[begin + views] == who:
            if source[begin + views] != TRIAL:
                for topic in range(len(sums)):
                    offered[chosen, topic] = shares[begin + views, topic]
                chosen += 1
            views += 1
        summed(shares, watch_s, begin, views, lanes, sums)
        for topic in range(len(sums)):
            diet[who, topic] += sums[topic]
            if early:
                first_week[who, topic] += sums[topic]
        if chosen:
            summed(offered, alike, ZERO, chosen, lanes, sums)
            for topic in range(len(sums)):
                shown[who, topic] += sums[topic]
        met[who] = np.float32(np.float64(met[who]) + views)
        online[people] = who
        people += 1
        begin += views
    return people, young


class Chronicle:
    """Watches a world; `note` once a tick."""

    def __init__(self, world: World) -> None:
        people, topics = len(world.people), world.topics
        self._world = world
        self._fade = np.float32(2.0 ** (-1.0 / world.settings.measure.diet_half_life_h))
        self._recent = np.zeros((2, people, topics), dtype=np.float32)
        """`diet` and `shown`, side by side."""
        self.met = np.zeros(people, dtype=np.float32)
        """(people,) how many videos were shown recently, for whatever reason."""
        self.first_week = np.zeros((people, topics), dtype=np.float32)
        """(people, topics) seconds watched in the world's first seven days."""
        self.last_online = np.full(people, -1, dtype=np.int32)
        """Tick of each person's last session; -1 before the first."""
        self.came = np.zeros(0, dtype=np.intp)
        """(n,) who was online in the last hour noted, rising."""
        self.state = np.full(people, UNKNOWN, dtype=np.uint8)
        """(people,) `Diet`."""
        self._counts = np.zeros(people, dtype=np.bool_)
        """(people,) who is there and had `least_views` recent views when the last hour ended."""
        self._diet_topics: Floats = np.full(people, np.nan)
        self._diet_narrow: Floats = np.full(people, np.nan)
        self._diet_state = self.state.copy()
        self._shown_entropy: Floats = np.full(people, np.nan)
        """(people,) of everybody's diet and of what they were shown, as of each person's last session."""
        self._inborn_entropy = cocoon.inborn_entropy(world.people.innate)
        self.reputation = Reputation(world)
        """What people make of each creator."""
        self._pushed: tuple[float, NDArray[np.intp]] = (np.nan, np.zeros(0, dtype=np.intp))
        """Whom fake people push, and the setting for which that holds."""
        self._rare = fairness.rare_tastes(world.people.innate)
        self.regret = Regret(world)
        """How far feeds fall short of the ideal."""
        self.reached_before = np.zeros(len(world.creators), dtype=np.int32)
        """(creators,) people whom each had reached when the last 24 hours began; 0 on the first day."""
        self._day = LastDay(8)
        self._creator_day = LastDay(len(world.creators))
        self._figure = {name: column for column, name in enumerate(FIGURES)}
        self._vitals = Columns({"figures": (np.float64, (len(FIGURES),))})
        """One row an hour; figures in the order of `frames.FIGURES`."""
        self._curves = Curves(CURVES, len(world.creators))
        self._reached = np.zeros((HOURS_PER_DAY + 1, len(world.creators)), dtype=np.int32)
        """(hours, creators) whom each had reached at the end of these hours, modulo."""

    @property
    def diet(self) -> NDArray[np.float32]:
        """(people, topics) recently watched seconds."""
        return self._recent[0]

    @property
    def shown(self) -> NDArray[np.float32]:
        """(people, topics) recently shown videos, those on trial left out: nobody chose these for the person."""
        return self._recent[1]

    @property
    def hours(self) -> int:
        """Ticks noted so far."""
        return len(self._vitals)

    def vital(self, name: str) -> Floats:
        """(hours,) one of `frames.FIGURES`, oldest first."""
        return cast("Floats", self._vitals["figures"])[:, self._figure[name]]

    def curve(self, name: str, creator: int) -> NDArray[np.int32]:
        """(hours,) one of `CURVES` of one creator."""
        return self._curves.of(name, creator)

    def counts(self, name: str, hours: NDArray[np.integer]) -> NDArray[np.int32]:
        """(hours, creators) one of `CURVES` at the end of these rising hours, each in 0..`self.hours` - 1."""
        return self._curves.at(name, hours)

    @property
    def effective_topics(self) -> Floats:
        """(people,) exp(entropy) of the recent diet; NaN below `least_views` recent views and for who is not there."""
        return np.where(self._counts, self._diet_topics, np.nan)

    @property
    def narrowness(self) -> Floats:
        """(people,) 0..1, of the recent diet; NaN as above."""
        return np.where(self._counts, self._diet_narrow, np.nan)

    @property
    def relative_entropy(self) -> Floats:
        """(people,) of what was recently recommended over the inborn taste (Piao et al. 2023); NaN as above."""
        return np.where(self._counts, self._shown_entropy, np.nan)

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

    def foreseen(self) -> None:
        """It has been watched, and nothing has come of it yet."""
        self.regret.foreseen()

    def note(
        self,
        events: Interactions,
        tick: int,
        source: NDArray[np.uint8] | None = None,
        topics: NDArray[np.float32] | None = None,
        felt: NDArray[np.float32] | None = None,
    ) -> None:
        """Take in one hour's events, after the world has; (B,) `source` says why each video was shown. `topics`
        (B, topics) of the videos and `felt` (B,), the `experience`, where somebody knows them already."""
        world, videos = self._world, self._world.videos
        if source is None:
            source = np.zeros(len(events), dtype=np.uint8)
        topics = videos.topics.take(events.item, axis=0) if topics is None else topics
        felt = experience(events) if felt is None else felt
        self._recent *= self._fade
        self.met *= self._fade
        online, won = np.empty(len(events), dtype=np.intp), np.zeros(len(world.creators), dtype=np.int64)
        good, bait = np.empty((2, len(events)), dtype=np.float32)
        room = np.empty((LONGEST + LANES + 1, world.topics), dtype=np.float32)
        came, young = _take_in(
            events.user, events.item, events.watch_s, source, topics, videos.tick, videos.quality,
            videos.clickbait, videos.creator, tick, tick < FIRST_DAYS * HOURS_PER_DAY,
            self.diet, self.first_week, self.shown, self.met, online, good, bait, won, _ALIKE, room,
        )  # fmt: skip
        self.came = online = online[:came]
        self.last_online[online] = tick
        self._note_people(online, tick)
        self._note_day(events, tick, young, good, bait, felt)
        self._creator_day.add(tick, won)
        self.reputation.note(events, tick)
        self.regret.note(events, tick)
        now, first = self.hours % len(self._reached), (self.hours + 1) % len(self._reached)
        self._reached[now], self.reached_before = world.creators.reached, self._reached[first]
        hour = _Hour(self, self._day.total, self._awake(tick), len(online))
        self._vitals.append({"figures": np.array([figure.take(hour) for figure in FIGURES.values()])}, 1)
        made = world.creators
        self._curves.note(*(getattr(made, name) for name in CURVES))

    def _note_people(self, online: NDArray[np.intp], tick: int) -> None:
        # Whoever was away has the same shares as before: fading moves all topics alike.
        watched, offered = cocoon.entropy(self._recent.take(online, axis=1))
        narrow = cocoon.narrow(watched, self._world.topics)
        self._diet_narrow[online] = narrow
        self._diet_topics[online] = self._world.topics ** (1.0 - narrow)
        self._diet_state[online] = cocoon.states(narrow)
        self._shown_entropy[online] = offered / self._inborn_entropy.take(online)
        self._counts = self.met >= self._world.settings.measure.least_views
        self._counts &= self._world.people.here(tick)
        self.state = self._diet_state * self._counts

    def _note_day(
        self,
        events: Interactions,
        tick: int,
        young: int,
        good: NDArray[np.float32],
        bait: NDArray[np.float32],
        felt: NDArray[np.float32],
    ) -> None:
        ratio = events.watch_s / events.duration_s
        sums = (column.sum(dtype=np.float64) for column in (good, bait, felt))
        watched, ratios = events.watch_s.sum(dtype=np.float64), ratio.sum(dtype=np.float64)
        likes = np.count_nonzero(events.liked)
        self._day.add(tick, np.array([len(events), watched, ratios, likes, young, *sums]))

    def _awake(self, tick: int) -> int:
        since = tick - HOURS_PER_DAY if tick >= HOURS_PER_DAY else -1
        return int(np.count_nonzero(self.last_online > since))

    def mean_topics(self, known: NDArray[np.bool_]) -> float:
        """The mean of `effective_topics` over those whose diet is `known` (people,); NaN if nobody's is."""
        topics = self._diet_topics.compress(known)
        return float(topics.sum() / len(topics)) if len(topics) else math.nan

    def rare_gap(self, known: NDArray[np.bool_]) -> float:
        """How much more content people are than those of rare tastes, of those whose diet is `known` (people,)."""
        return fairness.service_gap(self._world.people.contentment, self._rare, known)

    def pushed_share(self, views: float) -> float:
        """What creators get of these views whom fake people push, or would push if there were any."""
        world = self._world
        share = world.settings.noise.bot_pushes
        if share != self._pushed[0]:
            pushed = pushed_creators(len(world.creators), share, world.luck)
            self._pushed = share, np.flatnonzero(pushed)
        return fairness.group_share(float(self.creator_views_day.take(self._pushed[1]).sum()), views)


class _Hour:
    """What the table of figures is computed of; see `frames.Hour`."""

    def __init__(self, chronicle: Chronicle, day: NDArray[np.float64], awake: int, online: int) -> None:
        self._chronicle = chronicle
        self.online, self.awake = online, awake
        self.views, self.watched_s, self.ratios, self.likes = day[:4].tolist()
        self.fresh, self.quality, self.clickbait, self.felt = day[4:].tolist()
        self._known = chronicle.state != UNKNOWN
        self._in_state = np.bincount(chronicle.state, minlength=len(Diet)).tolist()
        self._met = len(chronicle.state) - self._in_state[UNKNOWN]
        self._gini, self._top_tenth = inequality.of_counts(chronicle.creator_views_day)

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
        return self._chronicle.mean_topics(self._known)

    def likeness(self) -> float:
        return likeness(self._chronicle.diet, self._known)

    def gini(self) -> float:
        return self._gini

    def top_tenth(self) -> float:
        return self._top_tenth

    def small_half(self) -> float:
        """By the people whom creators had reached before the day began; NaN while there was no day before."""
        chronicle = self._chronicle
        if chronicle.hours < HOURS_PER_DAY:
            return math.nan
        return fairness.small_half_share(chronicle.creator_views_day, chronicle.reached_before)

    def rare_gap(self) -> float:
        return self._chronicle.rare_gap(self._known)

    def regret(self) -> float:
        return self._chronicle.regret.mean

    def pushed(self) -> float:
        return self._chronicle.pushed_share(self.views)
