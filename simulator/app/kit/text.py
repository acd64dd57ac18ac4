"""Text measured in terminal cells: cut, padded, wrapped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rich.cells import cell_len, set_cell_size

TOKEN = r"\s+|[⺀-鿿가-힣豈-﫿][，。！？；：、）》”…,.!?;:)]*|[^\s⺀-鿿가-힣豈-﫿]+"
"""Where a line may break: at spaces, and after a Chinese character with the punctuation that clings to it. Compiling it
takes 5 ms, which the first frame need not wait for."""


def fit(text: str, width: int) -> str:
    """The text if it fits into so many cells, or else its beginning and an ellipsis."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def shortened(text: str, width: int) -> str:
    """The text if it fits into so many cells, or else its first words and an ellipsis; where not even the first word
    has room, its beginning."""
    if cell_len(text) <= width:
        return text
    head = ""
    for token in re.findall(TOKEN, text):
        if cell_len(head + token.rstrip()) >= width:
            break
        head += token
    return f"{head.rstrip()}…" if head.strip() else fit(text, width)


def fitting(width: int, *texts: str) -> str:
    """The first of these that fits into so many cells; or else the last, shortened. Write the longest first."""
    return next((text for text in texts if cell_len(text) <= width), shortened(texts[-1], width))


def left(text: str, width: int) -> str:
    """The text cut or padded to exactly so many cells, at the left edge."""
    return set_cell_size(fit(text, width), max(width, 0))


def right(text: str, width: int) -> str:
    """The text cut or padded to exactly so many cells, at the right edge."""
    text = fit(text, width)
    return " " * (width - cell_len(text)) + text


def spread(width: int, first: str, last: str, middle: str = "") -> str:
    """The texts in exactly so many cells: the first at the left edge, the last at the right, one from the middle on.
    What would come nearer to its neighbour than two blanks is left out: the middle, then the first."""
    last = shortened(last, width)
    both = left(first, max(width // 2, cell_len(first) + 1)) + middle if middle else first
    before = next((text for text in (both, first) if cell_len(text + last) + 2 <= width), "")
    return left(before, width - cell_len(last)) + last


def widest(texts: Iterable[str], most: int = 999, gap: int = 1) -> int:
    """Cells for a column of these, with the gap behind it: as many as the longest needs, at most `most`."""
    return min(max(map(cell_len, texts), default=0) + gap, most)


def wrap(text: str, width: int, rows: int = 999) -> list[str]:
    """At most `rows` lines of at most `width` cells; what does not fit ends with a word and an ellipsis."""
    if width < 1 or rows < 1:
        return []
    lines, rest = [""], re.findall(TOKEN, text)
    while rest:
        token = rest.pop(0)
        if cell_len(lines[-1] + token.rstrip()) <= width:
            lines[-1] = (lines[-1] + token).lstrip()
        elif len(lines) == rows:
            lines[-1] = shortened(lines[-1] + "".join([token, *rest]), width)
            break
        elif not lines[-1]:
            head = set_cell_size(token, width).rstrip()
            if not head:
                return []
            lines[-1] = head
            rest.insert(0, token[len(head) :])
        else:
            lines.append("")
            rest.insert(0, token.lstrip())
    return [line.rstrip() for line in lines if line.strip()]


def around(width: int, tell: Callable[[str], str], name: Callable[[int], str]) -> str:
    """What `tell` makes of a name, of which there is as much as the words around it leave: `name` is asked for so many
    cells, which may be none or fewer."""
    return tell(name(width - cell_len(tell(""))))


def middle(text: str, width: int) -> str:
    """The text shortened or padded to exactly so many cells, in the middle of them."""
    text = shortened(text, width)
    return left(" " * ((width - cell_len(text)) // 2) + text, width)
