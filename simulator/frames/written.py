"""Numbers as text that needs no language: how a share and a decimal are written, on every screen and in every report.

What is undefined (NaN) is a dash, never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable

DASH = "–"


def whole(value: float) -> str:
    """ "12,345"."""
    return f"{value:,.0f}"


def percent(share: float, places: int | None = None, *, sign: bool = False) -> str:
    """A share 0..1 as "41%", below ten "4.1%"; or with so many places, or with its sign."""
    if not math.isfinite(share):
        return DASH
    form = f"{'+' if sign else ''}.{percent_places(share) if places is None else places}f"
    return f"{100 * share:{form}}%"


def percent_places(share: float) -> int:
    """Decimals that `percent` writes."""
    return 1 if 0 < abs(100 * share) < 9.95 else 0


def decimal(value: float, places: int = 1) -> str:
    """ "3.1"."""
    return f"{value:.{places}f}" if math.isfinite(value) else DASH


def span(low: float, high: float, write: Callable[[float], str]) -> str:
    """A range of numbers, of which either end may be infinite: "at most 5%", "at least 2", "2 to 5"."""
    if math.isinf(low):
        return f"at most {write(high)}"
    return f"at least {write(low)}" if math.isinf(high) else f"{write(low)} to {write(high)}"
