"""What a player does with one video: the smallest thing that goes from a screen into a world."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One video that was met, and what came of it."""

    item: int
    watch_s: float
    """Seconds, 0 or more; above the video's length when replayed."""
    liked: bool = False
    commented: bool = False
    shared: bool = False
    followed: bool = False
    disliked: bool = False
    """Pressed "not interested"."""
