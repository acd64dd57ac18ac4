"""Rows of coloured text, measured in terminal cells: what every panel is made of before Textual sees it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size

Run = tuple[str, str]
"""A text and its ink (see `inks`)."""

Row = tuple[Run, ...]

BLANK: Row = ()


def width_of(row: Row) -> int:
    """Cells."""
    return sum(cell_len(text) for text, _ in row)


def cut(text: str, width: int) -> str:
    """The text, ending in "…" where it is wider than `width` cells."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def left(text: str, width: int) -> str:
    """Cut or padded to exactly `width` cells, text first."""
    return set_cell_size(cut(text, width), max(width, 0))


def right(text: str, width: int) -> str:
    """Cut or padded to exactly `width` cells, text last."""
    short = cut(text, width)
    return " " * max(0, width - cell_len(short)) + short


def fit(row: Row, width: int) -> Row:
    """The row at exactly `width` cells: cut with "…" or padded with blanks."""
    kept: list[Run] = []
    room = width
    for text, ink in row:
        cells = cell_len(text)
        if cells > room:
            kept.append((left(text, room), ink))
            return tuple(kept)
        kept.append((text, ink))
        room -= cells
    if room > 0:
        kept.append((" " * room, ""))
    return tuple(kept)


def beside(first: list[Row], width: int, second: list[Row], gap: int = 2) -> list[Row]:
    """Two blocks next to each other, the first at `width` cells."""
    space: Run = (" " * gap, "")
    height = max(len(first), len(second))
    first, second = first + [BLANK] * (height - len(first)), second + [BLANK] * (height - len(second))
    return [(*fit(a, width), space, *b) for a, b in zip(first, second, strict=True)]


def wrap(text: str, width: int, most: int) -> list[str]:
    """At most `most` lines of up to `width` cells, broken at blanks where there are any; the last may end in "…"."""
    if width <= 0 or most <= 0:
        return []
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most - 1 and cell_len(rest) > width:
        head = _head(rest, width)
        blank = head.rfind(" ")
        if blank > 0 and not rest[len(head) : len(head) + 1].isspace():
            head = head[:blank]
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*lines, cut(rest, width)] if rest else lines


def _head(text: str, width: int) -> str:
    used = 0
    for place, letter in enumerate(text):
        used += cell_len(letter)
        if used > width:
            return text[: max(place, 1)]
    return text


def cells_of(text: str) -> Iterator[str]:
    """One entry a cell: each letter, then empty ones for the further cells that a wide letter takes."""
    for letter in text:
        cells = cell_len(letter)
        if cells:
            yield letter
            yield from [""] * (cells - 1)
