"""Which video of a feed the phone shows at a moment, and how far it has played.

At a calm pace the phone plays the hour's feed along the clock. When an hour passes faster than its videos can
be looked at, or the person is not watching now, it plays their last feed one video after the other, each long
enough to read, until the next feed has come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.frames import FeedItem, Frame, Phone

CALM_S = 0.9
"""Seconds for which every video of the hour must be seen at least, for the phone to follow the clock."""
HOLD_S = 1.4
"""Seconds for which each video stands otherwise."""
PLAY_S = 0.7
"""Seconds of those in which it plays."""
FAST = 8
"""Hours per video from which only one of a feed is seen; then it is not always the first."""


@dataclass(frozen=True, slots=True)
class PhoneScene:
    """What the phone shows. `phone` is the one that this video belongs to."""

    phone: Phone
    tick: int
    place: int
    """Position in `phone.items`; -1 if there is nothing to show."""
    watched_s: float
    """Seconds watched so far, of `watch_s` in the end."""
    alone: bool = False
    """Does it play by itself, even while the world stands still?"""

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


def along(phone: Phone, tick: int, progress: float) -> PhoneScene:
    """The scene at this part (0..1) of the hour; the end of it for somebody who is not watching now."""
    watched = phone.items[: phone.watched]
    if not watched:
        return PhoneScene(phone, tick, -1, 0.0)
    if not phone.online:
        return PhoneScene(phone, tick, len(watched) - 1, watched[-1].watch_s)
    lengths = [max(item.watch_s, 1.0) for item in watched]
    left = min(max(progress, 0.0), 1.0) * sum(lengths)
    for place, (item, length) in enumerate(zip(watched, lengths, strict=True)):
        if left < length or place == len(watched) - 1:
            return PhoneScene(phone, tick, place, min(left, item.watch_s))
        left -= length
    raise AssertionError("unreachable: the last video always shows")


def at_its_end(scene: PhoneScene) -> PhoneScene:
    """The same video with nothing of it left to play."""
    item = scene.item
    return scene if item is None else replace(scene, watched_s=item.watch_s, alone=False)


class Playback:
    """Remembers what is shown, so that nothing flickers when time runs fast."""

    def __init__(self) -> None:
        self._held: PhoneScene | None = None
        self._lang = ""
        self._began = 0.0
        self._until = 0.0

    def look(self, frame: Frame, now: float) -> PhoneScene:
        """The scene of this frame at `now` (seconds of any clock that only goes forward)."""
        phone, held = frame.phone, self._held
        if held is not None and (held.phone.person != phone.person or frame.tick < held.tick):
            held = None
        if phone.online and not hurried(frame):
            self._held = None
            return along(phone, frame.tick, frame.progress)
        if held is None or frame.lang != self._lang or self._over(held, frame, now):
            held = self._next(held, frame, now)
        return self._playing(held, now)

    def _over(self, held: PhoneScene, frame: Frame, now: float) -> bool:
        """Is it time for another video? While the world stands still, only when it has made a step."""
        return frame.tick != held.tick if frame.paused else now >= self._until

    def _next(self, held: PhoneScene | None, frame: Frame, now: float) -> PhoneScene:
        phone = frame.phone
        again = held is not None and held.phone.since == phone.since and held.place >= 0
        if held is not None and again and frame.lang != self._lang:
            place = held.place
        elif held is not None and again:
            place = min(held.place + 1, phone.watched - 1)
        elif pace(frame) * HOLD_S > FAST:
            place = phone.since % max(phone.watched, 1)
        else:
            place = 0
        if not phone.watched:
            place = -1
        if not (held is not None and again and held.place == place):
            self._began = now
        self._until, self._lang = now + HOLD_S, frame.lang
        self._held = PhoneScene(phone, frame.tick, place, 0.0)
        return self._held

    def _playing(self, held: PhoneScene, now: float) -> PhoneScene:
        item = held.item
        if item is None:
            return held
        part = min((now - self._began) / PLAY_S, 1.0)
        return replace(held, watched_s=item.watch_s * part, alone=part < 1)


def pace(frame: Frame) -> float:
    """Hours a second: those that were reached, or else asked for; endless where nobody knows."""
    return frame.rate or frame.speed or float("inf")


def hurried(frame: Frame) -> bool:
    """Do the hours pass too fast for every video to be seen?"""
    return pace(frame) * max(frame.phone.watched, 1) * CALM_S > 1
