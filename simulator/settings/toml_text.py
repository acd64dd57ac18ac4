"""TOML as text: values and tables as tomlkit writes them, files rewritten without touching what people wrote in them,
and the line on which a key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from recommender.clean import escaped

if TYPE_CHECKING:
    from tomlkit.items import Item

Names = tuple[str, ...]
"""The steps of a dotted name."""

MOST_BYTES = 10_000_000
"""No file that somebody writes by hand is as large."""

DEEPEST = 32
"""Tables in tables."""

HUGE = 10**300
"""Whole numbers beyond this do not even fit a float."""

_HUGE = "a whole number in it has hundreds of digits"

_STEP = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*+)"|'([^']*+)'|([A-Za-z0-9_-]++))[ \t]*+([.=\]])""")
"""One step of a name and what follows it. Nothing is tried twice, so it is quick on lines of blanks too."""


def literal(value: object) -> str:
    """A value as TOML writes it, on one line; a mapping becomes an inline table. ValueError for what TOML lacks.

    Characters that a terminal would obey are written by their numbers.
    """
    return escaped(_item(value).as_string())


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


def read_text(file: Path) -> str:
    """The text of a small file. ValueError says in a few words why it is none, a UnicodeDecodeError where.

    FileNotFoundError and IsADirectoryError are left to whoever knows what the file was for.
    """
    try:
        if not file.is_file():  # a device or a pipe may never end
            if file.is_dir():
                raise IsADirectoryError(file)
            if file.exists():
                raise ValueError("it is not a plain file")
            raise FileNotFoundError(file)
        if file.stat().st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        return file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise
    except OSError as error:
        raise ValueError((error.strerror or str(error)).lower()) from None


def named_text(file: Path, what: str, fault: Callable[[str], ValueError]) -> str:
    """The text of a file that somebody named, such as "settings file". Where there is none, `fault` of the sentence
    that says so is raised."""
    try:
        return read_text(file)
    except FileNotFoundError:
        raise fault(f"there is no {what} {file}") from None
    except IsADirectoryError:
        raise fault(f"{file} is a folder, not a {what}") from None
    except UnicodeDecodeError as error:
        raise fault(f"{file} is not UTF-8 text (byte {error.start + 1})") from None
    except ValueError as error:
        raise fault(f"the {what} {file} cannot be read: {error}") from None


def read(text: str) -> dict[str, object]:
    """The table that TOML text holds. ValueError says why it holds none, or none that anybody writes by hand."""
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as error:
        # Python itself reads no number of more than 4,300 digits, and says so in words about Python.
        raise ValueError(str(error) if isinstance(error, tomllib.TOMLDecodeError) else _HUGE) from None
    _bounded(table)
    return table


def _bounded(table: object) -> None:
    """ValueError where something is nested deeper than `DEEPEST`, or a whole number is out of all proportion."""
    level: list[object] = [table]
    for _ in range(DEEPEST):
        inside: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inside += cast("dict[str, object]", each).values()
            elif isinstance(each, list):
                inside += cast("list[object]", each)
            elif isinstance(each, int) and abs(each) > HUGE:
                raise ValueError(_HUGE)
        level = inside
    if level:
        raise ValueError("nested too deeply")


def put(table: dict[str, object], dotted: str, value: object) -> None:
    """Set a value by its dotted name, with the tables above it. ValueError where one of them is a value already."""
    *above, last = dotted.split(".")
    for place, step in enumerate(above, 1):
        inner = table.setdefault(step, {})
        if not isinstance(inner, dict):
            raise ValueError(f"{dotted} cannot be: {'.'.join(above[:place])} is a value, not a table")
        table = cast("dict[str, object]", inner)
    table[last] = value


def lines(text: str) -> dict[Names, int]:
    """The line of each table and key of TOML text, as far as single lines tell; for error messages alone."""
    found: dict[Names, int] = {}
    above: Names = ()
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            if header := _names(stripped.lstrip("["), "]"):
                above = header
                found.setdefault(above, number)
        elif key := _names(stripped, "="):
            found.setdefault(above + key, number)
    return found


def _names(line: str, end: str) -> Names:
    """The dotted name with which a line begins and after which `end` stands; empty where there is none."""
    names: list[str] = []
    place = 0
    while step := _STEP.match(line, place):
        quoted, literally, bare, after = step.groups()
        names.append(_unescaped(quoted) if quoted is not None else bare or literally)
        place = step.end()
        if after != ".":
            return tuple(names) if after == end else ()
    return ()


def _unescaped(quoted: str) -> str:
    """A key as it was meant, of one between double quotes."""
    try:
        return str(tomllib.loads(f'key = "{quoted}"')["key"])
    except tomllib.TOMLDecodeError:
        return quoted
