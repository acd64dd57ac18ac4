"""The close-up of a creator at work, for whoever plays one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.camera.hour import HourSeen
from simulator.camera.thinning import thinned
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY, KINDS
from simulator.frames.levers import HASHTAGS, HOURS
from simulator.rooms.studio.state import (
    GuestResult,
    KindResult,
    Levers,
    LiveResult,
    RivalRise,
    Studio,
    TopRival,
    TrendResult,
)
from simulator.session import View
from simulator.world.creators import Creators
from simulator.world.live import LiveEvents
from simulator.world.words import Words

WEEK = 7 * HOURS_PER_DAY


LEAST_RIVALS = 7
"""Rivals on the topic from which a creator is worth playing, where any has so many."""
ACTIVE = 3 / 7
"""Videos a day that a creator who plays a part here makes at least: most post next to nothing."""


class StudioCamera:
    """Looks at one creator, chosen when the game begins: an active one, of usual talent and effort among the active
    ones on its topic, who are its rivals, so that plans and not birth decide. What counts are points: an event's
    strength for the algorithm, where that speaks for the video."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._chosen: int | None = None
        self._rivals = np.empty(0, dtype=np.intp)
        """The other active creators on the topic as the game began."""
        self._won: deque[NDArray[np.float64]] = deque(maxlen=WEEK)
        """(creators,) points of each, hour by hour."""
        self._streams: deque[tuple[NDArray[np.intp], LiveEvents]] = deque(maxlen=WEEK)
        """Who was live and what happened there, hour by hour."""

    @property
    def creator(self) -> int:
        """Whom somebody plays, from the first frame on."""
        if self._chosen is None:
            made = self._engine.world.creators
            active = _active(made, self._engine.tick)
            usual = _usual(made, active)
            # Small, but not the smallest, who has only just arrived: the old videos of rivals go on winning points.
            chosen = int(usual[np.argsort(made.reached[usual], kind="stable")[len(usual) // 4]])
            same = active[made.topic[active] == made.topic[chosen]]
            self._chosen, self._rivals = chosen, same[same != chosen]
        return self._chosen

    def see(self, hour: HourSeen) -> None:
        """Keep what everybody won, and who came into whose stream, in the hour that has passed."""
        world = self._engine.world
        creator = world.videos.creator.take(hour.events.interactions.item)
        won = np.bincount(creator, hour.strength, len(world.creators))
        self._won.append(won.astype(np.float64, copy=False))
        self._streams.append((world.lives.on_air, world.lives.last))

    def take(self, view: View, words: Words) -> Studio:
        del view
        world, who, tick = self._engine.world, self.creator, self._engine.tick
        made, videos = world.creators, world.videos
        recent = np.flatnonzero(videos.tick >= tick - WEEK)
        topic = int(made.topic[who])
        mine = recent[videos.creator[recent] == who]
        rivals = recent[(videos.topic[recent] == topic) & (videos.creator[recent] != who)]
        views, likes, comments = (
            int(videos.total(name)[mine].sum()) for name in ("views", "likes", "comments")
        )
        grown, fans = self._grown("reached"), self._grown("followers")
        won = sum(self._won, np.zeros(len(made)))
        others = won[self._rivals]
        return Studio(
            creator=who,
            tick=tick,
            levers=self._levers(who),
            videos=len(mine),
            views=views,
            likes=likes,
            comments=comments,
            completion=self._completion(mine),
            others_completion=self._completion(rivals),
            views_per_video=views / len(mine) if len(mine) else float("nan"),
            reached=int(made.reached[who]),
            new_reached=int(grown[who]),
            followers=int(made.followers[who]),
            new_followers=int(fans[who]),
            trust=float(made.trust[who]),
            won=float(won[who]),
            others_won=float(np.median(others)) if len(others) else float("nan"),
            rivals=len(others),
            outgrown=float((others < won[who]).mean()) if len(others) else float("nan"),
            kinds=tuple(self._kinds(recent[videos.topic[recent] == topic])),
            live=self._live(np.arange(len(made)) == who),
            others_live=self._live((made.topic == topic) & (np.arange(len(made)) != who)),
            trend=self._trend(mine),
            others_trend=self._trend(rivals),
            guest=self._guest(mine),
            others_guest=self._guest(rivals),
            live_needs=world.settings.live.least_followers,
            rival=self._rival(won, recent, words),
            courses=tuple(self._courses(won, words)),
            topic_views=_mean(videos.total("views")[recent[videos.topic[recent] == topic]]),
            elsewhere_views=_mean(videos.total("views")[recent[videos.topic[recent] != topic]]),
        )

    def _live(self, whose: NDArray[np.bool_]) -> LiveResult:
        """What the streams of (creators,) some brought."""
        streams = viewers = gifts = follows = 0
        for on_air, there in self._streams:
            streams += int(whose[on_air].sum())
            theirs = whose[there.creator]
            viewers += int(theirs.sum())
            gifts += int(there.gifts[theirs].sum())
            follows += int(there.followed[theirs].sum())
        return LiveResult(streams, viewers, gifts, follows)

    def _trend(self, which: NDArray[np.intp]) -> TrendResult:
        videos = self._engine.world.videos
        views, carries = videos.total("views")[which], videos.trend[which] >= 0
        return TrendResult(int(carries.sum()), _mean(views[carries]), _mean(views[~carries]))

    def _guest(self, which: NDArray[np.intp]) -> GuestResult:
        videos = self._engine.world.videos
        views, together = videos.total("views")[which], videos.guest[which] >= 0
        return GuestResult(int(together.sum()), _mean(views[together]), _mean(views[~together]))

    def _rival(self, won: NDArray[np.float64], recent: NDArray[np.intp], words: Words) -> TopRival:
        made, others = self._engine.world.creators, self._rivals
        best = int(others[np.argmax(won[others])]) if len(others) else self.creator
        if not len(others) or won[best] <= 0:
            return TopRival("", 0.0, 0, float("nan"), 0)
        theirs = recent[self._engine.world.videos.creator[recent] == best]
        return TopRival(
            words.creator(best, int(made.topic[best])),
            float(won[best]),
            len(theirs),
            self._completion(theirs),
            int(np.argmax(made.kinds[best])),
        )

    def _courses(self, won: NDArray[np.float64], words: Words) -> Iterator[RivalRise]:
        """The strongest rival's and the middling one's; of a single rival one."""
        chronicle, made = self._engine.chronicle, self._engine.world.creators
        order = self._rivals[np.argsort(-won[self._rivals], kind="stable")]
        hours = thinned(chronicle.hours)
        if not len(order) or not len(hours):
            return
        people = len(self._engine.world.people)
        for who, strongest in dict.fromkeys(((int(order[0]), True), (int(order[len(order) // 2]), False))):
            if strongest or who != order[0]:
                reached = chronicle.curve("reached", who)[hours] / people
                yield RivalRise(words.creator(who, int(made.topic[who])), strongest, reached)

    def _levers(self, who: int) -> Levers:
        made = self._engine.world.creators
        return Levers(
            kinds=tuple(float(share) for share in made.kinds[who]),
            focus=float(made.focus[who]),
            quality_over_quantity=float(made.quality_over_quantity[who]),
            steadiness=float(made.steadiness[who]),
            replies=float(made.replies[who]),
            clickbait=float(made.clickbait[who]),
            live=float(made.live[who]),
            collaborate=float(made.collaborate[who]),
            hashtags=HASHTAGS[int(made.hashtags[who])],
            hours=HOURS[int(made.hours[who])],
            quality=float(made.quality[who]),
            posts_per_day=float(made.posts_per_day[who]),
        )

    def _grown(self, curve: str) -> NDArray[np.int64]:
        """(creators,) by how much a curve of the chronicle rose in the last seven days."""
        chronicle = self._engine.chronicle
        hours = np.array([chronicle.hours - 1 - WEEK, chronicle.hours - 1])
        counts = chronicle.counts(curve, hours[hours >= 0]).astype(np.int64)
        if not len(counts):
            return np.zeros(len(self._engine.world.creators), dtype=np.int64)
        return counts[-1] - counts[0] if len(counts) > 1 else counts[-1]

    def _completion(self, which: NDArray[np.intp]) -> float:
        videos = self._engine.world.videos
        views = int(videos.total("views")[which].sum())
        return int(videos.total("completions")[which].sum()) / views if views else float("nan")

    def _kinds(self, which: NDArray[np.intp]) -> list[KindResult]:
        videos = self._engine.world.videos
        made = np.bincount(videos.kind[which], minlength=len(KINDS))
        return [
            KindResult(
                kind,
                int(count),
                float(videos.total("views")[which[videos.kind[which] == kind]].mean()),
                self._completion(which[videos.kind[which] == kind]),
            )
            for kind, count in enumerate(made)
            if count
        ]


def _mean(column: NDArray[np.int64]) -> float:
    return float(column.mean()) if len(column) else float("nan")


def _active(made: Creators, tick: int) -> NDArray[np.intp]:
    """Who is here and posts `ACTIVE` at least; everybody here if nobody does, and everybody if nobody is here."""
    here = made.here(tick)
    for some in (here & (made.posts_per_day * made.drive >= ACTIVE), here):
        if some.any():
            return np.flatnonzero(some)
    return np.arange(len(made))


def _usual(made: Creators, active: NDArray[np.intp]) -> NDArray[np.intp]:
    """The tenth of the active creators, at least one, who are most like the median of those of their topic in skill and
    effort; those with enough rivals first."""
    topic = made.topic[active]
    lonely = np.bincount(topic)[topic] <= LEAST_RIVALS
    unusual = np.maximum(_rank_off(made.skill[active], topic), _rank_off(made.effort[active], topic))
    return active[np.lexsort((unusual, lonely))[: max(len(active) // 10, 1)]]


def _rank_off(column: NDArray[np.float32], topic: NDArray[np.integer]) -> NDArray[np.float64]:
    """(creators,) 0..1/2: how far the share of those of the same topic who have less is from a half."""
    off = np.empty(len(column))
    for each in np.unique(topic):
        same = np.flatnonzero(topic == each)
        less = np.searchsorted(np.sort(column[same]), column[same])
        off[same] = np.abs((less + 0.5) / len(same) - 0.5)
    return off
