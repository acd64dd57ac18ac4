"""Rows of inked text: what every panel draws, how a row is shared out, and how two columns stand side by side.

Who writes a row says what stands in it and how much room each part has; measuring, cutting and padding are done here,
once. Words are shortened, never cut within; figures stay whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from simulator.app.kit.strokes import fitting, left, right, shortened, wrap

Piece = tuple[str, str]
"""Text and its ink."""
Row = tuple[Piece, ...]
Part = Piece | tuple[str | Callable[[int], str], str, int | None]
"""A piece as wide as it is; or text, or what draws into so many cells (a bar), its ink, and its cells. Text stands at
the left of them, or at the right where they are negative, as figures do; `REST`: the cells that all others leave."""
REST = None
"""Of several such parts, each has as much as the others."""

TELLS = "?"
"""A word of an ink that begins with this is no colour, but names the sentence that explains the text: an entry of
`help.toml` ("phone.topics"), of the table of figures ("figures.minutes"), or of a room's own ("fame.help.p")."""


def cells(row: Sequence[Piece]) -> int:
    """How many cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def line(width: int, *parts: Part) -> Row:
    """The parts as a row of `width` cells: each padded to its own, but for text at the left that comes last. Between
    what is shortened and its neighbour a blank is left."""
    asked = [part[2] if len(part) == 3 else cell_len(part[0]) for part in parts]
    sizes = [_size(part[0], size) for part, size in zip(parts, asked, strict=True)]
    each = max(width - sum(sizes), 0) // max(asked.count(REST), 1)
    row: list[Piece] = []
    for place, (part, size) in enumerate(zip(parts, asked, strict=True)):
        text, ink = part[0], part[1]
        wide = each if size is None else sizes[place]
        if not isinstance(text, str):
            row.append((text(wide), ink))
        elif size is not None and size < 0:
            row.append((right(text, wide), ink))
        elif place == len(parts) - 1:
            row.append((shortened(text, wide), ink))
        else:
            row.append((left(fitting(wide, text, shortened(text, wide - 1)), wide), ink))
    return tuple(row)


def _size(text: str | Callable[[int], str], asked: int | None) -> int:
    """Cells that a part takes by itself: a figure as many as it is wide, however few it asks for."""
    if asked is None:
        return 0
    return max(-asked, cell_len(text)) if asked < 0 and isinstance(text, str) else abs(asked)


def paragraph(text: str, ink: str, width: int, rows: int, indent: int = 0) -> list[Row]:
    """The text broken at words into at most so many rows of at most `width` cells, `indent` blanks before each."""
    return [((" " * indent + each, ink),) for each in wrap(text, width - indent, rows)]


def within(row: Row, width: int) -> Row:
    """The row in at most `width` cells: the first piece that has no room is shortened, and what follows it goes."""
    kept: list[Piece] = []
    for text, ink in row:
        if (long := cell_len(text)) > width:
            bare = text.rstrip()
            cropped = left(bare, width) if cell_len(bare) <= width else shortened(text, width)
            kept.append((cropped, ink))
            break
        kept.append((text, ink))
        width -= long
    return tuple(kept)


def padded(row: Row, width: int) -> Row:
    """The row with blanks behind it, up to this width."""
    return (*row, (" " * max(width - cells(row), 0), ""))


def beside(one: Sequence[Row], two: Sequence[Row], width: int, gap: int) -> list[Row]:
    """Two columns as rows: the first `width` cells wide, then a gap, then the second. Blanks fill the shorter."""
    blank = (" " * gap, "")
    return [
        (*padded(within(here, width), width), blank, *there)
        for here, there in zip_longest(one, two, fillvalue=())
    ]


def telling(entry: str, *row: Piece) -> Row:
    """The row, whose every piece is explained by this entry of the catalogue unless it names one already."""
    return tuple((text, ink if told(ink) or not text else f"{ink} {TELLS}{entry}") for text, ink in row)


def told(ink: str) -> str:
    """The entry that explains text in this ink; "" for none."""
    return next((word[len(TELLS) :] for word in ink.split() if word.startswith(TELLS)), "")
