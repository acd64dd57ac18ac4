"""Settings in and out: presets, TOML text, and changes by dotted name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulator.settings.described import Value
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.faults import allowed, faults
from simulator.settings.toml_text import Names, lines, literal, named_text, put, read
from simulator.settings.tree import Settings

Table = dict[str, object]


_SHELVES = ("presets", "presets/fields")
"""Folders of worlds: those that differ in size, then those of a field such as news."""


def presets() -> tuple[str, ...]:
    """Names that `load_preset` knows: worlds of all fields, smallest first, then those of one field by name."""
    sizes, fields = (_on(shelf) for shelf in _SHELVES)
    return (*sorted(sizes, key=lambda name: load_preset(name).world.people), *fields)


def platforms() -> tuple[str, ...]:
    """Names that `on_platform` knows, in the order of the alphabet."""
    return _on("presets/platforms")


def load_preset(name: str) -> Settings:
    """The settings of a world that comes with feedscope. SettingsError names the known ones."""
    known = {world: shelf for shelf in _SHELVES for world in _on(shelf)}
    one_of("world", name, sorted(known))
    # A world of a field is as large as the demo.
    base = load_preset("demo") if known[name] == _SHELVES[1] else None
    return from_toml(_text(known[name], name), f"{name}.toml", base)


def on_platform(name: str, base: Settings) -> Settings:
    """`base` with what a platform that comes with feedscope does differently. SettingsError names the known ones."""
    one_of("platform", name, platforms())
    return from_toml(_text("presets/platforms", name), f"{name}.toml", base)


def _on(shelf: str) -> tuple[str, ...]:
    """Names of the settings files in a folder of the package."""
    folder = files("simulator").joinpath(shelf)
    return tuple(
        sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    )


def _text(shelf: str, name: str) -> str:
    return files("simulator").joinpath(shelf, f"{name}.toml").read_text(encoding="utf-8")


def read_file(file: Path, base: Settings | None = None) -> Settings:
    """The settings in a TOML file, laid over `base` (the defaults if None).

    SettingsError says what is wrong where.
    """
    return from_toml(named_text(file, "settings file", SettingsError), str(file), base)


def from_toml(text: str, source: str, base: Settings | None = None) -> Settings:
    """The settings that TOML text holds, laid over `base` (the defaults if None).

    SettingsError says what is wrong where; `source` is the name of the text in it.
    """
    try:
        table = read(text)
    except ValueError as error:
        raise SettingsError(f"{source} is not valid TOML: {error}") from None
    under: Table = base.model_dump(mode="json") if base else {}
    return validated(laid_over(under, table), source, text)


def override(
    settings: Settings, dotted: Mapping[str, object], called: Mapping[str, str] | None = None
) -> Settings:
    """The settings with some fields changed: {"world.people": 300}.

    `called` gives fields the name by which errors call them, such as an option of the command line.
    """
    table: Table = settings.model_dump(mode="json")
    for name, value in dotted.items():
        try:
            put(table, name, value)
        except ValueError as error:
            raise SettingsError(str(error)) from None
    return validated(table, called=called)


def value_of(settings: Settings, dotted: str) -> Value:
    """What a setting holds. AttributeError if there is none of this name."""
    branch: object = settings
    for step in dotted.split("."):
        branch = getattr(branch, step)
    return cast("Value", branch)


def leaves(settings: Settings) -> Iterator[tuple[str, FieldInfo, object]]:
    """(dotted name, field, value) of every setting that is no branch, in the order of the tree."""
    yield from _leaves(settings, "")


def _leaves(branch: BaseModel, above: str) -> Iterator[tuple[str, FieldInfo, object]]:
    for name, field in type(branch).model_fields.items():
        value = getattr(branch, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", field, value


def laid_over(under: Mapping[str, object], over: Mapping[str, object]) -> Table:
    """A table with what another has instead, branch by branch."""
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[name] = laid_over(cast("Table", below), cast("Table", value)) if both else value
    return merged


def validated(
    table: Table,
    source: str = "",
    text: str = "",
    called: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of a plain table, strictly read. SettingsError; `source` names the `text` that it came from."""
    # By way of JSON, because only there strict means what people expect: 3 is a number, "3" and true are not.
    try:
        return Settings.model_validate_json(json.dumps(table, default=str), strict=True)
    except ValidationError as error:
        raise faults(error, source, lines(text), called) from None


def to_toml(settings: Settings, *, explained: bool = False) -> str:
    """The settings as TOML text that `from_toml` reads back to equal settings.

    With `explained`, above each field stand its sentence and what is allowed.
    """
    return "\n".join(_rows(settings, (), explained)).strip("\n") + "\n"


def _rows(branch: BaseModel, above: Names, explained: bool) -> Iterator[str]:
    """Plain fields first, because a table's header in TOML claims all that follows it."""
    tables: list[tuple[str, BaseModel]] = []
    if above:
        yield ""
        if explained and branch.__doc__:
            yield f"# {branch.__doc__.strip().splitlines()[0]}"
        yield f"[{'.'.join(above)}]"
    for name, field in type(branch).model_fields.items():
        value = getattr(branch, name)
        if isinstance(value, BaseModel):
            tables.append((name, value))
            continue
        if explained:
            yield f"# {' '.join((field.description or '').split())} ({allowed(field)})"
        if value is not None:
            yield f"{name} = {literal(_plain(value))}"
        elif explained:
            yield f"# {name} ="
    for name, table in tables:
        yield from _rows(table, (*above, name), explained)


def _plain(value: object) -> object:
    """The value without what is left open in the tables of a list."""
    if isinstance(value, BaseModel):
        return {name: _plain(part) for name, part in value if part is not None}
    if isinstance(value, tuple):
        return [_plain(part) for part in cast("tuple[object, ...]", value)]
    return value
