"""Which chapters are told, from which one on, and whether somebody is there to turn the pages."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.rooms.story.chapter import Chapter


@dataclass(frozen=True, slots=True)
class Tour:
    """What `feedscope story` was asked for."""

    chapters: tuple[Chapter, ...]
    first: int | None = None
    """The chapter to open at once; None shows the contents."""
    auto: bool = False
    """Turn the pages by themselves, and begin again at the end."""
