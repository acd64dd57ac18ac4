"""Which file it is and what its columns mean, found out from names and the first line alone.

Sources of the layouts: the MovieLens READMEs (Harper and Konstan 2015), the KuaiRec and KuaiRand pages (Gao et
al. 2022), RecBole's "atomic files" (Zhao et al. 2021).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import IO

from recommender.datasets.log import LogError

FORMATS = ("auto", "movielens", "kuairec", "kuairand", "recbole", "csv", "parquet")
"""What `read_log` takes."""
FLAGS = ("like", "comment", "share", "follow", "dislike")
ROLES = ("user", "item", "time", "rating", "watch", "duration", "ratio", *FLAGS)
"""What a column can be: who, what, when, how good, seconds watched, seconds long, their quotient, and signs."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "user_id", "userid", "uid", "u", "session_id", "visitorid"),
    "item": (
        "item",
        "item_id",
        "itemid",
        "iid",
        "video_id",
        "videoid",
        "video",
        "movie_id",
        "movieid",
        "i",
    ),
    "time": ("timestamp", "time", "ts", "time_ms", "tick", "datetime", "date"),
    "rating": ("rating", "score", "stars"),
    "watch": ("watch_s", "play_time_ms", "watch_time", "watch_seconds", "play_duration"),
    "duration": ("duration_s", "duration_ms", "duration", "video_duration"),
    "ratio": ("watch_ratio", "ratio"),
    "like": ("liked", "is_like", "like"),
    "comment": ("commented", "is_comment", "comment"),
    "share": ("shared", "is_forward", "is_share", "share", "forward"),
    "follow": ("followed", "is_follow", "follow"),
    "dislike": ("disliked", "is_hate", "dislike", "hate"),
}
"""Names that columns have, in lower case, likeliest first."""
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "movielens": ("rating", "timestamp"),
    "kuairec": ("play_duration", "video_duration"),
    "kuairand": ("play_time_ms", "duration_ms"),
}
"""Columns that a named format must have besides user and item."""
_UNIT_S: Mapping[str, float] = {"play_duration": 1e-3, "video_duration": 1e-3, "tick": 3600.0}
"""Seconds per unit of columns whose name does not say so; "_ms" does."""
_HEADLESS = ("user", "item", "rating", "timestamp")
"""The columns of u.data and ratings.dat."""
_IN_FOLDER = ("u.data", "ratings.dat", "ratings.csv", "*.inter", "*.parquet")
"""What is looked for in a folder, in this order."""
_SAMPLE = 200
"""Rows looked at to tell times and flags that are words from those that are numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that has a role."""

    name: str
    unit: float = 1.0
    """What its values are multiplied by; 0 for times whose unit shows only in their size."""
    kind: str = "DOUBLE"
    """SQL type it is read as."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows are and what stands in them."""

    path: Path
    """As people know it, for messages."""
    files: tuple[Path, ...]
    format: str
    names: tuple[str, ...]
    """All columns, in order."""
    roles: Mapping[str, Column]
    delimiter: str = ""
    """Empty for Parquet."""
    quoted: bool = False
    header: bool = False
    windows: bool = False
    """Whether lines end as on Windows."""


def nearest(word: str, known: Sequence[str]) -> str:
    """The end of a sentence about an unknown name."""
    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else f"; it has {', '.join(known[:20])}"


def layout_of(path: Path, wanted: str, columns: Mapping[str, str]) -> Layout:
    """How to read a text log. LogError says what is missing."""
    raw = _first_line(path)
    first = raw.rstrip("\r\n")
    delimiter = _delimiter(first, path)
    headless = wanted in ("auto", "movielens") and delimiter in ("\t", "::") and _is_data(first, delimiter)
    quoted = delimiter != "::" and not headless
    names = _HEADLESS if headless else tuple(_cells(first, delimiter))
    if headless and len(_cells(first, delimiter)) != len(names):
        raise LogError(f"{path.name} must have 4 columns (user, item, rating, time), as MovieLens has")
    known = _told_apart(wanted, names, headless)
    if known == "recbole" and not any(":" in name for name in names):
        raise LogError(f"{path.name} must have a header like user_id:token, item_id:token, as RecBole has")
    roles = roles_of(path.name, names, known, columns)
    windows = raw.endswith("\r\n")
    layout = Layout(path, (path,), known, names, roles, delimiter, quoted, not headless, windows)
    return replace(layout, roles=_kinds(layout))


def in_folder(folder: Path) -> Path | tuple[Path, ...]:
    """The log in a folder: one text file, or Parquet parts. LogError if there is none."""
    parts = tuple(sorted((folder / "events").glob("*.parquet")))
    if parts:
        return parts
    for pattern in _IN_FOLDER:
        found = tuple(sorted(folder.glob(pattern)))
        if found:
            return found if pattern == "*.parquet" else found[0]
    raise LogError(
        f"{folder} holds no log: a folder must hold events/*.parquet or one of {', '.join(_IN_FOLDER)}"
    )


def roles_of(
    file: str,
    names: Sequence[str],
    known: str,
    columns: Mapping[str, str],
) -> dict[str, Column]:
    """Which column has which role: those that `columns` names, then those known by their names.

    LogError for a named column that is not there and for a log without users or items.
    """
    for role in columns:
        if role not in ROLES:
            raise LogError(f"a column can be {', '.join(ROLES)}, not {role!r}")
    plain = {name.split(":")[0].strip().lower(): name for name in reversed(names)}
    roles: dict[str, Column] = {}
    for role in ROLES:
        name = columns.get(role)
        if name is None:
            name = next((plain[word] for word in NAMES[role] if word in plain), None)
        elif name not in names:
            name = plain.get(name.lower())
            if name is None:
                raise LogError(f"{file} has no column {columns[role]!r}{nearest(columns[role], names)}")
        if name is not None:
            roles[role] = _column(role, name)
    for needed in _NEEDED.get(known, ()):
        if needed not in plain:
            raise LogError(f"{file} has no column {needed!r}{nearest(needed, names)}")
    for role in ("user", "item"):
        if role not in roles:
            raise LogError(
                f"{file} has no column that is known to be the {role}: name it "
                f"(--{role}-column); it has {', '.join(names[:20])}"
            )
    return roles


def records(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text log with the number of the line each ends in, blank lines left out."""
    with _opened(layout.files[0]) as lines:
        if layout.quoted:
            reader = csv.reader(lines, delimiter=layout.delimiter)
            rows: Iterator[tuple[int, list[str]]] = ((reader.line_num, row) for row in reader)
        else:
            rows = ((n, line.rstrip("\r\n").split(layout.delimiter)) for n, line in enumerate(lines, 1))
        rows = (row for row in rows if row[1] not in ([], [""]))
        if layout.header:
            next(rows, None)
        yield from rows


def line_of(layout: Layout, record: int) -> int:
    """The line in which the record-th row ends, header and blank lines counted, from 1: not `record` itself where
    rows before it have line breaks between quotes."""
    if not layout.quoted:
        return record
    with _opened(layout.files[0]) as lines:
        reader = csv.reader(lines, delimiter=layout.delimiter)
        return next((reader.line_num for n, _ in enumerate(reader, 1) if n == record), record)


def _column(role: str, name: str) -> Column:
    plain = name.split(":")[0].lower()
    if role in ("user", "item"):
        return Column(name, kind="VARCHAR")
    unit = 1e-3 if plain.endswith("_ms") else _UNIT_S.get(plain, 0.0 if role == "time" else 1.0)
    return Column(name, unit)


def _kinds(layout: Layout) -> dict[str, Column]:
    """The roles, with times and flags that are written in words read as such."""
    sample: list[list[str]] = []
    for _, row in records(layout):
        sample.append(row)
        if len(sample) == _SAMPLE:
            break
    roles = dict(layout.roles)
    for role, column in layout.roles.items():
        at = layout.names.index(column.name)
        words = [row[at].strip() for row in sample if len(row) > at and row[at].strip()]
        if role == "time" and words and not any(_number(word) for word in words):
            roles[role] = Column(column.name, 1.0, "TIMESTAMP")
        if role in FLAGS and words and not any(_number(word) for word in words):
            roles[role] = Column(column.name, 1.0, "BOOLEAN")
    return roles


def _told_apart(wanted: str, names: Sequence[str], headless: bool) -> str:
    """The format's name, from the columns if it is not given."""
    plain = {name.lower() for name in names}
    if wanted != "auto":
        return wanted
    if headless or {"userid", "movieid", "rating"} <= plain:
        return "movielens"
    if any(name.endswith((":token", ":float")) for name in plain):
        return "recbole"
    for known in ("kuairec", "kuairand"):
        if {*_NEEDED[known], "user_id", "video_id"} <= plain:
            return known
    return "csv"


def _first_line(path: Path) -> str:
    try:
        with _opened(path) as lines:
            first = next((line for line in lines if line.strip()), "")
    except (OSError, EOFError) as error:
        raise LogError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not first:
        raise LogError(f"{path} is empty")
    if "\0" in first:
        raise LogError(f"{path} is no text: a log must be text (one row a line) or Parquet")
    return first


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _delimiter(line: str, path: Path) -> str:
    if "::" in line:
        return "::"
    best = max(("\t", ",", ";", "|"), key=line.count)
    if not line.count(best):
        raise LogError(f"{path.name} has no columns: values must be separated by a tab, comma, ; | or ::")
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "::":
        return line.split(delimiter)
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]


def _number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_data(line: str, delimiter: str) -> bool:
    """Whether a first line is data already: its last value is a number, as no column's name is."""
    return _number(_cells(line, delimiter)[-1])
