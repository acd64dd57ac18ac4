"""Reading a study's document: what JSON has no word for is NaN again, and an interval is one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simulator.experiments.studies.inference import NONE, Interval

Told = Mapping[str, Any]
"""A study's document, or a part of it, as JSON gives it."""


def figure(told: Told, name: str) -> float:
    """NaN of what is undefined."""
    value = told[name]
    return math.nan if value is None else float(value)


def interval(told: Told, name: str = "") -> Interval:
    """Between `low` and `high`, or `name_low` and `name_high`."""
    stem = f"{name}_" if name else ""
    low, high = figure(told, f"{stem}low"), figure(told, f"{stem}high")
    return NONE if math.isnan(low) else Interval(low, high)


def sure(ends: Interval) -> bool:
    """Does it leave out 0?"""
    return ends.known and not ends.low <= 0.0 <= ends.high
