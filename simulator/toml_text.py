"""TOML as text: values and tables as tomlkit writes them, files rewritten without touching what people wrote in them,
and the line on which a key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tomlkit.items import Item

Names = tuple[str, ...]
"""The steps of a dotted name."""


def literal(value: object) -> str:
    """A value as TOML writes it, on one line; a mapping becomes an inline table. ValueError for what TOML lacks."""
    return _item(value).as_string()


def _item(value: object) -> Item:
    import tomlkit  # what only reads does without

    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, part in cast("Mapping[str, object]", value).items():
            table.append(name, _item(part))
        return table
    if isinstance(value, Sequence) and not isinstance(value, str):
        row = tomlkit.array()
        for part in cast("Sequence[object]", value):
            row.append(_item(part))
        return row
    return tomlkit.item(value)


def tables(values: Mapping[str, object]) -> str:
    """These values by dotted name as TOML text, a table a branch, the shallowest first."""
    branches: dict[str, list[str]] = {}
    for name, value in values.items():
        branch, _, key = name.rpartition(".")
        branches.setdefault(branch, []).append(f"{key} = {literal(value)}")
    blocks = [
        "\n".join(([f"[{branch}]"] if branch else []) + branches[branch])
        for branch in sorted(branches, key=lambda branch: (branch.count(".") if branch else -1, branch))
    ]
    return "\n\n".join(blocks) + "\n"


def rewritten(text: str, values: Mapping[str, object]) -> str:
    """The text with these values at its top level; all else, comments and order too, stays as it stands.

    ValueError if it is not TOML.
    """
    import tomlkit

    document = tomlkit.parse(text)
    for name, value in values.items():
        if name not in document or document[name] != value:
            document[name] = _item(value)
    return document.as_string()


def lines(text: str) -> dict[Names, int]:
    """The line of each table and key of TOML text, as far as single lines tell; for error messages alone."""
    found: dict[Names, int] = {}
    above: Names = ()
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            if header := _names(stripped):
                above = header
                found.setdefault(above, number)
        elif "=" in stripped and (key := _names(stripped.partition("=")[0] + "= 0")):
            found.setdefault(above + key, number)
    return found


def _names(line: str) -> Names:
    """The dotted name in a line of TOML that holds one; empty where it holds none."""
    try:
        inner: object = tomllib.loads(line)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    names: list[str] = []
    while inner and isinstance(inner, dict | list):
        if isinstance(inner, list):
            inner = cast("list[object]", inner)[0]
            continue
        name, inner = next(iter(cast("dict[str, object]", inner).items()))
        names.append(name)
    return tuple(names)
