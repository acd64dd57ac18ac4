"""The videos: what is in them and what became of them. One row a video, in the order of publication."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from recommender.types import Items
from simulator.world.columns import Columns

TAGS = 3
"""A video carries up to this many tags."""
NO_GUEST = -1
"""In place of a guest, where its creator made the video alone."""


@dataclass(frozen=True, slots=True)
class NewVideos:
    """Videos about to be published. All columns have n rows."""

    creator: NDArray[np.int32]
    tick: NDArray[np.int32]
    topic: NDArray[np.int16]
    """Leading topic."""
    topics: NDArray[np.float32]
    """(n, topics) shares."""
    quality: NDArray[np.float32]
    """0..1."""
    clickbait: NDArray[np.float32]
    """0..1: how much more it promises than it holds."""
    name: NDArray[np.int64]
    """What luck knows the video by: whoever else has posted meanwhile, it stays the same."""
    duration_s: NDArray[np.float32]
    kind: NDArray[np.int8]
    """Index into `frames.KINDS`."""
    tags: NDArray[np.int16]
    """(n, TAGS) numbers, topic * TAGS_PER_TOPIC + j; -1 where there is none."""
    trend: NDArray[np.int32]
    """Number of the trend it has joined; -1 for none."""
    guest: NDArray[np.int32]
    """The creator who is a guest in it; `NO_GUEST` for none."""

    def __len__(self) -> int:
        return len(self.creator)


class Videos:
    """All videos ever published, with running totals."""

    def __init__(self, topics: int) -> None:
        self._table = Columns(
            {
                "creator": (np.int32, ()), "tick": (np.int32, ()), "topic": (np.int16, ()),
                "topics": (np.float32, (topics,)), "quality": (np.float32, ()), "clickbait": (np.float32, ()),
                "name": (np.int64, ()), "duration_s": (np.float32, ()),
                "kind": (np.int8, ()), "tags": (np.int16, (TAGS,)), "trend": (np.int32, ()),
                "guest": (np.int32, ()),
                "views": (np.int64, ()), "completions": (np.int64, ()), "likes": (np.int64, ()),
                "comments": (np.int64, ()), "shares": (np.int64, ()),
            },
            room=4_096,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._table)

    @property
    def creator(self) -> NDArray[np.int32]:
        return cast("NDArray[np.int32]", self._table["creator"])

    @property
    def tick(self) -> NDArray[np.int32]:
        """Hour of publication; negative for the backlog."""
        return cast("NDArray[np.int32]", self._table["tick"])

    @property
    def topic(self) -> NDArray[np.int16]:
        return cast("NDArray[np.int16]", self._table["topic"])

    @property
    def topics(self) -> NDArray[np.float32]:
        """(videos, topics) shares."""
        return cast("NDArray[np.float32]", self._table["topics"])

    @property
    def quality(self) -> NDArray[np.float32]:
        return cast("NDArray[np.float32]", self._table["quality"])

    @property
    def clickbait(self) -> NDArray[np.float32]:
        return cast("NDArray[np.float32]", self._table["clickbait"])

    @property
    def name(self) -> NDArray[np.int64]:
        return cast("NDArray[np.int64]", self._table["name"])

    @property
    def duration_s(self) -> NDArray[np.float32]:
        return cast("NDArray[np.float32]", self._table["duration_s"])

    @property
    def kind(self) -> NDArray[np.int8]:
        return cast("NDArray[np.int8]", self._table["kind"])

    @property
    def tags(self) -> NDArray[np.int16]:
        """(videos, TAGS)."""
        return cast("NDArray[np.int16]", self._table["tags"])

    @property
    def trend(self) -> NDArray[np.int32]:
        """Number of the trend it has joined; -1 for none."""
        return cast("NDArray[np.int32]", self._table["trend"])

    @property
    def guest(self) -> NDArray[np.int32]:
        """The creator who is a guest in it; `NO_GUEST` for none."""
        return cast("NDArray[np.int32]", self._table["guest"])

    def columns(self, names: Iterable[str]) -> tuple[NDArray[Any], ...]:
        """Several of these columns and totals at once, for kernels."""
        return self._table.some(names)

    def total(self, name: str) -> NDArray[np.int64]:
        """A running total: "views", "completions", "likes", "comments" or "shares"."""
        return cast("NDArray[np.int64]", self._table[name])

    def publish(self, new: NewVideos) -> Items:
        """Take the videos in and return them as a recommender meets them."""
        first = len(self)
        self._table.append({name: getattr(new, name) for name in new.__slots__}, len(new))
        ids = np.arange(first, first + len(new), dtype=np.int32)
        tags = new.tags.astype(np.int32)
        return Items(ids, new.tick, new.creator, new.topics, kind=new.kind, tags=tags, guest=new.guest)
