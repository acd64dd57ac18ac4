"""What every screen of ours can be told: the newest frame, and the language."""

from __future__ import annotations

from textual import events
from textual.dom import DOMNode

from simulator.frames import Frame


class Showing(DOMNode):
    """Mixed into screens, before Textual's. The app routes frames and the language to whichever of them are open."""

    def show(self, frame: Frame) -> None:
        """Draw this frame."""

    def show_state(self, frame: Frame) -> None:
        """Show at once what a key has just changed: time and algorithm. The rest follows with the next frame."""

    def set_language(self, lang: str) -> None:
        """Say everything in "en" or "zh" from now on."""

    async def on_event(self, event: events.Event) -> None:
        """A screen closed while it is being opened lacks widgets that it composed: there is nothing to set up, then."""
        if isinstance(event, events.Mount | events.Resize) and not self.display:
            return
        await super().on_event(event)
