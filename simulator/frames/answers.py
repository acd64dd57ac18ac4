"""What a screen asked for: what a search found, the stages and how far each of their settings goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search for people or creators by name or number."""

    what: str
    """"person" or "creator"."""
    text: str
    rows: tuple[tuple[int, str, int, int], ...]
    """(id, name, leading topic, `Diet` of a person or followers of a creator), at most fifty."""


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting of a stage, and how far it goes."""

    name: str
    value: bool | int | float | str
    low: float | None = None
    """The least it may be; None for words and where there is no end."""
    high: float | None = None
    choices: tuple[str, ...] = ()
    """What a word may be."""


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage between the algorithm's order and what people see; its words are in the catalogue."""

    name: str
    """A stage of `recommender.rerank`; a Tune of `feed.rerank.<name>.on` switches it."""
    on: bool
    knobs: tuple[Knob, ...]
