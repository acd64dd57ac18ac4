"""How a paper's figures and arms are called and written on its screen. Pure."""

from __future__ import annotations

import math

from rich.cells import cell_len

from simulator.app import view
from simulator.app.kit.rows import TELLS
from simulator.app.kit.text import shortened
from simulator.frames.paper import PaperPlan
from simulator.locale import Wording

AXIS = 7
"""Cells left of a plot for its ticks."""


def words(plan: PaperPlan, what: str, otherwise: str, say: Wording) -> str:
    """The paper's own words under this key, or what it calls it itself."""
    key = f"paper.{plan.name}.{what}"
    return say(key) if key in say else otherwise


def arm_words(plan: PaperPlan, place: int, arm: str, room: int, say: Wording) -> str:
    """The letter of an arm and its name, a short one where the other has no room in so many cells."""
    name = words(plan, f"arm.{arm}", arm, say)
    if cell_len(f"{mark(place)} {name}") > room:
        name = words(plan, f"short.{arm}", name, say)
    return shortened(f"{mark(place)} {name}", room)


def tells(ink: str, entry: str) -> str:
    """The ink of text that this entry of `paper.help` explains."""
    return f"{ink} {TELLS}paper.help.{entry}"


def mark(place: int) -> str:
    """The letter of an arm: colour is never the only sign."""
    return chr(ord("a") + place)


def arm_ink(place: int) -> str:
    """The ink of an arm."""
    return f"topic{place}"


def number(value: float, sign: bool = False) -> str:
    """Three digits behind the point, or fewer where there are some before it."""
    if not math.isfinite(value):
        return view.DASH
    places = 1 if abs(value) >= 10 else 3
    return f"{value:+.{places}f}" if sign else f"{value:.{places}f}"


def figure(plan: PaperPlan, name: str, value: float, sign: bool = False) -> str:
    """The value of a figure: a share of people in percent."""
    if name in plan.shares and math.isfinite(value):
        return view.percent(value, 1, sign=sign)
    return number(value, sign)
