"""The reel: the frames that the app has seen, so many hours apart that memory stays bounded.

A frame is kept packed, as one string of bytes: 25 to 50 kB, half a millisecond of work, and nothing for Python's
collector to look through. When the reel is full every second frame goes, and from then on they are kept twice as
far apart: a long run is remembered as evenly as a short one.
"""

from __future__ import annotations

import pickle
import zlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import cast

from simulator.frames import Frame

MOST_FRAMES = 300
MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class _Kept:
    tick: int
    by: tuple[object, ...]
    """What fills the feeds: the algorithm, and the stages that are on."""
    data: bytes


class Reel:
    """Keeps frames by their ticks, oldest first, one in `every` simulated hours."""

    def __init__(self, most_frames: int = MOST_FRAMES, most_bytes: int = MOST_BYTES) -> None:
        self.every = 1
        self.bytes = 0
        self._most_frames = most_frames
        self._most_bytes = most_bytes
        self._kept: list[_Kept] = []

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def ticks(self) -> list[int]:
        """Hours of the frames that are kept, rising."""
        return [kept.tick for kept in self._kept]

    @property
    def marks(self) -> list[int]:
        """Hours since which other rules have filled the feeds than in the frame before."""
        pairs = zip(self._kept, self._kept[1:], strict=False)
        return [now.tick for before, now in pairs if now.by != before.by]

    def keep(self, frame: Frame) -> None:
        """Take in a frame, if its hours have none yet. One from before the last begins the reel anew."""
        if self._kept:
            last = self._kept[-1].tick
            if frame.tick < last:
                self.clear()
            elif frame.tick // self.every == last // self.every:
                return
        by = (frame.algorithm, *(stage.name for stage in frame.stages if stage.on))
        still = replace(frame, found=None, refused="", notice="")
        self._kept.append(_Kept(frame.tick, by, zlib.compress(pickle.dumps(still, protocol=5), 1)))
        self.bytes += len(self._kept[-1].data)
        while len(self._kept) > self._most_frames or (self.bytes > self._most_bytes and len(self._kept) > 1):
            self._thin()

    def place(self, tick: int) -> int:
        """The place of the last frame at or before this hour; the first one for hours before it."""
        return max(bisect_right(self.ticks, tick) - 1, 0)

    def frame(self, place: int) -> Frame:
        """The frame at this place, standing still."""
        frame = cast("Frame", pickle.loads(zlib.decompress(self._kept[place].data)))
        return replace(frame, paused=True, past=True)

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.every, self.bytes = 1, 0

    def _thin(self) -> None:
        self.every *= 2
        first: dict[int, _Kept] = {}
        for kept in self._kept:
            first.setdefault(kept.tick // self.every, kept)
        self._kept = list(first.values())
        self.bytes = sum(len(kept.data) for kept in self._kept)
