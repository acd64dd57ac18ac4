"""The speed at which worlds begin, and those that + and - step through."""

from __future__ import annotations

START_SPEED = 4.0
"""Hours a second at which a world begins: a day takes six seconds, cocoons show within two minutes."""


def next_speed(speed: float, by: int) -> float:
    """The speed one place faster (1) or slower (-1) in `SPEEDS`, from any speed; 0 is the fastest."""
    from simulator.session import SPEEDS  # the first frame needs only where worlds begin

    pace = speed or float("inf")
    paces = [step or float("inf") for step in SPEEDS]
    if by > 0:
        return next((SPEEDS[i] for i, step in enumerate(paces) if step > pace), SPEEDS[-1])
    return next((SPEEDS[i] for i in reversed(range(len(paces))) if paces[i] < pace), SPEEDS[0])
