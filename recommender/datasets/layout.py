"""How the rows of a text are laid out, found out from its first lines: separator, header, how times
are spelt."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import cast

from recommender.datasets.cells import SPELLINGS, is_data, is_number, is_time, looks_like_data, time_kind
from recommender.datasets.formats import (
    POSITION,
    Column,
    Layout,
    column_of,
    roles_of,
    told_apart,
)
from recommender.datasets.log import LogError
from recommender.datasets.opening import BLANKS, encoding_of, listed, opened, rewritten
from recommender.names import FLAGS

LONGEST_VALUE = 2_000_000
"""Characters between two separators; the reader of whole logs takes no longer line either."""
_SAMPLE = 200
"""Rows looked at."""
_DELIMITERS = ("\t", ",", ";", "|")
_SPELT = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "\\t": "\t", "blank": BLANKS, " ": BLANKS}
"""Separators as people say them."""
_CALLED = {"time": "timestamp"}
"""What columns without a name are called where it is not the role."""
_EARLIEST = 1e8
"""A third column without a name is a time from here on, and a rating below."""
_MIND = ("impression", "user", "time", "history", "shown")
_MIND_ROWS = (
    '(SELECT "user", "time", split_part(one, \'-\', 1) AS item FROM (SELECT "user", "time", '
    "unnest(string_split(shown, ' ')) AS one FROM {source}) WHERE one LIKE '%-1')"
)
_PLAYS = ("user", "artist_id", "artist", "plays")
_LISTENED = ("user", "time", "artist_id", "artist", "track_id", "track")


@dataclass(frozen=True, slots=True)
class LayoutHints:
    """How the caller says that a log is to be read."""

    format: str = "auto"
    columns: Mapping[str, str] | None = None
    """By role, the column's name or its place ("#3")."""
    encoding: str = "auto"
    separator: str = "auto"


def layout_of(files: Sequence[Path], path: Path, told: LayoutHints, room: Path) -> Layout:
    """How to read a text log; files that DuckDB cannot take are written anew into `room`.

    LogError says what is missing.
    """
    first, folder = files[0], files[0].parent
    encoding = encoding_of(first, told.encoding)
    notes: list[str] = []
    if encoding == "cp1252":
        notes.append("text is no UTF-8: read as Western European (--encoding says otherwise)")
    line = _first_line(first, encoding)
    if told.format == "json" or (told.format == "auto" and _begins_json(first, line)):
        return _of_json(files, path, told, encoding, room, tuple(notes))
    sample = _lines(first, encoding)
    delimiter = _delimiter(sample, first, told)
    blanks = delimiter == BLANKS
    if blanks or encoding != "utf-8-sig":
        files = [rewritten(file, encoding, blanks, room) for file in files]
        sample, delimiter = _lines(files[0], "utf-8-sig"), "\t" if blanks else delimiter
    made = _arranged(tuple(files), path, told, delimiter, sample)
    decimal = _decimal(made, sample)
    made = replace(made, decimal=decimal, folder=folder, notes=(*notes, *made.notes))
    return replace(made, roles=_kinds(made))


def _arranged(
    files: tuple[Path, ...], path: Path, told: LayoutHints, delimiter: str, sample: Sequence[str]
) -> Layout:
    """Columns, header and roles."""
    columns = told.columns or {}
    rows = [_cells(line.rstrip("\r\n"), delimiter, files[0]) for line in sample[:_SAMPLE]]
    name = files[0].name
    made = Layout(path, files, told.format, (), {}, delimiter=delimiter, windows=sample[0].endswith("\r\n"))
    if told.format in ("auto", "mind", "lastfm") and (known := _headless_set(rows, delimiter, told, name)):
        names, form, rule, note = known
        roles = {role: column_of(role, role) for role in ("user", "time", "item", "plays") if role in names}
        roles["item"] = column_of("item", "item" if form == "mind" else "artist")
        return replace(made, format=form, names=names, roles=roles, rows=rule, notes=(note,))
    counted = any(column.startswith(POSITION) for column in columns.values())
    headless = is_data(rows, columns) if counted else looks_like_data(rows[0])
    if told.format == "movielens" and delimiter in ("\t", "::"):
        headless = is_number(rows[0][-1])
    if headless:
        return _headless(made, told, rows, counted, name)
    names, twice = _named(rows, name, delimiter)
    form = "csv" if counted else told_apart(told.format, names, False)
    if form == "recbole" and not any(":" in one for one in names):
        raise LogError(f"{name} must have a header like user_id:token, item_id:token, as RecBole has")
    roles = roles_of(name, names, form, columns, twice)
    return replace(made, format=form, names=names, roles=roles, quoted=delimiter != "::", header=True)


def _headless(
    made: Layout, told: LayoutHints, rows: Sequence[Sequence[str]], counted: bool, name: str
) -> Layout:
    """Columns by their place: as told, else as most logs have them."""
    delimiter = made.delimiter
    width = len(rows[0])
    if not counted and told.format == "movielens" and width != 4:
        raise LogError(f"{name} must have 4 columns (user, item, rating, time), as MovieLens has")
    if counted:
        names: Sequence[str] = [f"column {place + 1}" for place in range(width)]
        roles = roles_of(name, names, "csv", told.columns or {})
        note: tuple[str, ...] = ()
    else:
        names = [_CALLED.get(role, role) for role in _usual(rows, name)]
        roles = roles_of(name, names, "csv", told.columns or {})
        note = (f"no header: columns taken for {', '.join(names)} (--columns says otherwise)",)
    form = told.format
    if form == "auto":
        form = "movielens" if width == 4 and not counted and delimiter in ("\t", "::") else "csv"
    if form == "movielens":
        note = ()
    quoted = delimiter not in ("::", "\t")
    return replace(made, format=form, names=tuple(names), roles=roles, quoted=quoted, notes=note)


def _headless_set(
    rows: Sequence[Sequence[str]], delimiter: str, told: LayoutHints, name: str
) -> tuple[tuple[str, ...], str, str, str] | None:
    """Names, format, rows and a note of a data set whose files have no header; None if it is none of them."""
    if delimiter != "\t" or told.columns:
        return None
    first = rows[0]
    if len(first) == 5 and re.search(r"\S-[01]( |$)", first[4]) and told.format in ("auto", "mind"):
        return _MIND, "mind", _MIND_ROWS, "an event is a click; what was shown and not clicked is left out"
    if told.format == "mind":
        raise LogError(
            f"{name} must have 5 columns (impression, user, time, history, impressions), as MIND has"
        )
    if len(first) == 6 and is_time(first[1]):
        return _LISTENED, "lastfm", "{source}", "an event is a track played; its artist is the item"
    if len(first) == 4 and re.fullmatch(r"[0-9a-f]{40}", first[0]) and is_number(first[3]):
        return _PLAYS, "lastfm", "{source}", ""
    return None


def _usual(rows: Sequence[Sequence[str]], name: str) -> list[str]:
    """What the columns of a file without header usually are."""
    width = len(rows[0])
    thirds = [abs(float(row[2].replace(",", "."))) for row in rows if len(row) > 2 and is_number(row[2])]
    if width == 2:
        return ["user", "item"]
    if width == 3 and thirds:
        return ["user", "item", "time" if min(thirds) > _EARLIEST else "rating"]
    if width == 3 and is_time(rows[0][2]):
        return ["user", "item", "time"]
    if width == 4 and thirds and max(thirds) < _EARLIEST:
        return ["user", "item", "rating", "time"]
    raise LogError(
        f"{name} has no header: say what its {width} columns are, in their order, like "
        "--columns user,item,rating,time (with - for one that is nothing)"
    )


def _named(
    rows: Sequence[Sequence[str]], file: str, delimiter: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns' names, those without one numbered, and the names that stand there twice."""
    header = list(rows[0])
    body = [row for row in rows[1:] if row != [""]]
    if body and len(body[0]) == len(header) + 1:
        if all(len(row) == len(header) + 1 and not row[-1] for row in body):
            header.append("")  # rows end with a separator
        elif all(
            len(row) == len(header) + 1 and row[0].strip('"') == str(n) for n, row in enumerate(body, 1)
        ):
            header.insert(0, "")  # as R writes row names
    names: list[str] = []
    twice: list[str] = []
    met: set[str] = set()
    for place, name in enumerate(header, 1):
        if not name or name.lower() in met:
            if name:
                twice += [one for one in header if one.lower() == name.lower()]
            name = f"column {place}"
        met.add(name.lower())
        names.append(name)
    return tuple(names), tuple(twice)


def records(layout: Layout) -> Iterator[tuple[Path, int, list[str]]]:
    """The rows of a text log with their file and the number of the line each ends in, blank lines left out."""
    for file in layout.files:
        with opened(file, layout.encoding) as lines:
            if layout.stored == "json":
                rows = ((n, _values(line, layout)) for n, line in enumerate(lines, 1) if line.strip())
            elif layout.quoted:
                rows = _split(lines, layout.delimiter, file)
            else:
                rows = ((n, line.rstrip("\r\n").split(layout.delimiter)) for n, line in enumerate(lines, 1))
            rows = (row for row in rows if row[1] not in ([], [""]))
            if layout.header:
                next(rows, None)
            for line, row in rows:
                yield file, line, row


def line_of(layout: Layout, file: Path, record: int) -> int:
    """The line in which the record-th row ends, header and blank lines counted, from 1: not `record` itself where
    rows before it have line breaks between quotes."""
    if not layout.quoted:
        return record
    with opened(file, layout.encoding) as lines:
        rows = _split(lines, layout.delimiter, file)
        return next((line for n, (line, _) in enumerate(rows, 1) if n == record), record)


def _split(lines: Iterable[str], delimiter: str, file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of CSV, with the number of the line each ends in. LogError for a value of more than `LONGEST_VALUE`."""
    csv.field_size_limit(LONGEST_VALUE)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise LogError(f"line {reader.line_num} of {file.name} cannot be read: {error}") from None


def _kinds(layout: Layout) -> dict[str, Column]:
    """The roles, with times and flags that are written in words read as such."""
    if layout.rows != "{source}" and layout.format == "mind":
        return {**layout.roles, "time": Column("time", 1.0, SPELLINGS[0])}
    sample = [row for _, _, row in islice(records(layout), _SAMPLE)]
    roles = dict(layout.roles)
    for role, column in layout.roles.items():
        at = layout.names.index(column.name)
        words = [row[at].strip() for row in sample if len(row) > at and row[at].strip()]
        if not words or any(is_number(word) for word in words):
            continue
        if role == "time":
            roles[role] = Column(column.name, 1.0, time_kind(words) or "TIMESTAMP")
        if role in FLAGS:
            roles[role] = Column(column.name, 1.0, "BOOLEAN")
    return roles


def _decimal(layout: Layout, sample: Sequence[str]) -> str:
    """The character before the tenths, told by the numbers of the sample; between commas they are quoted."""
    texts: list[str] = []
    for role, column in layout.roles.items():
        if role not in ("user", "item", "event", *FLAGS) and column.name in layout.names:
            at = layout.names.index(column.name)
            rows = (
                _cells(line.rstrip("\r\n"), layout.delimiter, layout.files[0])
                for line in sample[int(layout.header) :]
            )
            texts += [row[at].strip() for row in rows if len(row) > at]
    comma = any(re.fullmatch(r"-?\d+,\d+", text) for text in texts)
    return "," if comma and not any(re.fullmatch(r"-?\d+\.\d+", text) for text in texts) else "."


def _begins_json(file: Path, line: str) -> bool:
    """Whether a text that begins with this line is JSON: a bracket may also begin a CSV's first name."""
    begun = line.lstrip()
    lists = file.suffix == ".json" or begun[1:].lstrip()[:1] in ("", "{")
    return begun.startswith("{") or (begun.startswith("[") and lists)


def _of_json(
    files: Sequence[Path], path: Path, told: LayoutHints, encoding: str, room: Path, notes: tuple[str, ...]
) -> Layout:
    """JSON, one object a line, or one list of objects."""
    folder = files[0].parent
    if _first_line(files[0], encoding).lstrip().startswith("["):
        files = [listed(file, encoding, room) for file in files]
    elif encoding != "utf-8-sig":
        files = [rewritten(file, encoding, False, room) for file in files]
    names: dict[str, None] = {}
    for line in _lines(files[0], "utf-8-sig"):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue  # the reader says which line it is
        if isinstance(row, dict):
            names |= dict.fromkeys(str(key) for key in cast("dict[str, object]", row))
    if not names:
        raise LogError(f"{files[0].name} must be JSON: an object in each line, or a list of objects")
    form = "json" if told.format == "json" else told_apart(told.format, (*names,), False)
    form = "json" if form == "csv" else form
    roles = roles_of(files[0].name, (*names,), form, told.columns or {})
    made = Layout(path, tuple(files), form, (*names,), roles, stored="json", folder=folder, notes=notes)
    return replace(made, roles=_kinds(made))


def _values(line: str, layout: Layout) -> list[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return ["?"] * len(layout.names)
    if not isinstance(row, dict):
        return ["?"] * len(layout.names)
    held = cast("dict[str, object]", row)
    told = (held.get(name) for name in layout.names)
    return ["" if value is None else str(value).lower() if value is True or value is False else str(value)
            for value in told]  # fmt: skip


def broken_json(layout: Layout) -> tuple[Path, int] | None:
    """The first line that is no JSON object, and its file."""
    for file in layout.files:
        with opened(file, layout.encoding) as lines:
            for number, line in enumerate(lines, 1):
                try:
                    if line.strip() and not isinstance(json.loads(line), dict):
                        return file, number
                except (ValueError, RecursionError):
                    return file, number
    return None


def _lines(path: Path, encoding: str) -> list[str]:
    """The first lines that are not blank, with their ends."""
    with opened(path, encoding) as lines:
        return list(islice((line for line in lines if line.strip()), _SAMPLE + 1))


def _first_line(path: Path, encoding: str) -> str:
    try:
        first = next(chain(_lines(path, encoding), [""]))
    except (OSError, EOFError, UnicodeError) as error:
        raise LogError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not first:
        raise LogError(f"{path} is empty")
    if "\0" in first:
        raise LogError(f"{path} is no text: a log must be text (one row a line), JSON lines, or Parquet")
    return first


def _delimiter(sample: Sequence[str], path: Path, told: LayoutHints) -> str:
    """What stands between values: as told, else what cuts most lines into as many, and most, parts."""
    first = sample[0].rstrip("\r\n")
    if told.separator != "auto":
        return _SPELT.get(told.separator, told.separator)
    if "::" in first:
        return "::"
    counts = {one: [len(_cells(line.rstrip("\r\n"), one, path)) for line in sample] for one in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda one: (counts[one][0] > 1, len({*counts[one]}) == 1, first.count(one)))
    if counts[best][0] > 1:
        return best
    words = {len(line.split()) for line in sample}
    if len(words) == 1 and words.pop() > 1:
        return BLANKS
    raise LogError(
        f"{path.name} has no columns: values must be separated by a tab, comma, ; | :: or blanks (--separator)"
    )


def _cells(line: str, delimiter: str, file: Path) -> list[str]:
    if len(delimiter) > 1:
        return line.split(delimiter)
    return [cell.strip() for cell in next(_split([line], delimiter, file), (1, [""]))[1]]
