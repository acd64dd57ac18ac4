"""A viewer's game: twelve videos to get to know each other, a look in the mirror, twelve more for a task.

The width of a feed is exp(entropy) of the topics of the last twelve videos that were shown (effective topics, Hill
1973). Who finds a narrow feed in the mirror is to widen it by half; who finds a varied one, to halve it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from simulator.engine.action import Action
from simulator.frames import Diet, FeedItem, Floats
from simulator.metrics import cocoon

PER_HOUR = 2
"""Videos after which an hour passes and the algorithm learns."""
FIRST = 12
"""Videos until the mirror, and again as many to get out; so many are looked at as one's feed."""
WIDER, LEAST_WIDER, NARROWER = 1.5, 1.0, 0.5
"""The task: times as many topics as in the mirror, and at least so many more; or times as few."""
TO_THE_END = 0.95
"""Watch ratio that counts as watched to the end."""
SKIPPED = 0.25
NARROW_TASTE = 2
"""Who stays with videos of more topics has not asked for one."""
STAYED = 0.5
"""Watch ratio from which somebody has stayed with a video."""

GROWN_H = 144
"""Hours that a platform has lived when a stranger comes: a younger one knows nobody yet, and lines up much the same for
all."""
MOST_PEOPLE = 5_000
"""In larger worlds those hours would take long to live."""


class Phase(Enum):
    MEETING = "meeting"
    """The algorithm gets to know the player."""
    MIRROR = "mirror"
    """The player sees what became of it."""
    ESCAPE = "escape"
    """The player tries to widen a narrow feed again."""
    ENTER = "enter"
    """The player tries to get a wide feed into a cocoon."""
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class MetVideo:
    """One video that the player has met."""

    item: FeedItem
    action: Action

    @property
    def ratio(self) -> float:
        """Seconds watched / duration."""
        return self.action.watch_s / self.item.duration_s


@dataclass(frozen=True, slots=True)
class Mirror:
    """What the player sees after the first twelve."""

    ended: int
    skipped: int
    liked: int
    """Counts of the videos met."""
    now: float
    """Effective topics of what was shown."""
    leading: int
    """The topic of most of it."""
    share: float
    """Its share of the videos, 0..1."""


class ViewerGame:
    """Everything of one game. `meet` takes videos, `think` what the algorithm has lined up since."""

    def __init__(self, topics: int) -> None:
        """`topics` that videos can be about."""
        self.topics = topics
        self.met: list[MetVideo] = []
        self.mixes: list[Floats] = [np.full(topics, 1.0 / topics)]
        """(topics,) shares of topics in the feed: before the first video, and after each. A place of the twelve that no
        video has taken yet counts as anything, so that everybody begins in the middle."""
        self.thinks: Floats | None = None
        self.before: Floats | None = None
        """The topics of the line now, and those of an hour ago; in the mirror, those of the beginning."""
        self._first: Floats | None = None
        self.phase = Phase.MEETING
        self.mirror: Mirror | None = None

    @property
    def width(self) -> float:
        """Effective topics of the feed."""
        return self.widths[-1]

    @property
    def widths(self) -> list[float]:
        """Effective topics of the feed, for each of `mixes`."""
        return [float(cocoon.effective_topics(mix)) for mix in self.mixes]

    @property
    def ways(self) -> tuple[Floats, Floats]:
        """x and y on the cocoon map for each of `mixes`: where somebody stands who is shown that."""
        mixes = np.array(self.mixes)
        x, y = cocoon.places(mixes, np.ones(len(mixes)), cocoon.narrowness(mixes))
        return x.astype(np.float64), y.astype(np.float64)

    @property
    def goal(self) -> float:
        """Effective topics that win; NaN before the mirror."""
        if self.mirror is None:
            return math.nan
        now = self.mirror.now
        return max(WIDER * now, now + LEAST_WIDER) if self.is_narrow else NARROWER * now

    @property
    def is_narrow(self) -> bool:
        """Was the feed narrow in the mirror, or a cocoon?"""
        return self.mirror is not None and self._state(self.mirror.now) != Diet.VARIED

    @property
    def state(self) -> Diet:
        """What the feed's width is called now."""
        return self._state(self.width)

    def _state(self, width: float) -> Diet:
        """By the narrowness that parts the states everywhere."""
        return Diet(int(cocoon.states(1.0 - np.log(np.array([width])) / np.log(self.topics))[0]))

    @property
    def playing(self) -> bool:
        """Are there videos to meet?"""
        return self.phase in (Phase.MEETING, Phase.ESCAPE, Phase.ENTER)

    @property
    def left(self) -> int:
        """Videos until the mirror, or until the task has failed."""
        return max((FIRST if self.mirror is None else 2 * FIRST) - len(self.met), 0)

    @property
    def over(self) -> bool:
        return self.phase in (Phase.WON, Phase.LOST)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many of the videos met were watched to the end, skipped, liked."""
        ratios = [met.ratio for met in self.met]
        ended, skipped = (
            sum(ratio >= TO_THE_END for ratio in ratios),
            sum(ratio < SKIPPED for ratio in ratios),
        )
        return ended, skipped, sum(met.action.liked for met in self.met)

    @property
    def spent(self) -> Floats:
        """(topics,) shares of the seconds watched so far; NaN before the first."""
        seconds = np.zeros(self.topics)
        for met in self.met:
            seconds[met.item.topic] += met.action.watch_s
        return np.divide(seconds, seconds.sum(), out=np.full(self.topics, np.nan), where=seconds.sum() > 0)

    def meet(self, item: FeedItem, action: Action) -> bool:
        """One more video; is the hour over with it?"""
        self.met.append(MetVideo(item, action))
        last = [met.item.topic for met in self.met[-FIRST:]]
        empty = (FIRST - len(last)) / self.topics
        self.mixes.append((np.bincount(last, minlength=self.topics) + empty) / FIRST)
        if self.phase == Phase.MEETING and not self.left:
            self.phase, self.mirror = Phase.MIRROR, self._look()
        elif self.playing and self.mirror is not None:
            reached = self.width >= self.goal if self.is_narrow else self.width <= self.goal
            if reached or not self.left:
                self.phase = Phase.WON if reached else Phase.LOST
        if not self.playing:
            self.before = self._first
        return len(self.met) % PER_HOUR == 0

    def think(self, thinks: Floats) -> None:
        """An hour has passed, and this is what the algorithm takes the player to like."""
        before = self.thinks if self.thinks is not None else thinks
        self._first = thinks if self._first is None else self._first
        self.before, self.thinks = before if self.playing else self._first, thinks

    def go_on(self) -> None:
        """From the mirror to the task."""
        if self.phase == Phase.MIRROR:
            self.phase, self.before = (Phase.ESCAPE if self.is_narrow else Phase.ENTER), self.thinks

    def _look(self) -> Mirror:
        leading = int(self.mixes[-1].argmax())
        ended, skipped, liked = self.counts
        return Mirror(ended, skipped, liked, self.width, leading, float(self.mixes[-1][leading]))

    def why(self) -> tuple[str, int, dict[str, int]]:
        """Why the task came out as it did: the name of a sentence, the topic that it is about, and counts of the videos
        since the mirror; `to` is the topic of which most of the others were. The topic is the one to get out of, or
        else the one that was watched longest."""
        since = self.met[FIRST:]
        seconds = np.bincount(
            [met.item.topic for met in since], [met.action.watch_s for met in since], minlength=self.topics
        )
        own = self.mirror.leading if self.mirror is not None and self.is_narrow else int(seconds.argmax())
        others = [met for met in since if met.item.topic != own]
        again = [met for met in since if met.item.topic == own]
        instead = np.bincount([met.item.topic for met in others], minlength=self.topics)
        counts = {
            "n": len(since),
            "to": int(instead.argmax()),
            "most": int(instead.max()),
            "others": len(others),
            "again": len(again),
            "with_others": sum(met.ratio >= STAYED for met in others),
            "with_own": sum(met.ratio >= STAYED for met in again),
            "topics": len({met.item.topic for met in since if met.ratio >= STAYED}),
        }
        return self._reason(counts), own, counts

    def _reason(self, counts: dict[str, int]) -> str:
        if self.phase == Phase.WON:
            return "opened" if self.is_narrow else "closed"
        if not self.is_narrow:
            return "mixed" if counts["topics"] > NARROW_TASTE else "crowd"
        if counts["again"] and 2 * counts["with_own"] >= counts["again"]:
            return "stayed"
        if counts["others"] and not counts["with_others"]:
            return "skipped"
        return "moved" if 2 * counts["most"] >= counts["n"] else "alike"


def too_young(people: int, tick: int) -> int:
    """Hours that a world of so many people should live before a stranger comes."""
    return max(GROWN_H - tick, 0) if people <= MOST_PEOPLE else 0
