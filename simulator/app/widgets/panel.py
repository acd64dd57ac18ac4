"""What all panels share: rows of inked text, of which only those that changed are drawn anew.

A panel turns a frame into rows (`draw`); this class fits them to the size, keeps one strip a row, and
refreshes the rows that differ. Nothing is laid out again and no widget is made while the world runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from simulator.app.explained import name, sentence
from simulator.app.inks import Inks
from simulator.app.kit import clock
from simulator.app.kit.rows import TELLS, Row, paragraph, told, within
from simulator.app.kit.text import shortened
from simulator.app.readings import why_changed
from simulator.app.widgets.telling import Telling, Words
from simulator.frames import Frame
from simulator.locale import catalogue

LIT, LIT_AREA = "bold filled warning", "warning"
"""The inks of text that is being explained, and of bars and curves."""
BEAT_S = 0.5
"""Figures are drawn anew so often: enough, and readable while the world runs."""
AREAS = frozenset(" ▁▂▃▄▅▆▇█▏▎▍▌▋▊▉━─░▒▓")


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


class Panel(Telling):
    """A part of the dashboard. `show` may be called with every frame.

    Figures are those of the first frame in each beat, for all panels: what stands in two of them is of one hour.
    """

    DEFAULT_CSS = """
    Panel.-lit { border-title-background: $warning; border-title-color: $background; }
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

    ABOUT: ClassVar[tuple[str, ...]] = ()
    """Entries of the catalogue that explain the picture as a whole; an ink names one for a piece of text."""

    PACED = False
    """Is all of it drawn once a beat? Else it moves with every frame, and takes figures from `settled`."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.say = catalogue(lang)
        self.frame: Frame | None = None
        self.settled: Frame | None = None
        """The frame of the last beat."""
        self._beat = -1
        self._late: Timer | None = None
        self._titles = ("", "")
        self._under_mouse = ""
        self._lit = ""
        self._rows: list[Row] = []
        self._strips: list[Strip] = []
        self._inks = Inks({}, True)
        self._base = Style()
        self._styles: dict[str, Style] = {}

    @property
    def still(self) -> bool:
        """Does somebody want nothing to play or glide by itself?"""
        return self.app.has_class("-still")

    @property
    def title_room(self) -> int:
        """Cells for what stands in the border."""
        return max(self.size.width - 2, 0)

    def draw(self, frame: Frame) -> list[Row]:
        """The rows of this frame, from the top, for the size of now. Of a row that is too long the last piece is
        shortened by whole words, so that a sentence at its end needs no measuring."""
        raise NotImplementedError

    def absent(self, frame: Frame, waiting: str) -> list[Row]:
        """What stands there while a frame lacks what is drawn: that it is on its way, by this entry of the catalogue,
        or that a recording holds none of it."""
        text = self.say(waiting if frame.recorded is None else "timeline.not_kept")
        return paragraph(text, "dim", *self.size)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """What stands in the border: at the top left, and at the bottom right; it is shortened to the room there."""
        del frame
        return "", ""

    def show(self, frame: Frame) -> None:
        """Draw this frame, if a beat begins with it."""
        if self.take(frame) or not self.PACED:
            self.redraw()

    def take(self, frame: Frame) -> bool:
        """Keep this frame; are its figures to be drawn now? If not, a later frame's are."""
        before, self.frame = self.frame, frame
        beat = BEAT.of(frame)
        if before is None or frame.paused or _other(before, frame) or beat != self._beat:
            self._beat = beat
            self._settle()
            return True
        if self._late is None:
            self._late = self.set_timer(1.5 * BEAT_S, self._settle_late)  # should no other frame come
        return False

    def _settle(self) -> None:
        self.settled = self.frame
        if self._late is not None:
            self._late.stop()
            self._late = None

    def _settle_late(self) -> None:
        self._settle()
        self.redraw()

    def set_language(self, lang: str) -> None:
        """Say everything in "en" or "zh"."""
        self.say = catalogue(lang)
        self.redraw()

    def redraw(self) -> None:
        """Draw the frame of the last beat, or the newest where it moves with every frame."""
        frame = self.settled if self.PACED else self.frame
        if frame is None or not self.is_attached:
            return
        above, below = self.titles(frame)
        titles = shortened(above, self.title_room), shortened(below, self.title_room)
        if titles != self._titles:
            self._titles = titles
            self.border_title, self.border_subtitle = (Content(text) for text in titles)  # no markup in names
        width, height = self.size
        self.paint(self.draw(frame)[:height] if width and height else [])

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
        strip = Strip([Segment(text, self._style(self._seen(text, ink))) for text, ink in row if text])
        if strip.cell_length > width:
            return self._strip(within(row, width), width)
        return strip.adjust_cell_length(width, self._base)

    def _style(self, ink: str) -> Style:
        style = self._styles.get(ink)
        if style is None:
            colours = " ".join(word for word in ink.split() if not word.startswith(TELLS))
            style = self._styles[ink] = self._base + self._inks[colours]
        return style

    def _seen(self, text: str, ink: str) -> str:
        """The ink as it is, or that of what is being explained."""
        if not self._lit or told(ink) != self._lit:
            return ink
        return LIT_AREA if AREAS.issuperset(text) else LIT

    def render_line(self, y: int) -> Strip:
        if y < len(self._strips) and self._strips[y].cell_length == self.size.width:
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)

    def told_at(self, x: int, y: int) -> str:
        """The entry of the catalogue that explains the text there; "" if nothing does."""
        for text, ink in self._rows[y] if 0 <= y < len(self._rows) else ():
            x -= cell_len(text)
            if x < 0:
                return told(ink)
        return ""

    def told(self) -> Iterator[tuple[str, Region]]:
        inside = self.content_region
        for entry in self.ABOUT:
            yield entry, Region(self.region.x, self.region.y, self.region.width, 1)
        for y, row in enumerate(self._rows[: inside.height]):
            x = 0
            for text, ink in row:
                wide = min(cell_len(text), inside.width - x)
                if wide > 0 and text.strip() and (entry := told(ink)):
                    yield entry, Region(inside.x + x, inside.y + y, wide, 1)
                x += cell_len(text)

    def words(self, entry: str) -> Words:
        """A figure also says how it has changed, and the usual reason."""
        text = sentence(entry, self.say)
        why = why_changed(entry, self.settled, self.say) if self.settled is not None else ""
        return name(entry, self.say), f"{text}{self.say('explain.gap')}{why}" if why else text

    def light(self, entry: str) -> None:
        if entry != self._lit:
            self._lit = entry
            self.set_class(entry in self.ABOUT, "-lit")
            self._rows = []
            self.redraw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A figure under the mouse says its sentence."""
        offset = event.get_content_offset(self)
        entry = self.told_at(offset.x, offset.y) if offset is not None else ""
        if entry != self._under_mouse:
            self._under_mouse = entry
            self.tooltip = Content(sentence(entry, self.say)) if entry else None

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._on_theme)
        self._on_theme()

    def on_unmount(self) -> None:
        """A signal that is not told keeps who has gone, and the frame that it drew last, until the theme changes."""
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self._rows = []
        self.redraw()

    def _on_theme(self, *_: object) -> None:
        self._inks = Inks(self.app.theme_variables, self.app.current_theme.dark)
        self._rows, self._styles = [], {}
        self.redraw()


class _Beat:
    """Tells which beat a frame belongs to: read once a frame, as panels that are drawn one after the other would
    find themselves on either side of a border."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._number = -1

    def of(self, frame: Frame) -> int:
        """The beat in which the frame came, 0 or more."""
        if frame is not self._frame:
            self._frame, self._number = frame, int(clock.now() // BEAT_S)
        return self._number


BEAT = _Beat()
"""Of all panels of all screens."""


def _other(before: Frame, now: Frame) -> bool:
    """Does the frame show something else than the flow of time: another person, creator, language, pause, world?"""
    return (
        before.phone.person != now.phone.person
        or before.brand.creator != now.brand.creator
        or before.lang != now.lang
        or before.paused != now.paused
        or (before.twin is None) != (now.twin is None)
        or type(before.closeup) is not type(now.closeup)
        or before.algorithm != now.algorithm
        or now.tick < before.tick
    )
