"""What all panels share: rows of inked text, of which only those that changed are drawn anew.

A panel turns a frame into rows (`draw`); this class fits them to the size, keeps one strip a row, and
refreshes the rows that differ. Nothing is laid out again and no widget is made while the world runs.
"""

from __future__ import annotations

from time import monotonic

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from simulator.app.inks import Inks
from simulator.app.rows import Row
from simulator.frames import Frame
from simulator.locale import catalogue

TELLS = "?"
"""A word of an ink that begins with this is no colour, but names the sentence of `help.toml`, or of a room's own
file, that explains the text."""


class PersonPicked(Message):
    """Somebody clicked on a person: show their phone."""

    def __init__(self, person: int) -> None:
        super().__init__()
        self.person = person


class CreatorPicked(Message):
    """Somebody clicked on a creator: show their brand."""

    def __init__(self, creator: int) -> None:
        super().__init__()
        self.creator = creator


class Panel(Widget):
    """A part of the dashboard. `show` may be called with every frame; it draws at most once in `PACE_S`."""

    DEFAULT_CSS = """
    Panel {
        width: 1fr;
        height: 1fr;
        padding: 0 1;
        border: round $foreground 25%;
        border-title-color: $primary;
        border-title-style: bold;
        border-subtitle-color: $foreground 65%;
    }
    """

    PACE_S = 0.0
    """Seconds between two drawings while the world runs: numbers that change too fast cannot be read."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.say = catalogue(lang)
        self.frame: Frame | None = None
        self._drawn_at = -1e9
        self._waiting = False
        self._titles = ("", "")
        self._under_mouse = ""
        self._rows: list[Row] = []
        self._strips: list[Strip] = []
        self._inks = Inks({}, True)
        self._base = Style()
        self._styles: dict[str, Style] = {}

    @property
    def still(self) -> bool:
        """Does somebody want nothing to play or glide by itself?"""
        return self.app.has_class("-still")

    def draw(self, frame: Frame) -> list[Row]:
        """The rows of this frame, from the top, for the size of now."""
        raise NotImplementedError

    def titles(self, frame: Frame) -> tuple[str, str]:
        """What stands in the border: at the top left, and at the bottom right."""
        del frame
        return "", ""

    def show(self, frame: Frame) -> None:
        """Draw this frame, now or as soon as the pace allows."""
        before, self.frame = self.frame, frame
        wait = self._drawn_at + self.PACE_S - monotonic()
        if wait <= 0 or before is None or frame.paused or _other(before, frame):
            self.redraw()
        elif not self._waiting:
            self._waiting = True
            self.set_timer(wait, self.redraw)

    def set_language(self, lang: str) -> None:
        """Say everything in "en" or "zh"."""
        self.say = catalogue(lang)
        self.redraw()

    def redraw(self) -> None:
        """Draw the newest frame."""
        self._waiting = False
        if self.frame is None or not self.is_attached:
            return
        self._drawn_at = monotonic()
        titles = self.titles(self.frame)
        if titles != self._titles:
            self._titles = titles
            self.border_title, self.border_subtitle = (Content(text) for text in titles)  # no markup in names
        width, height = self.size
        self.paint(self.draw(self.frame)[:height] if width and height else [])

    def paint(self, rows: list[Row]) -> None:
        """Keep these rows; refresh those that differ from what is shown."""
        width, height = self.size
        rows = rows + [()] * (height - len(rows))
        base = self.rich_style
        if base != self._base:
            self._base, self._styles, self._rows = base, {}, []
        strips = self._strips
        if len(strips) != height:
            strips, self._rows = [Strip([])] * height, []
        for y, row in enumerate(rows):
            if y >= len(self._rows) or row != self._rows[y]:
                strips[y] = self._strip(row, width)
                self.refresh(Region(0, y, width, 1))
        self._rows, self._strips = rows, strips

    def _strip(self, row: Row, width: int) -> Strip:
        segments = [Segment(text, self._style(ink)) for text, ink in row if text]
        return Strip(segments).adjust_cell_length(width, self._base)

    def _style(self, ink: str) -> Style:
        style = self._styles.get(ink)
        if style is None:
            colours = " ".join(word for word in ink.split() if not word.startswith(TELLS))
            style = self._styles[ink] = self._base + self._inks[colours]
        return style

    def render_line(self, y: int) -> Strip:
        if y < len(self._strips) and self._strips[y].cell_length == self.size.width:
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)

    def told_at(self, x: int, y: int) -> str:
        """What explains the text there: the end of a key of `help.toml`, or the key of a room's own; "" if nothing."""
        for text, ink in self._rows[y] if 0 <= y < len(self._rows) else ():
            x -= cell_len(text)
            if x < 0:
                return next((word[1:] for word in ink.split() if word.startswith(TELLS)), "")
        return ""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A figure under the mouse says its sentence."""
        offset = event.get_content_offset(self)
        told = self.told_at(offset.x, offset.y) if offset is not None else ""
        if told != self._under_mouse:
            self._under_mouse = told
            key = f"help.{told}.text" if f"help.{told}.text" in self.say else f"{told}.text"
            self.tooltip = Content(self.say(key)) if told else None

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._on_theme)
        self._on_theme()

    def on_resize(self) -> None:
        self._rows = []
        self.redraw()

    def _on_theme(self, *_: object) -> None:
        self._inks = Inks(self.app.theme_variables, self.app.current_theme.dark)
        self._rows, self._styles = [], {}
        self.redraw()


def _other(before: Frame, now: Frame) -> bool:
    """Does the frame show something else than the flow of time: another person, creator, language, pause?"""
    return (
        before.phone.person != now.phone.person
        or before.brand.creator != now.brand.creator
        or before.lang != now.lang
        or before.paused != now.paused
        or before.algorithm != now.algorithm
        or now.tick < before.tick
    )
