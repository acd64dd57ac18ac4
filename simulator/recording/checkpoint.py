"""The state of a running world as one file, from which a run that was cut off goes on.

    feedscope checkpoint 1\\n
    8 bytes          length of the head
    head             JSON: facts (parts of the recording that lie before it, views, seconds), what `graph` noted down,
                     and the type, shape and filled pieces of every array
    pieces           of the arrays, as they lie in memory; pieces that hold nothing but zeros are left out
    32 bytes         SHA-256 of all that

The running digest is not in it, for its state cannot be written down: it is counted once more from the events, which
proves them on the way.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Mapping
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from simulator.recording.errors import RecordingError
from simulator.recording.graph import Array, NotKept, Taken, given_back
from simulator.recording.parts import reason, settle

FILE = "checkpoint"
MAGIC = b"feedscope checkpoint 1\n"
PIECE = 1 << 16
"""Bytes of a piece."""
LONGEST_HEAD = 1 << 30

MOST = 0.015
"""Share of a run's time that its checkpoints take, all in all."""
BYTES_PER_S = 60e6
"""How fast the first checkpoint is thought to be taken and written: 41 MB took 0.7 s of processor time. What the others
take is known by then."""


class Checkpointed(Protocol):
    """What is kept: a simulation."""

    @property
    def common(self) -> Mapping[str, object]:
        """What of it is no data, by name: a world built by the same settings has the same."""
        ...


class Checkpoints:
    """Keeps the newest state of a run in its folder, as often as costs next to nothing."""

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        """`seconds` have been spent on the run before."""
        self._file = folder / FILE
        self._before = seconds
        self._began = time.monotonic()
        self._spent = 0.0
        self._last = 0.0
        """Seconds that all checkpoints have taken, and that the last one took."""
        self.possible = True
        """Can the state of this world be kept? Not where a method of somebody's own learns in it, or one whose memory
        lies in a library."""

    def due(self, world: Checkpointed) -> bool:
        """Would one more leave the time they take small?"""
        if not self.possible:
            return False
        lived = time.monotonic() - self._began
        if self._last:
            return self._spent + self._last <= MOST * lived
        if lived < 1.0:
            return False
        begun = time.monotonic()
        taken = self._taken(world)
        self._spent += time.monotonic() - begun
        if taken is None:
            return False
        self._last = taken.nbytes / BYTES_PER_S
        return self._spent + self._last <= MOST * lived

    def keep(self, world: Checkpointed, facts: Mapping[str, object]) -> None:
        """Put the world's state in the place of the one that was kept. On a disk without room for it the old one
        stays."""
        begun = time.monotonic()
        taken = self._taken(world)
        if taken is not None:
            seconds = self._before + begun - self._began
            write(self._file, taken, {**facts, "seconds": seconds})
        self._last = time.monotonic() - begun
        self._spent += self._last

    def drop(self) -> None:
        """The run is over: nothing will go on from here."""
        self._file.unlink(missing_ok=True)

    def _taken(self, world: Checkpointed) -> Taken | None:
        try:
            return Taken(world, world.common)
        except (NotKept, RecursionError):
            self.possible = False
            return None


def counting() -> dict[str, object]:
    """What decides how numbers come out on this machine: the libraries, and a proof of its arithmetic."""
    import numba

    steps = np.linspace(0.001, 20.0, 4_001)
    proof = hashlib.sha256()
    for numbers in (steps, steps.astype(np.float32)):
        for of in (np.exp, np.log, np.sin, np.tanh, np.sqrt, np.log1p, np.expm1):
            proof.update(of(numbers).tobytes())
        proof.update(np.power(numbers, numbers[::-1] / 9).tobytes())
        proof.update((numbers[:4_000].reshape(40, 100) @ numbers[:4_000].reshape(100, 40)).tobytes())
    return {
        "machine": platform.machine(),
        "numpy": np.__version__,
        "numba": str(numba.__version__),
        "arithmetic": proof.hexdigest()[:16],
    }


def write(file: Path, taken: Taken, facts: Mapping[str, object]) -> None:
    """Replace the file as a whole, or leave it as it was."""
    unfinished = file.with_name(file.name + ".unfinished")
    filled = [_filled(array) for array in taken.arrays]
    described = [
        (array.dtype.str, array.shape, runs) for array, runs in zip(taken.arrays, filled, strict=True)
    ]
    head = json.dumps(
        {"facts": facts, "notes": taken.notes, "root": taken.root, "arrays": described},
        separators=(",", ":"),
    ).encode()
    try:
        with unfinished.open("wb") as target:
            proof = _Proof(target)
            proof.write(MAGIC + len(head).to_bytes(8, "little") + head)
            for array, runs in zip(taken.arrays, filled, strict=True):
                whole = _bytes(array).data
                for first, end in runs:
                    proof.write(whole[first:end])
            target.write(proof.digest())
        settle(unfinished)
        unfinished.replace(file)
        settle(file.parent)
    except OSError:
        unfinished.unlink(missing_ok=True)


class Checkpoint:
    """A checkpoint on disk, found whole."""

    def __init__(self, file: Path) -> None:
        """RecordingError if it is broken, of another format, or not there."""
        self.file = file
        try:
            with file.open("rb") as source:
                _check(file, source)
                source.seek(len(MAGIC))
                length = int.from_bytes(source.read(8), "little")
                if length > LONGEST_HEAD:
                    raise ValueError("its head is too long")
                head = cast("dict[str, Any]", json.loads(source.read(length)))
                self._data = source.tell()
            self.facts: Mapping[str, Any] = dict(head["facts"])
            self._notes, self._root, self._arrays = head["notes"], head["root"], head["arrays"]
        except OSError as error:
            raise RecordingError(f"{file} cannot be read: {reason(error)}") from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RecordingError(f"{file} is broken: {error}") from None

    def world(self, common: Mapping[str, object]) -> object:
        """The world as it stood. RecordingError if that is not what the file holds."""
        try:
            with self.file.open("rb") as source:
                source.seek(self._data)
                arrays = [_read(source, *described) for described in self._arrays]
            return given_back(self._notes, arrays, self._root, common)
        except (OSError, ValueError, TypeError, MemoryError) as error:
            raise RecordingError(f"{self.file} is broken: {error}") from None


class _Proof:
    """Writes, and takes in what was written."""

    def __init__(self, target: BufferedWriter) -> None:
        self._target = target
        self._proof = hashlib.sha256()

    def write(self, data: bytes | memoryview) -> None:
        self._proof.update(data)
        self._target.write(data)

    def digest(self) -> bytes:
        return self._proof.digest()


def _check(file: Path, source: BufferedReader) -> None:
    """Is it of this format, and what was written? ValueError says why not."""
    start = source.read(len(MAGIC))
    if start != MAGIC:
        raise ValueError(
            "it was kept by another version" if start[:10] == MAGIC[:10] else "it is no checkpoint"
        )
    left = file.stat().st_size - len(MAGIC) - 32
    proof = hashlib.sha256(start)
    while left > 0:
        data = source.read(min(left, 1 << 20))
        if not data:
            break
        proof.update(data)
        left -= len(data)
    if left or source.read(32) != proof.digest():
        raise ValueError("it is not what was written")


def _bytes(array: Array) -> NDArray[np.uint8]:
    return array.reshape(-1).view(np.uint8) if array.nbytes else np.empty(0, dtype=np.uint8)


def _filled(array: Array) -> list[tuple[int, int]]:
    """Where in the array's bytes there is anything but zeros, from byte to byte, in whole pieces."""
    data = _bytes(array)
    whole = len(data) // PIECE * PIECE
    pieces = data[:whole].view(np.uint64).reshape(-1, PIECE // 8).any(axis=1)
    marks = np.concatenate(([False], pieces, [bool(data[whole:].any()), False]))
    edges = np.flatnonzero(marks[1:] != marks[:-1]) * PIECE
    return [(int(a), int(min(b, len(data)))) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _read(source: BufferedReader, dtype: str, shape: list[int], runs: list[list[int]]) -> Array:
    array: Array = np.zeros([int(one) for one in shape], dtype=np.dtype(dtype))
    if array.dtype.hasobject:
        raise ValueError("an array of objects")
    data = _bytes(array).data
    for first, end in runs:
        if not 0 <= first < end <= len(data) or source.readinto(data[first:end]) != end - first:
            raise ValueError("an array is not whole")
    return array
