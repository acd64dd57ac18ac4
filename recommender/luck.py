"""Every random draw, addressed by what it decides.

A draw is a pure function of the seed, a purpose and ids: "would Ana like video 77 if she saw it" is
`luck.uniform("like", ana, 77)`, the same number whenever it is asked for and by whichever algorithm the
video was shown. No generator is advanced, so nobody's luck depends on who else is awake, and two worlds
that differ in their algorithm share their luck.

The ids are folded into a 64-bit key by the finaliser of SplitMix64 (Steele, Lea, Flood 2014: Fast
splittable pseudorandom number generators), a bijection with full avalanche, evaluated over whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part

Keys = NDArray[np.uint64]
Ids = NDArray[np.integer] | int

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = np.float64(2.0**-53)


@compiled_part
def _finalise(key: np.uint64) -> np.uint64:
    """SplitMix64's finaliser."""
    key = (key ^ (key >> np.uint64(30))) * _MIX1
    key = (key ^ (key >> np.uint64(27))) * _MIX2
    return key ^ (key >> np.uint64(31))


@compiled_part
def folded(key: np.uint64, part: int) -> np.uint64:
    """The key of the place that one more id names; for other kernels. `Luck.at` begins with the key 0."""
    return _finalise((key + _GOLDEN) ^ (np.uint64(part) * _GOLDEN))


@compiled_part
def unit(key: np.uint64, purpose: np.uint64) -> float:
    """The number in [0, 1) that is drawn at this place for a purpose, see `Luck.purpose`; for other kernels."""
    return np.float64(_finalise(key ^ purpose) >> np.uint64(11)) * _TO_UNIT


@compiled_part
def normal(key: np.uint64, purpose: np.uint64, angle: np.uint64) -> float:
    """The standard normal number that is drawn at this place; `angle` is the purpose with "/angle" behind it."""
    radius = np.sqrt(-2.0 * np.log1p(-unit(key, purpose)))
    return radius * np.cos((2.0 * np.pi) * unit(key, angle))


@compiled
def _fold(ids: Keys, keys: Keys) -> None:
    """Write the key that each place's ids (columns, n), folded one after the other, come to."""
    for place in range(len(keys)):
        key = np.uint64(0)
        for column in range(len(ids)):
            key = _finalise((key + _GOLDEN) ^ (ids[column, place] * _GOLDEN))
        keys[place] = key


@compiled
def _units(keys: Keys, purposes: Keys, units: NDArray[np.float64]) -> None:
    """Write numbers in [0, 1) to `units` (purposes, keys)."""
    for row in range(len(purposes)):
        for place in range(len(keys)):
            units[row, place] = unit(keys[place], purposes[row])


@compiled
def _drawn(ids: Keys, purpose: Keys, units: NDArray[np.float64]) -> None:
    """`_fold` and `_units` for one purpose."""
    for place in range(len(units)):
        key = np.uint64(0)
        for column in range(len(ids)):
            key = _finalise((key + _GOLDEN) ^ (ids[column, place] * _GOLDEN))
        units[place] = unit(key, purpose[0])


def _columns(ids: tuple[Ids, ...]) -> tuple[Keys, tuple[int, ...]]:
    """(columns, n) ids broadcast against each other, and the shape that they take."""
    shapes = {part.shape for part in ids if isinstance(part, np.ndarray) and part.ndim}
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes) or (1,)
    parts = np.empty((len(ids), *shape), dtype=np.int64)
    for place, part in enumerate(ids):
        parts[place] = part
    return parts.reshape(len(ids), -1).view(np.uint64), shape


@lru_cache(maxsize=512)
def _purpose_key(seed: int, purpose: str) -> int:
    digest = blake2b(f"{seed}:{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@lru_cache(maxsize=1024)
def _purpose_keys(seed: int, purposes: tuple[str, ...]) -> Keys:
    return np.array([_purpose_key(seed, purpose) for purpose in purposes], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Address:
    """A column of places at which luck can be drawn for several purposes; see `Luck.at`."""

    seed: int
    keys: Keys

    def of(self, rows: NDArray[np.intp]) -> Address:
        """These of the places."""
        return Address(self.seed, self.keys[rows])

    def uniform(self, purpose: str) -> NDArray[np.float64]:
        """Numbers in [0, 1), one per place."""
        return self.uniforms(purpose)[0]

    def uniforms(self, *purposes: str) -> NDArray[np.float64]:
        """Numbers in [0, 1) for each of these purposes, one per place."""
        units = np.empty((len(purposes), *self.keys.shape))
        keys = _purpose_keys(self.seed, purposes)
        _units(self.keys.reshape(-1), keys, units.reshape(len(purposes), -1))
        return units

    def below(self, chance: NDArray[np.floating] | float, purpose: str) -> NDArray[np.bool_]:
        """True with probability `chance` (0..1), place by place."""
        return self.uniform(purpose) < chance

    def normal(self, purpose: str) -> NDArray[np.float64]:
        """Standard normal numbers, one per place (Box and Muller 1958)."""
        return self.normals(purpose)[0]

    def normals(self, *purposes: str) -> NDArray[np.float64]:
        """Standard normal numbers for each of these purposes, one per place."""
        units = self.uniforms(*purposes, *(purpose + "/angle" for purpose in purposes))
        radius = np.sqrt(-2.0 * np.log1p(-units[: len(purposes)]))
        return radius * np.cos((2.0 * np.pi) * units[len(purposes) :])

    def integers(self, bound: NDArray[np.integer] | int, purpose: str) -> NDArray[np.int64]:
        """Whole numbers in [0, bound), one per place."""
        return (self.uniform(purpose) * bound).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Luck:
    """The luck of one world. Frozen: drawing changes nothing."""

    seed: int

    def purposes(self, *names: str) -> Keys:
        """What purposes are called in kernels, see `unit`. Not to be written to."""
        return _purpose_keys(self.seed, names)

    def at(self, *ids: Ids) -> Address:
        """The places that the ids name; ids broadcast against each other, their order matters."""
        columns, shape = _columns(ids)
        keys = np.empty(shape, dtype=np.uint64)
        _fold(columns, keys.reshape(-1))
        return Address(self.seed, keys)

    def uniform(self, purpose: str, *ids: Ids) -> NDArray[np.float64]:
        """Numbers in [0, 1), shaped as the ids broadcast against each other (at least one-dimensional)."""
        columns, shape = _columns(ids)
        units = np.empty(shape)
        _drawn(columns, _purpose_keys(self.seed, (purpose,)), units.reshape(-1))
        return units

    def below(self, chance: NDArray[np.floating] | float, purpose: str, *ids: Ids) -> NDArray[np.bool_]:
        """True with probability `chance` (0..1)."""
        return self.uniform(purpose, *ids) < chance

    def normal(self, purpose: str, *ids: Ids) -> NDArray[np.float64]:
        """Standard normal numbers."""
        return self.at(*ids).normal(purpose)

    def integers(self, bound: NDArray[np.integer] | int, purpose: str, *ids: Ids) -> NDArray[np.int64]:
        """Whole numbers in [0, bound)."""
        return (self.uniform(purpose, *ids) * bound).astype(np.int64)

    def stream(self, purpose: str, number: int = 0) -> np.random.Generator:
        """numpy's generator at an address of its own, for bulk draws that everyone shares: the same purpose and
        number give the same stream, and drawing from one moves no other (Philox, Salmon et al. 2011)."""
        key = _purpose_key(self.seed, f"stream/{purpose}")
        return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, number]))
