"""Rows of inked text: what every panel draws, how a row is shared out, and how two columns stand side by side.

Who writes a row says what stands in it and how much room each part has; measuring, cutting and padding are done here,
once. Words are shortened, never cut within; figures stay whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from simulator.app.kit.text import left, shortened, wrap

Piece = tuple[str, str]
"""Text and its ink."""
Row = tuple[Piece, ...]
Part = Piece | tuple[str | Callable[[int], str], str, int | None]
"""A piece as wide as it is; or text, or what draws into so many cells (a bar), its ink, and its cells. Text stands at
the left of them, or at the right where they are negative, as figures do; `REST`: the cells that all others leave."""
REST = None
"""Of several such parts, each has as much as the others."""

GAP = 3
"""Cells between two columns, or two of several things, that stand side by side."""
TELLS = "?"
"""A word of an ink that begins with this is no colour, but names the sentence that explains the text: an entry of
`help.toml` ("phone.topics"), of the table of figures ("figures.minutes"), or of a room's own ("fame.help.p")."""


def cells(row: Sequence[Piece]) -> int:
    """How many cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def line(width: int, *parts: Part) -> Row:
    """The parts as a row of `width` cells: each padded to its own, but for text at the left that comes last. Between
    what is shortened and its neighbour a blank is left."""
    own = [cell_len(part[0]) if isinstance(part[0], str) else 0 for part in parts]
    asked = [part[2] if len(part) == 3 else long for part, long in zip(parts, own, strict=True)]
    sizes = [
        0 if size is None else max(-size, long) if size < 0 else size  # a figure is never cut
        for size, long in zip(asked, own, strict=True)
    ]
    each = max(width - sum(sizes), 0) // max(asked.count(REST), 1)
    row: list[Piece] = []
    for place, (part, size) in enumerate(zip(parts, asked, strict=True)):
        text, last = part[0], place == len(parts) - 1
        wide = each if size is None else sizes[place]
        if not isinstance(text, str):
            text = text(wide)
        elif size is not None and size < 0:
            text = " " * (wide - own[place]) + text
        elif own[place] > wide:
            text = shortened(text, wide) if last else left(shortened(text, wide - 1), wide)
        elif not last:
            text += " " * (wide - own[place])
        row.append((text, part[1]))
    return tuple(row)


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


def kept(width: int, sizes: Sequence[int], ranks: Sequence[int] = (), gap: int = 0) -> list[int]:
    """Which parts of so many cells stand on a line of `width`, with a gap between two: those of the lowest rank, until
    one has no room; of equal ranks, and without any, the first. Their places, in order."""
    chosen: list[int] = []
    width += gap
    for place in sorted(range(len(sizes)), key=lambda place: ranks[place] if ranks else place):
        width -= sizes[place] + gap
        if width < 0:
            break
        chosen.append(place)
    return sorted(chosen)


def broken(width: int, sizes: Sequence[int]) -> list[list[int]]:
    """Parts of so many cells on as many lines as they need, side by side with `GAP` between them as far as they fit:
    the places on each line, one at least."""
    lines: list[list[int]] = []
    room = 0
    for place, size in enumerate(sizes):
        room -= GAP + size
        if room < 0 or not lines:
            lines.append([])
            room = width - size
        lines[-1].append(place)
    return lines


def joined(parts: Iterable[Row], gap: str = " " * GAP, ink: str = "") -> Row:
    """The parts in one row, with a gap between two."""
    return tuple(
        piece
        for place, part in enumerate(parts)
        for piece in (((gap, ink), *part) if place and gap else part)
    )


def as_many(width: int, parts: Iterable[Row], gap: str = "", ink: str = "", ranks: Sequence[int] = ()) -> Row:
    """As many of these as have room in so many cells, by rank as `kept` has it, with a gap between them."""
    parts = list(parts)
    places = kept(width, [cells(part) for part in parts], ranks, cell_len(gap))
    return joined((parts[place] for place in places), gap, ink)


def roomiest(width: int, *rows: Row) -> Row:
    """The first of these that fits into so many cells, or else the last. Write the longest first."""
    return next((row for row in rows if cells(row) <= width), rows[-1])


def padded(row: Row, width: int, ink: str = "") -> Row:
    """The row with blanks behind it, up to this width."""
    return (*row, (" " * max(width - cells(row), 0), ink))


def beside(one: Sequence[Row], two: Sequence[Row], width: int, gap: int = GAP) -> list[Row]:
    """Two columns as rows: the first `width` cells wide, then a gap, then the second. Blanks fill the shorter."""
    rows: list[Row] = []
    for here, there in zip_longest(one, two, fillvalue=()):
        if (long := cells(here)) > width:
            here = within(here, width)
            long = cells(here)
        rows.append((*here, (" " * (width - long + gap), ""), *there))
    return rows


def telling(entry: str, *row: Piece) -> Row:
    """The row, whose every piece is explained by this entry of the catalogue unless it names one already."""
    return tuple((text, ink if told(ink) or not text else f"{ink} {TELLS}{entry}") for text, ink in row)


def told(ink: str) -> str:
    """The entry that explains text in this ink; "" for none."""
    return next((word[len(TELLS) :] for word in ink.split() if word.startswith(TELLS)), "")
