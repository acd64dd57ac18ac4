"""A long page of explanations to scroll: laid out once for a width, then drawn row by row without any widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from simulator.app.kit.text import wrap

NAMES = 22
"""Cells for the names at the left."""
GAP = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A title, and rows of a name and its sentence; rows without a name take the whole width."""

    title: str
    rows: tuple[tuple[str, str], ...]


class Page(ScrollView, can_focus=True):
    """Shows chapters."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._chapters: tuple[Section, ...] = ()
        self._strips: list[Strip] = []

    def fill(self, chapters: Iterable[Section]) -> None:
        """Show these from now on; the place on the page stays."""
        self._chapters = tuple(chapters)
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        strip = self._strips[row] if row < len(self._strips) else Strip.blank(self.size.width)
        return strip.adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._lay_out())

    def on_unmount(self) -> None:
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        accent = Style.parse(f"bold {self.app.theme_variables['primary']}")
        rule = Style.parse(self.app.theme_variables["secondary"])
        self._strips = [
            strip for chapter in self._chapters for strip in _chapter(chapter, width, accent, rule)
        ]
        self.virtual_size = Size(width, len(self._strips))
        self.refresh()


def _chapter(chapter: Section, width: int, accent: Style, rule: Style) -> Iterator[Strip]:
    if chapter.title:
        line = "─" * max(width - cell_len(chapter.title) - 4, 0)
        yield Strip([Segment("── ", rule), Segment(chapter.title, accent), Segment(f" {line}", rule)]).crop(
            0, width
        )
        yield Strip([])
    bold = Style(bold=True)
    for name, text in chapter.rows:
        beside = NAMES if name and width >= 2 * NAMES else 0
        names = _wrapped(name, beside or width) if name else []
        texts = _wrapped(text, width - beside - (GAP if beside else 0))
        if beside:
            for left, right in zip_longest(names, texts, fillvalue=""):
                yield Strip([Segment(set_cell_size(left, NAMES + GAP), bold), Segment(right)])
        else:
            yield from (Strip([Segment(line, bold)]) for line in names)
            yield from (Strip([Segment(line)]) for line in texts)
    yield Strip([])


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, max(width, 2))
