"""Which chapters are told, from which one on, and whether somebody is there to turn the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.frames import Frame
from simulator.rooms.story.chapter import Chapter
from simulator.session import Session

if TYPE_CHECKING:
    from simulator.rooms.story.screen import StoryRoom


@dataclass(frozen=True, slots=True)
class Tour:
    """What `feedscope story` was asked for."""

    chapters: tuple[Chapter, ...]
    first: int | None = None
    """The chapter to open at once; None shows the contents."""
    auto: bool = False
    """Turn the pages by themselves, and begin again at the end."""

    def room(self, session: Session, frame: Frame, lang: str) -> StoryRoom:
        """The story's screen."""
        from simulator.rooms.story.screen import StoryRoom  # loaded once the engine's process has started

        return StoryRoom(session, frame, lang, self)
