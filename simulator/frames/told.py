"""A figure in words: what it is called, and its value with its unit."""

from __future__ import annotations

import math

from simulator.frames.figures import FIGURES
from simulator.locale import Wording


def entry(name: str) -> str:
    """The place of its words in the catalogue: `name`, `long` and `text`."""
    return f"figures.{name}"


def short(name: str, say: Wording) -> str:
    """What it is called where there is little room."""
    return say(f"figures.{name}.name")


def long(name: str, say: Wording) -> str:
    """What it is called where there is room: it needs no help to be understood."""
    return say(f"figures.{name}.long")


def told(name: str, value: float, say: Wording, topics: int = 0) -> str:
    """The value with its unit: "41 min", "12%", "4.1 pts", "9.1" topics or, where all are counted, "9.1 of 16"; a dash
    while nothing defines it."""
    figure = FIGURES[name]
    key = "figures.points" if figure.unit == "points" else f"figures.{name}.value"
    if key not in say or not math.isfinite(value) or (figure.unit == "topics" and not topics):
        return figure.written(value)
    return say(key, n=figure.written(value), of=topics)
