"""The close-up of the lab: every setting of the world with what a screen needs to explain and to turn it.

Plain dataclasses, because the screen's process does not load the validated tree they are made from.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames import CloseUp

Value = bool | int | float | str | tuple[float | str, ...]
"""What a setting may hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """Settings that somebody changed at once while the world ran."""

    tick: int
    parts: tuple[tuple[str, Value, Value], ...]
    """(dotted name, before, now)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    name: str
    """Dotted, such as "behaviour.likes"."""
    text: str
    """Its sentence, in English."""
    value: Value
    default: Value
    allowed: str
    """What it may be, in words: "a number between 0 and 1"."""
    low: float | None = None
    """The least it may be, or the bound that it stays above; None for words and where there is no end."""
    high: float | None = None
    above: bool = False
    """Must it stay above `low`?"""
    choices: tuple[str, ...] = ()
    """What a word may be."""
    unit: str = ""
    """"h", "s", "day", "days", "share", or "" where the sentence says it."""
    live: bool = False
    """May it change while the world runs?"""

    @property
    def branch(self) -> str:
        """The dotted name of the table in which it stands; "" for the few that stand above all."""
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Offer:
    """Several settings to take over at once: a platform, or the world as it began."""

    name: str
    """A platform of feedscope, or "start"."""
    values: tuple[tuple[str, Value], ...]
    """(dotted name, value) of what would change now."""
    beyond: tuple[str, ...]
    """Dotted names of what it says as well and only a new world can take over."""


@dataclass(frozen=True, slots=True)
class LabState(CloseUp):
    """All settings in the order of their tree, those that may change first."""

    settings: tuple[Setting, ...]
    changes: tuple[Change, ...]
    """Everything that changed since the world began, oldest first; taking back is a change as well."""
    offers: tuple[Offer, ...]
