"""Objects as a list of plain notes and a list of arrays, and back: what a checkpoint holds of a living world.

Nothing is run to read them: an object is made without its constructor and given its attributes, and only classes of
the modules in `HOMES` are. What the two sides have in common, such as a function, is handed to both by name. As in a
copy, one object that is known in two places is one object afterwards, and arrays are laid out as they were, for sums
depend on it.

A class that is a plain outcome of what it was made of says so by `__getinitargs__`, and is made of that again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from types import MethodType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

HOMES = (
    "simulator.camera",
    "simulator.engine",
    "simulator.frames",
    "simulator.laws",
    "simulator.observe",
    "simulator.references",
    "simulator.rooms",
    "simulator.settings",
    "simulator.simulation",
    "simulator.world",
    "recommender",
)
"""Modules, with all that is in them, whose classes a living world is made of."""

Array = NDArray[Any]
Notes = list[list[Any]]
_SEQUENCES: Mapping[str, type] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


class NotKept(Exception):
    """There is something in a world that cannot be written down; the message names it."""


class Taken:
    """A graph of objects, written down."""

    def __init__(self, whole: object, common: Mapping[str, object]) -> None:
        """NotKept for anything that is neither data nor of `HOMES` nor in `common`. Copies no array: none may change
        before they are written."""
        self.notes: Notes = []
        self.arrays: list[Array] = []
        self._places: dict[int, Mapping[str, str | int]] = {
            id(value): {"common": name} for name, value in common.items()
        }
        self._held: list[object] = []
        """So that no number of an object is used twice."""
        self.root = self._note(whole)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(array.nbytes for array in self.arrays)

    def _note(self, value: object) -> object:
        """What stands for the value in another's note."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if id(value) in self._places:
            return self._places[id(value)]
        place = len(self.notes)
        self._places[id(value)] = reference = {"at": place}
        self._held.append(value)
        self.notes.append([])
        self.notes[place] = self._told(value)
        return reference

    def _told(self, value: Any) -> list[Any]:
        kind = cast("type[object]", type(value))
        if isinstance(value, np.ndarray):
            return self._array(cast("Array", value), "array")
        if isinstance(value, np.generic):
            return self._array(np.asarray(cast("np.generic", value)), "number")
        for name, sequence in _SEQUENCES.items():
            if kind is sequence:
                return [name, [self._note(one) for one in value]]
        if kind is dict:
            return ["dict", [[self._note(key), self._note(one)] for key, one in value.items()]]
        if kind is deque:
            return ["deque", [self._note(one) for one in value], value.maxlen]
        if isinstance(value, MethodType):
            return ["method", self._note(value.__self__), value.__name__]
        name = f"{kind.__module__}:{kind.__qualname__}"
        if not _at_home(kind.__module__):
            raise NotKept(name)
        if isinstance(value, BaseModel):
            return ["settings", name, value.model_dump(mode="json")]
        if isinstance(value, Enum):
            return ["member", name, value.value]
        parts = cast(
            "tuple[object, ...]",
            value if isinstance(value, tuple) else getattr(value, "__getinitargs__", tuple)(),
        )
        if parts:
            return ["made", name, [self._note(one) for one in parts]]
        held = _attributes(cast("object", value))
        return ["object", name, [[field, self._note(one)] for field, one in held.items()]]

    def _array(self, array: Array, kind: str) -> list[Any]:
        if array.dtype.hasobject or np.dtype(array.dtype.str) != array.dtype:
            raise NotKept(f"an array of {array.dtype}")
        axes = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
        if array.flags.c_contiguous:
            axes = [*range(array.ndim)]
        self.arrays.append(np.ascontiguousarray(array.transpose(axes)).reshape(array.transpose(axes).shape))
        return [kind, len(self.arrays) - 1, axes]


def given_back(notes: Notes, arrays: Sequence[Array], root: object, common: Mapping[str, object]) -> object:
    """What `Taken` wrote down. ValueError for what it cannot have written."""
    try:
        return _Reader(notes, arrays, common).value(root)
    except (LookupError, TypeError, AttributeError, RecursionError, np.exceptions.AxisError) as error:
        raise ValueError(f"no state of a world: {error}") from None


class _Reader:
    def __init__(self, notes: Notes, arrays: Sequence[Array], common: Mapping[str, object]) -> None:
        self._notes, self._arrays, self._common = notes, arrays, common
        self._made: dict[int, object] = {}
        self._open: set[int] = set()

    def value(self, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        reference = cast("dict[str, Any]", told)
        if "common" in reference:
            return self._common[reference["common"]]
        place = int(reference["at"])
        if place not in self._made:
            if place in self._open:
                raise ValueError("no state of a world: something is made of itself")
            self._open.add(place)
            self._make(place)
        return self._made[place]

    def _make(self, place: int) -> None:
        """Make what the note says. What can hold itself is made known before what it holds."""
        kind, *rest = self._notes[place]
        made: Any
        match kind, rest:
            case (("array" | "number"), [at, axes]):
                laid = _laid(self._arrays[int(at)], axes)
                made = laid[()] if kind == "number" else laid
            case "list", [told]:
                self._made[place] = made = list[Any]()
                made.extend(map(self.value, told))
            case (("tuple" | "set" | "frozenset"), [told]):
                made = _SEQUENCES[kind](map(self.value, told))
            case "dict", [told]:
                self._made[place] = made = dict[Any, Any]()
                made.update((self.value(key), self.value(one)) for key, one in told)
            case "deque", [told, most]:
                self._made[place] = made = deque[Any](maxlen=most)
                made.extend(map(self.value, told))
            case "method", [told, name]:
                made = _method(self.value(told), name)
            case "settings", [name, told]:
                made = _class(name, BaseModel).model_validate(told)
            case "member", [name, told]:
                made = _class(name, Enum)(told)
            case "made", [name, told]:
                made = _remade(name)(*map(self.value, told))
            case "object", [name, told]:
                self._made[place] = made = object.__new__(_class(name, object))
                for field, one in told:
                    object.__setattr__(made, field, self.value(one))
            case _:
                raise ValueError(f"no state of a world: {kind!r}")
        self._made[place] = made


def _laid(array: Array, axes: Sequence[int]) -> Array:
    """As it lay: its axes were brought into this order to be written. One that is in order keeps its memory."""
    return array if list(axes) == sorted(axes) else array.transpose([*np.argsort(axes)])


def _at_home(module: str) -> bool:
    return any(module == home or module.startswith(home + ".") for home in HOMES)


def _attributes(value: object) -> dict[str, object]:
    slots = (
        name
        for one in type(value).__mro__
        for name in _named(one.__dict__.get("__slots__", ()))
        if name != "__dict__"
    )
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    state = value.__getstate__()  # what does not outlive the program is left out there
    return {
        **held,
        **(cast("dict[str, object]", state) if isinstance(state, dict) else getattr(value, "__dict__", {})),
    }


def _named(slots: str | Sequence[str]) -> Sequence[str]:
    return (slots,) if isinstance(slots, str) else slots


def _class(name: str, of: type[Any]) -> Any:
    """A class of `HOMES` by its name. ValueError if it is none."""
    module, _, path = name.partition(":")
    try:
        found: object = import_module(module) if _at_home(module) else None
    except ImportError:
        found = None
    for part in path.split("."):
        found = vars(found).get(part) if found is not None else None
    if not isinstance(found, type) or not issubclass(found, of) or found.__module__ != module:
        raise ValueError(f"no state of a world: {name}")
    if issubclass(found, BaseModel | Enum) and of is object:
        raise ValueError(f"no state of a world: {name}")
    return cast("type[Any]", found)


def _remade(name: str) -> Callable[..., object]:
    """A class of which nothing is lost if it is called. ValueError for any other."""
    found = _class(name, object)
    if not issubclass(found, tuple) and not hasattr(found, "__getinitargs__"):
        raise ValueError(f"no state of a world: {name}")
    return cast("Callable[..., object]", found)


def _method(owner: object, name: str) -> Callable[..., object]:
    found = getattr(owner, name, None)
    if not isinstance(found, MethodType) or not _at_home(type(owner).__module__):
        raise ValueError(f"no state of a world: {name}")
    return found
