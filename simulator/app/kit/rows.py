"""Rows of inked text: what every panel draws, and how two columns of them come to stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

Piece = tuple[str, str]
"""Text and its ink."""
Row = tuple[Piece, ...]

TELLS = "?"
"""A word of an ink that begins with this is no colour, but names the sentence that explains the text: an entry of
`help.toml` ("phone.topics"), of the table of figures ("figures.minutes"), or of a room's own ("fame.help.p")."""


def cells(row: Sequence[Piece]) -> int:
    """How many cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def padded(row: Row, width: int) -> Row:
    """The row with blanks behind it, up to this width."""
    return (*row, (" " * max(width - cells(row), 0), ""))


def beside(one: Sequence[Row], two: Sequence[Row], width: int, gap: int) -> list[Row]:
    """Two columns as rows: the first `width` cells wide, then a gap, then the second. Blanks fill the shorter."""
    rows = max(len(one), len(two))
    blank = (" " * gap, "")
    return [
        (*padded(one[y] if y < len(one) else (), width), blank, *(two[y] if y < len(two) else ()))
        for y in range(rows)
    ]


def telling(entry: str, *row: Piece) -> Row:
    """The row, whose every piece is explained by this entry of the catalogue unless it names one already."""
    return tuple((text, ink if told(ink) or not text else f"{ink} {TELLS}{entry}") for text, ink in row)


def told(ink: str) -> str:
    """The entry that explains text in this ink; "" for none."""
    return next((word[len(TELLS) :] for word in ink.split() if word.startswith(TELLS)), "")
