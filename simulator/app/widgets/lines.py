"""The widget under every panel: rows of coloured text, repainted only where they changed."""

from __future__ import annotations

from rich.segment import Segment
from textual.app import App
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from simulator.app.inks import Inks
from simulator.app.rows import BLANK, Row, fit
from simulator.frames import Frame
from simulator.locale import Catalogue, catalogue


class Lines(Widget):
    """Draws frames as rows. A subclass says in `drawn` what a frame looks like at a size."""

    DEFAULT_CSS = """
    Lines.panel {
        border: round $foreground 25%;
        border-title-color: $primary;
        border-title-style: bold;
        border-subtitle-color: $foreground 65%;
        padding: 0 1;
    }
    """

    title_key = ""
    """Key of the title in the border; empty for none."""

    def __init__(self, lang: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.say: Catalogue = catalogue(lang)
        self._frame: Frame | None = None
        self._rows: list[Row] = []
        self._strips: list[Strip] = []
        self._inks: Inks | None = None

    def drawn(self, frame: Frame, width: int, height: int) -> list[Row]:
        """The frame as at most `height` rows of at most `width` cells."""
        return []

    def title(self, frame: Frame | None) -> str:
        """What stands in the border."""
        return self.say(self.title_key) if self.title_key else ""

    def show(self, frame: Frame) -> None:
        """Draw a frame; rows that stay the same cost nothing."""
        self._frame = frame
        title = self.title(frame)
        if title != self.border_title:
            self.border_title = title
        width, height = self.content_size
        rows = self.drawn(frame, width, height)[:height] if width > 0 and height > 0 else []
        self._put([fit(row, width) for row in rows], height)

    def set_language(self, lang: str) -> None:
        """Speak "en" or "zh" from now on."""
        self.say = catalogue(lang)
        self._again()

    def on_mount(self) -> None:
        self.border_title = self.title(None)
        self.app.theme_changed_signal.subscribe(self, self._on_theme)

    def on_resize(self) -> None:
        self._rows = []
        self._again()

    def render_line(self, y: int) -> Strip:
        """One row of cells."""
        width = self.content_size.width
        if y < len(self._strips):
            return self._strips[y].adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)
        return Strip.blank(width, self.rich_style)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return container.height

    def _on_theme(self, _: App[object]) -> None:
        self._inks, self._rows = None, []
        self._again()

    def _again(self) -> None:
        self.refresh()
        if self._frame is not None:
            self.show(self._frame)

    def _put(self, rows: list[Row], height: int) -> None:
        if self._inks is None:
            self._inks = Inks(self.app.theme_variables, self.app.current_theme.dark)
        inks = self._inks
        rows = rows + [BLANK] * (height - len(rows))
        if len(rows) != len(self._rows):
            self._rows, self._strips = [(("", "never"),)] * len(rows), [Strip([])] * len(rows)
        for y, row in enumerate(rows):
            if row != self._rows[y]:
                self._rows[y] = row
                self._strips[y] = Strip([Segment(text, inks[ink]) for text, ink in row if text])
                self.refresh(Region(0, y, self.content_size.width, 1).translate(self._inset()))

    def _inset(self) -> tuple[int, int]:
        """From the widget's corner to its content's."""
        gutter = self.gutter
        return gutter.left, gutter.top
