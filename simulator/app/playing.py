"""Which video of a feed the phone shows at a moment, and how far it has played.

At a calm pace the phone plays the hour's feed along the clock. When an hour passes faster than its videos can
be looked at, it shows one of them at a time, long enough to read, and skips the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames import FeedItem, Frame, Phone

CALM_S = 0.9
"""Seconds for which a video must at least be seen; below, videos are skipped."""
HOLD_S = 1.4
"""Seconds for which each video stands when others are skipped."""
PLAY_S = 0.7
"""Seconds of those in which it plays."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the phone shows. `phone` is the one that this video belongs to."""

    phone: Phone
    tick: int
    place: int
    """Position in `phone.items`; -1 if there is nothing to show."""
    watched_s: float
    """Seconds watched so far, of `watch_s` in the end."""

    @property
    def item(self) -> FeedItem | None:
        return self.phone.items[self.place] if self.place >= 0 else None

    @property
    def through(self) -> float:
        """How much of what they will watch is over, 0..1."""
        item = self.item
        if item is None or item.watch_s <= 0:
            return 1.0
        return min(self.watched_s / item.watch_s, 1.0)

    @property
    def share(self) -> float:
        """Seconds watched / duration; above 1 when replayed."""
        item = self.item
        return self.watched_s / item.duration_s if item is not None and item.duration_s > 0 else 0.0

    @property
    def ahead(self) -> tuple[FeedItem, ...]:
        """The next three videos."""
        return self.phone.items[self.place + 1 : self.place + 4]


def along(phone: Phone, tick: int, progress: float) -> Scene:
    """The scene at this part (0..1) of the hour; the end of it for somebody who is not watching now."""
    watched = phone.items[: phone.watched]
    if not watched:
        return Scene(phone, tick, -1, 0.0)
    if not phone.online:
        return Scene(phone, tick, len(watched) - 1, watched[-1].watch_s)
    lengths = [max(item.watch_s, 1.0) for item in watched]
    left = min(max(progress, 0.0), 1.0) * sum(lengths)
    for place, (item, length) in enumerate(zip(watched, lengths, strict=True)):
        if left < length or place == len(watched) - 1:
            return Scene(phone, tick, place, min(left, item.watch_s))
        left -= length
    raise AssertionError("unreachable: the last video always shows")


class Player:
    """Remembers what is shown, so that nothing flickers when time runs fast."""

    def __init__(self) -> None:
        self._held: Scene | None = None
        self._since = 0.0

    def look(self, frame: Frame, now: float) -> Scene:
        """The scene of this frame at `now` (seconds of any clock that only goes forward)."""
        held = self._held
        if held is not None and (held.phone.person != frame.phone.person or frame.tick < held.tick):
            held = None
        if frame.paused and held is not None and held.tick == frame.tick:
            return self._playing(held, now)
        if frame.paused or not hurried(frame):
            self._held = None
            return along(frame.phone, frame.tick, frame.progress)
        if held is None or now - self._since >= HOLD_S:
            held = along(frame.phone, frame.tick, frame.progress)
            self._held, self._since = held, now
        return self._playing(held, now)

    def _playing(self, held: Scene, now: float) -> Scene:
        item = held.item
        if item is None or not held.phone.online:
            return held
        played = min((now - self._since) / PLAY_S, 1.0)
        return Scene(held.phone, held.tick, held.place, item.watch_s * played)


def hurried(frame: Frame) -> bool:
    """Do the hours pass too fast for every video to be seen?"""
    pace = frame.rate if frame.rate > 0 else frame.speed
    if pace <= 0:
        return frame.speed == 0
    return 1 / (pace * max(frame.phone.watched, 1)) < CALM_S
