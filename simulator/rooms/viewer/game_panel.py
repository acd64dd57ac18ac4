"""A panel that shows how the game of being a viewer stands."""

from __future__ import annotations

from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.viewer.game import ViewerGame


class GamePanel(Panel):
    """Drawn from a frame and the player's game, which `look` hands over together."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._game = ViewerGame(1)

    def look(self, frame: Frame, game: ViewerGame) -> None:
        """Show how this game stands."""
        self._game, self.frame = game, frame
        self.redraw()
