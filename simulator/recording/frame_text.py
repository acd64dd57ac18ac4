"""Frames as text and back: JSON, with arrays as their bytes in base64, so that a frame comes back as it was.
Undefined numbers are NaN, as Python's json writes and reads it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from recommender.clean import clean
from simulator.frames import FIGURES, FigureHistory, Frame, Vitals

RENAMED = {Frame: {"ended": "unforked"}}
"""Fields of frames as they were once called."""


def written(frame: Frame) -> str:
    """The frame as one line of JSON."""
    return json.dumps(frame, default=_plain, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Frame:
    """The frame that `written` made into this text. ValueError if it is not one."""
    try:
        return cast("Frame", _made(Frame, json.loads(text)))
    except (AttributeError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not a frame: {error}") from None


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(cast("NDArray[Any]", value))
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        return [little.dtype.str, list(array.shape), base64.b64encode(little.tobytes()).decode()]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, np.generic):
        return cast("object", value.item())
    raise TypeError(f"{type(value).__name__} has no place in a frame")


def _made(kind: Any, value: Any) -> Any:
    """A value of this type from what JSON holds."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        choices = [choice for choice in get_args(kind) if choice is not NoneType]
        return _made(choices[0], value) if value is not None and len(choices) == 1 else value
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        made = {name: _made(hints[name], part) for name, part in _of_today(kind, value).items()}
        return _complete(kind(**made))
    if origin is np.ndarray:
        dtype, shape, data = value
        return np.frombuffer(base64.b64decode(data), dtype=np.dtype(dtype)).reshape(shape)
    if origin is Mapping:
        return {name: _made(get_args(kind)[1], part) for name, part in value.items()}
    if origin is tuple:
        kinds = get_args(kind)
        if kinds[-1] is Ellipsis:
            return tuple(_made(kinds[0], part) for part in value)
        return tuple(_made(each, part) for each, part in zip(kinds, value, strict=True))
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return kind(value)
    if kind in (str, int, float, bool) and not isinstance(value, (int, float) if kind is float else kind):
        raise TypeError(f"{value!r} where {kind.__name__} must be")
    return clean(value) if isinstance(value, str) else value


def _of_today(kind: type, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """As frames are written now: those of older recordings had a field for each figure, and other names."""
    if kind in RENAMED:
        return {RENAMED[kind].get(name, name): part for name, part in value.items()}
    if kind not in (Vitals, FigureHistory) or "figures" in value:
        return value
    own = {field.name for field in fields(kind)}
    figures = {name: part for name, part in value.items() if name not in own}
    return {**{name: value[name] for name in own if name in value}, "figures": figures}


def _complete(made: Any) -> Any:
    """With figures that were not measured yet when the recording was made: they are undefined."""
    if isinstance(made, Vitals):
        return made.having(**{name: float("nan") for name in FIGURES if name not in made.figures})
    if isinstance(made, FigureHistory):
        unknown = np.full(len(made.tick), np.nan)
        return made.having(**{name: unknown for name in FIGURES if name not in made.figures})
    return made
