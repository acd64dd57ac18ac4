"""What every screen of ours can be told: the newest frame, and the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.widget import Widget

if TYPE_CHECKING:
    from simulator.frames import Frame

    Mixed = Widget
else:
    Mixed = object  # a style sheet follows first bases: a widget here would hide from it that a card is a ModalScreen


class Showing(Mixed):
    """Mixed into screens, before Textual's. The app routes frames and the language to whichever of them are open."""

    _left: tuple[Any] | None = None
    """With what the screen was left while it lay under another."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, and hand on this result. Textual closes whatever lies on top: a screen under another waits until that
        has gone, and one that is closed already, by the key before this one, closes nothing else."""
        stack: list[object] = [*self.app.screen_stack]
        if stack and stack[-1] is self:
            return cast("Any", super()).dismiss(result)
        self._left = (result,) if self in stack else None
        return AwaitComplete()

    def when_open(self, what: Callable[[Self], None]) -> None:
        """Do this to the screen: now, or once it is furnished, since a frame may come while it is being opened."""
        if self.is_mounted:
            what(self)
        else:
            self.call_later(what, self)

    def show(self, frame: Frame) -> None:
        """Draw this frame."""

    def show_state(self, frame: Frame) -> None:
        """Show at once what a key has just changed: time and algorithm. The rest follows with the next frame."""

    def set_language(self, lang: str) -> None:
        """Say everything in "en" or "zh" from now on."""

    async def on_event(self, event: events.Event) -> None:
        """A screen closed while it is being opened lacks widgets that it composed: there is nothing to set up, then.
        One that is being closed lets go of its painted lines: Textual remembers the last thousand widgets with all of
        theirs, some hundred MB, but not the lines of one that is to be painted anew."""
        if isinstance(event, events.Mount | events.Resize) and not self.display:
            return
        await super().on_event(event)
        if isinstance(event, events.ScreenResume) and self._left is not None:
            self.dismiss(*self._left)
        elif isinstance(event, events.Unmount):
            self.app.theme_changed_signal.unsubscribe(self)
        elif isinstance(event, events.ScreenSuspend) and id(self) not in map(id, self.app.screen_stack):
            for widget in (self, *self.walk_children(Widget)):
                widget.refresh()
