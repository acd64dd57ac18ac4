"""Measures that somebody brought along."""

from __future__ import annotations

from simulator.experiments.studies.measures import Look, measure


@measure(unit="share", range=(0.0, 1.0), says="share of views of the window that were liked")
def liked_share(look: Look) -> float:
    return float(look.events.liked.mean())


@measure(range=(0.0, 1.0))
def beyond(look: Look) -> float:
    """Never in its range."""
    return 2.0 + look.engine.tick
