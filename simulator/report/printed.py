"""How reports are printed: pages of plain text, tables with a line under their heads, and figures, a dash for what is
undefined."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import IO

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from simulator.frames.written import DASH as UNDEFINED
from simulator.frames.written import percent as percent


def page(width: int | None, *, onto: IO[str] | None = None) -> Console:
    """What pages are printed on: words are words, whatever names from outside they hold, never markup or emoji.

    `width` None takes the terminal's. `onto` takes what is printed, and the console records it too.
    """
    return Console(
        width=width, markup=False, emoji=False, highlight=False, file=onto, record=onto is not None
    )


def as_text(parts: Iterable[RenderableType], width: int | None) -> str:
    """The parts one below the other, without spaces at the ends of lines; `width` None takes the terminal's."""
    console = page(width)
    with console.capture() as told:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in told.get().split("\n"))


def ruled(title: str | None = None) -> Table:
    """A table without columns yet."""
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def number(value: float, form: str = ".2f") -> str:
    """As `form` has it."""
    return f"{value:{form}}" if math.isfinite(value) else UNDEFINED


def chance(p: float) -> str:
    """A chance of luck alone, three decimals."""
    return UNDEFINED if math.isnan(p) else ("<.001" if p < 0.001 else f"{p:.3f}")
