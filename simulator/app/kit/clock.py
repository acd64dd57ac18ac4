"""The one clock by which the screen paces itself. Tests turn it by hand: they replace `now`."""

from __future__ import annotations

from time import monotonic


def now() -> float:
    """Seconds since whenever; never goes back."""
    return monotonic()
