"""A viewer's sitting: thirty videos to get to know each other, a look in the mirror, thirty more for a task.

The width of a feed is exp(entropy) of the topics in all that the algorithm has lined up (effective topics,
Hill 1973). Who finds a narrow feed in the mirror is to widen it by half; who finds a varied one, to halve it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from simulator.deeds import Deed
from simulator.frames import Diet, FeedItem, Floats
from simulator.metrics import cocoon

PER_HOUR = 3
"""Videos after which an hour passes and the algorithm learns."""
FIRST = 30
"""Videos until the mirror, and again as many to get out."""
WIDER, LEAST_WIDER, NARROWER = 1.5, 1.0, 0.5
"""The task: times as many topics as in the mirror, and at least so many more; or times as few."""
TO_THE_END = 0.95
"""Watch ratio that counts as watched to the end."""
SKIPPED = 0.25


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
class Met:
    """One video that the player has met."""

    item: FeedItem
    deed: Deed

    @property
    def ratio(self) -> float:
        """Seconds watched / duration."""
        return self.deed.watch_s / self.item.duration_s


@dataclass(frozen=True, slots=True)
class Mirror:
    """What the player sees after the first thirty."""

    ended: int
    skipped: int
    liked: int
    """Counts of the videos met."""
    first: float
    """Effective topics of the feed when it began."""
    now: float
    leading: tuple[int, ...]
    """Up to three topics that fill most of the feed, the largest first."""
    leading_share: float
    """Their share of it together, 0..1."""


class Sitting:
    """Everything of one game. `meet` takes videos, `think` what the algorithm has lined up since."""

    def __init__(self, topics: int) -> None:
        """`topics` that videos can be about."""
        self.topics = topics
        self.met: list[Met] = []
        self.widths: list[float] = []
        """Effective topics of the feed, hour by hour."""
        self.thinks: Floats | None = None
        self.before: Floats | None = None
        """The topics of the line now, and those of an hour ago; in the mirror, those of the beginning."""
        self._first: Floats | None = None
        self.phase = Phase.MEETING
        self.mirror: Mirror | None = None

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
        return self._state(self.widths[-1]) if self.widths else Diet.UNKNOWN

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
        return ended, skipped, sum(met.deed.liked for met in self.met)

    @property
    def spent(self) -> Floats:
        """(topics,) shares of the seconds watched so far; NaN before the first."""
        seconds = np.zeros(self.topics)
        for met in self.met:
            seconds[met.item.topic] += met.deed.watch_s
        return np.divide(seconds, seconds.sum(), out=np.full(self.topics, np.nan), where=seconds.sum() > 0)

    def meet(self, item: FeedItem, deed: Deed) -> bool:
        """One more video; is the hour over with it?"""
        self.met.append(Met(item, deed))
        return len(self.met) % PER_HOUR == 0

    def think(self, thinks: Floats) -> None:
        """An hour has passed, and this is what the algorithm takes the player to like."""
        self.before, self.thinks = self.thinks if self.thinks is not None else thinks, thinks
        self.widths.append(float(cocoon.effective_topics(np.nan_to_num(thinks))))
        self._first = thinks if self._first is None else self._first
        if self.phase == Phase.MEETING and len(self.met) >= FIRST:
            self.phase, self.mirror, self.before = Phase.MIRROR, self._look(), self._first
        elif self.playing and self.mirror is not None:
            reached = self.widths[-1] >= self.goal if self.is_narrow else self.widths[-1] <= self.goal
            if reached or not self.left:
                self.phase, self.before = (Phase.WON if reached else Phase.LOST), self._first

    def go_on(self) -> None:
        """From the mirror to the task."""
        if self.phase == Phase.MIRROR:
            self.phase, self.before = (Phase.ESCAPE if self.is_narrow else Phase.ENTER), self.thinks

    def _look(self) -> Mirror:
        assert self.thinks is not None
        known = np.nan_to_num(self.thinks)
        leading = tuple(int(t) for t in np.argsort(-known, kind="stable")[:3] if known[t] > 0)
        ended, skipped, liked = self.counts
        return Mirror(
            ended=ended,
            skipped=skipped,
            liked=liked,
            first=self.widths[0],
            now=self.widths[-1],
            leading=leading,
            leading_share=float(known[list(leading)].sum()),
        )


def too_young(people: int, tick: int) -> int:
    """Hours that a world of so many people should live before a stranger comes."""
    return max(GROWN_H - tick, 0) if people <= MOST_PEOPLE else 0
