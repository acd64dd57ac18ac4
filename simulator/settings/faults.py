"""Pydantic's faults as sentences for people, in one form wherever the settings came from.

A sentence names the field (or the option that stands for it), what is allowed, what was given, the nearest
known name of an unknown one, and the line of the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from simulator.settings.errors import SettingsError, nearest
from simulator.settings.toml_text import Names
from simulator.settings.tree import Settings

_KINDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


def faults(
    error: ValidationError,
    source: str = "",
    lines: Mapping[Names, int] | None = None,
    called: Mapping[str, str] | None = None,
    root: type[BaseModel] = Settings,
) -> SettingsError:
    """All faults of a validation of `root`, a sentence a line: "world.people must be between 1 and 5000000, not -3 (in
    crowd.toml, line 4)"."""
    found = error.errors(include_url=False)
    within = {fault["loc"][:end] for fault in found for end in range(len(fault["loc"]))}
    sentences = dict.fromkeys(
        _sentence(fault, called or {}, root) + _where(_names(fault), source, lines or {})
        for fault in found
        # A list is called too short where items of it are not counted, because they are wrong themselves.
        if not (fault["type"] == "too_short" and fault["loc"] in within)
    )
    return SettingsError(*sentences)


def _names(fault: ErrorDetails) -> Names:
    return tuple(str(part) for part in fault["loc"] if part != "[key]")


def _is_place(part: str) -> bool:
    """Is it the number of an item of a list, and no name of digits?"""
    return part.isdecimal() and len(part) < 10


def _sentence(fault: ErrorDetails, called: Mapping[str, str], root: type[BaseModel]) -> str:
    names = _names(fault)
    if not names:
        return f"the settings cannot be read: {fault['msg'].lower()}"
    dotted = ".".join(part for part in names if not _is_place(part))
    item = next((f", item {int(part) + 1}," for part in names if _is_place(part)), "")
    name = called.get(dotted, dotted) + item
    if fault["type"] == "extra_forbidden":
        table = ".".join(part for part in names[:-1] if not _is_place(part))
        known = [*(_model(names[:-1], root) or root).model_fields]
        rest = nearest(names[-1], known) or f"; known are {', '.join(known)}"
        return f"{name} is not a setting{f' of [{table}]' if table else ''}{rest}"
    if fault["type"] == "value_error":
        reason = str(fault.get("ctx", {}).get("error", fault["msg"]))
        return f"{name.rstrip(',')}: {reason}" if name else reason
    if fault["type"] == "missing":
        return f"{name} is missing: it must be {_wanted(names, fault, root)}"
    given = _given(fault["input"])
    if fault["loc"][-1] == "[key]":
        known = str(fault.get("ctx", {}).get("expected", "known ones"))
        above = ".".join(part for part in names[:-1] if not _is_place(part))
        return f"{called.get(above, above)}{item} must be a table with keys that are {known}, not {given}"
    if fault["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return f"{name} must be a table of settings, not {given}"
    close = nearest(str(fault["input"]), _choices(names, root)) if fault["type"] == "literal_error" else ""
    return f"{name} must be {_wanted(names, fault, root)}, not {given}{close}"


def _given(value: object) -> str:
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _choices(names: Names, root: type[BaseModel]) -> tuple[str, ...]:
    field = _field(names, root)
    return tuple(str(choice) for choice in get_args(_plain(field.annotation))) if field else ()


def _wanted(names: Names, fault: ErrorDetails, root: type[BaseModel]) -> str:
    """What is allowed there: the range alone where the kind was right, else the kind with its range."""
    field = _field(names, root)
    if field is None:
        return fault["msg"].removeprefix("Input should be ").replace("String should have", "text of")
    bounded = fault["type"].startswith(("greater_than", "less_than"))
    return _range(field) if bounded else allowed(field)


def _where(names: Names, source: str, lines: Mapping[Names, int]) -> str:
    if not source:
        return ""
    plain = tuple(part for part in names if not _is_place(part))
    line = next((lines[plain[:n]] for n in range(len(plain), 0, -1) if plain[:n] in lines), None)
    return f" (in {source}, line {line})" if line else f" (in {source})"


def allowed(field: FieldInfo) -> str:
    """What a setting may be: "a whole number between 1 and 20000", "one of en, zh"."""
    kind = _plain(field.annotation)
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(str(choice) for choice in get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list of {_range(field).replace('between ', '').replace(' and ', ' to ')} entries"
    if get_origin(kind) is dict:
        return f"a table of {_range(field)} entries"
    word = _KINDS.get(cast("type", kind), "a value")
    return f"{word} {_range(field)}".strip()


def field_of(dotted: str) -> FieldInfo:
    """The model's field of a dotted name. KeyError if there is none."""
    field = _field(tuple(dotted.split(".")))
    if field is None:
        raise KeyError(dotted)
    return field


def _plain(annotation: object) -> object:
    """The type itself, where None is allowed beside it, or something is said about it."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _plain(kinds[0]) if len(kinds) == 1 else annotation
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _range(field: FieldInfo) -> str:
    bounds = {
        name: getattr(rule, name)
        for rule in field.metadata
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length")
        if getattr(rule, name, None) is not None
    }
    low = bounds.get("ge", bounds.get("min_length"))
    high = bounds.get("le", bounds.get("max_length"))
    if low is not None and high is not None:
        return f"between {_figure(low)} and {_figure(high)}"
    words = (
        f"at least {_figure(low)}" if low is not None else "",
        f"above {_figure(bounds['gt'])}" if "gt" in bounds else "",
        f"at most {_figure(high)}" if high is not None else "",
        f"below {_figure(bounds['lt'])}" if "lt" in bounds else "",
    )
    return " and ".join(word for word in words if word)


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _model(names: Names, root: type[BaseModel] = Settings) -> type[BaseModel] | None:
    """The branch of the tree at `names`; None if it is no branch."""
    branch: object = root
    for name in names:
        if name.isdecimal() and get_origin(branch) is tuple:
            branch = get_args(branch)[0]
            continue
        if (
            not (isinstance(branch, type) and issubclass(branch, BaseModel))
            or name not in branch.model_fields
        ):
            return None
        branch = _plain(branch.model_fields[name].annotation)
    return branch if isinstance(branch, type) and issubclass(branch, BaseModel) else None


def _field(names: Names, root: type[BaseModel] = Settings) -> FieldInfo | None:
    model = _model(names[:-1], root)
    return model.model_fields.get(names[-1]) if model and names else None
