"""What a sweep varies, and at which points: factors as people type them, and designs that spread points over them.

taste.drift=log:0.001..0.05     any number between, spread by its logarithm
methods.user_cf.k=5..200        any whole number between, where the setting is one
feed.algorithm=user-cf,content  one of these
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.experiments.studies.arms import typed
from simulator.settings.errors import SettingsError
from simulator.settings.faults import field_of

Kind = Literal["sobol", "lhs", "grid"]
LEVELS = 3
"""Of a range in a grid, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A setting that varies."""

    name: str
    choices: tuple[object, ...] = ()
    """Its values, where it has these alone."""
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False

    @property
    def named(self) -> bool:
        """Are its values names, without an order?"""
        return any(isinstance(value, str | bool) for value in self.choices)

    def at(self, place: float) -> object:
        """The value at a place in 0..1, of which equal parts hold equal shares of values."""
        if self.choices:
            return self.choices[min(int(place * len(self.choices)), len(self.choices) - 1)]
        low, high = self.low, self.high + 1.0 if self.whole else self.high
        value = low * (high / low) ** place if self.log else low + place * (high - low)
        return min(int(self.high), int(value)) if self.whole else value

    def levels(self, count: int) -> list[object]:
        """Its values in a grid: all choices, or so many from low to high, each once."""
        if self.choices:
            return [*self.choices]
        places = np.linspace(0.0, 1.0, count)
        low, high = self.low, self.high
        values = low * (high / low) ** places if self.log else low + places * (high - low)
        return list(dict.fromkeys(round(value) if self.whole else float(value) for value in values))


def factor(text: str, option: str = "--vary") -> Factor:
    """The factor that somebody typed. SettingsError says what is wrong."""
    name, equals, values = (part.strip() for part in text.partition("="))
    if not (name and equals and values):
        raise SettingsError(f"{option} must be NAME=LOW..HIGH, NAME=log:LOW..HIGH or NAME=A,B, not {text!r}")
    try:
        field = field_of(name)
    except KeyError:
        raise SettingsError(
            f"{option}: {name} is not a setting; feedscope settings prints them all"
        ) from None
    log = values.startswith("log:")
    low, dots, high = values.removeprefix("log:").partition("..")
    if not dots:
        if log:
            raise SettingsError(f"{option}: {name} must be log:LOW..HIGH, not {values!r}")
        choices = tuple(dict.fromkeys(typed(word.strip()) for word in values.split(",") if word.strip()))
        if len(choices) < 2:
            raise SettingsError(f"{option}: {name} needs at least two values, such as A,B, not {values!r}")
        return Factor(name, choices)
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not ends[0] < ends[1] < math.inf or (log and ends[0] <= 0):
        more = ", above 0 where it is log" if log else ""
        raise SettingsError(f"{option}: {name} must go from a number to a larger one{more}, not {values!r}")
    return Factor(name, (), *ends, log, whole=field.annotation is int)


@dataclass(frozen=True, slots=True)
class Design:
    """The points at which a sweep looks."""

    kind: Kind
    size: int
    """Points of a sample, or levels of a range in a grid."""

    def points(self, factors: Sequence[Factor]) -> list[tuple[object, ...]]:
        """Values of the factors, a row a point. Of sobol the two samples of `size`, then the first with each factor's
        column of the second in turn; of a grid all combinations, the last factor fastest."""
        if self.kind == "grid":
            rows: list[tuple[object, ...]] = [()]
            for one in factors:
                rows = [(*row, value) for row in rows for value in one.levels(self.size)]
            return rows
        return [
            tuple(one.at(float(u)) for one, u in zip(factors, row, strict=True))
            for row in self._places(len(factors))
        ]

    def _places(self, count: int) -> NDArray[np.float64]:
        from scipy.stats import qmc

        # scipy spawns from its generator, which one at an address cannot: it takes its seed from there
        luck = np.random.default_rng(int(Luck(0).stream("design").integers(2**63)))
        if self.kind == "lhs":
            return qmc.LatinHypercube(count, rng=luck).random(self.size)
        both = qmc.Sobol(2 * count, rng=luck).random(self.size)
        a, b = both[:, :count], both[:, count:]
        mixed: list[NDArray[np.float64]] = []
        for at in range(count):
            one = a.copy()
            one[:, at] = b[:, at]
            mixed.append(one)
        return np.concatenate([a, b, *mixed])


def design_of(text: str, option: str = "--design") -> Design:
    """`sobol:64`, `lhs:40`, `grid` or `grid:5`. SettingsError otherwise."""
    kind, colon, size = text.partition(":")
    number = int(size) if size.isdecimal() else 0
    if kind == "grid" and not colon:
        return Design("grid", LEVELS)
    if kind == "grid" and 2 <= number <= 1_000:
        return Design("grid", number)
    if kind == "lhs" and 4 <= number <= 100_000:
        return Design("lhs", number)
    if kind == "sobol" and 4 <= number <= 65_536:
        if number & (number - 1):
            raise SettingsError(
                f"{option}: the number of sobol must be a power of two, such as 16 or 64, not {number}"
            )
        return Design("sobol", number)
    raise SettingsError(f"{option} must be sobol:N, lhs:N (N at least 4), grid or grid:LEVELS, not {text!r}")
