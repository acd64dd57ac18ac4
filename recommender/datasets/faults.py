"""What is wrong with a log, in one sentence: where (the line), what (the column), and what it should be."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, cast

from recommender.datasets.formats import Layout
from recommender.datasets.layout import broken_json, line_of, records
from recommender.names import FLAGS

if TYPE_CHECKING:
    import duckdb

MOST = 1e9
"""Seconds or times the length, of which nobody watches more; squares of it still fit 32 bits."""
_AMOUNT = "must be a number of at least 0 and at most 1000000000"
_WANTED = {
    "time": "must be a time (a number of seconds or milliseconds, or a date)",
    "rating": "must be a number",
    **dict.fromkeys(("watch", "duration", "ratio", "plays"), _AMOUNT),
    **dict.fromkeys(("user", "item", "event"), "must not be empty"),
    **dict.fromkeys(FLAGS, "must be 0 or 1"),
}
_LONGEST = 60
"""Characters of a broken value that are shown."""
SKIP = " (--skip-bad-rows leaves such rows out)"


def quoted(text: object) -> str:
    """A string literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def exactly(file: object) -> str:
    """The same for the name of one file: DuckDB would take stars and brackets in it for a pattern."""
    return quoted(re.sub(r"[*?\[]", r"[\g<0>]", str(file)))


def parquet(*files: object) -> str:
    """The SQL table that these Parquet files hold, and nothing else: a folder called day=7 is no column."""
    return f"read_parquet([{', '.join(map(exactly, files))}], hive_partitioning=false)"


def first_words(error: Exception) -> str:
    """The first line of an error's message, without what is before its colon."""
    told = str(error)
    if inside := re.search(r'"exception_message":("(?:[^"\\]|\\.)*")', told):
        told = str(json.loads(inside[1]))  # DuckDB sometimes says its errors in JSON
    line = next(iter(told.strip().splitlines()), type(error).__name__)
    return line.split(": ", 1)[-1]


def source(layout: Layout, options: str = "") -> str:
    """The SQL that makes the rows."""
    return layout.rows.replace("{source}", _read(layout, options))


def _read(layout: Layout, options: str) -> str:
    """The SQL table function that reads the file."""
    if layout.stored == "table":
        return "given"
    if layout.stored == "parquet":
        return parquet(*layout.files)
    files = ", ".join(exactly(file) for file in layout.files)
    kinds = {column.name: column.kind for column in layout.roles.values() if "%" not in column.kind}
    if layout.stored == "json":
        types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in layout.names)
        lenient = ", ignore_errors=true" if options else ""
        return f"read_ndjson([{files}], columns={{{types}}}, hive_partitioning=false{lenient})"
    types = ", ".join(f"{quoted(name)}: {quoted(kinds.get(name, 'VARCHAR'))}" for name in layout.names)
    quote = quoted('"') if layout.quoted else "''"
    told = [
        f"columns={{{types}}}",
        "auto_detect=false",
        "hive_partitioning=false",
        f"header={layout.header}",
        f"delim={quoted(layout.delimiter)}",
        f"quote={quote}",
        f"escape={quote}",
        *([f"decimal_separator={quoted(layout.decimal)}"] if layout.decimal != "." else []),
        *(["new_line='\\r\\n'"] if layout.windows else []),
        *([options] if options else []),
    ]
    return f"read_csv([{files}], {', '.join(told)})"


def rejected(db: duckdb.DuckDBPyConnection) -> int:
    """Lines that the reader could not take."""
    (count,) = cast(
        "tuple[int]",
        db.execute("SELECT count(*) FROM (SELECT DISTINCT file_id, line FROM reject_errors)").fetchone(),
    )
    return count


def unreadable(db: duckdb.DuckDBPyConnection, layout: Layout, error: Exception) -> str:
    """The first line that the reader cannot take; found by reading once more, in order."""
    name = layout.path.name
    if layout.stored == "json" and (found := broken_json(layout)):
        return f"line {found[1]} of {found[0].name} is no JSON object{SKIP}"
    if layout.stored == "text":
        db.execute("SET threads = 1")
        for file in layout.files:
            if told := _first_rejected(db, replace(layout, files=(file,))):
                return told
    return f"{name} cannot be read: {first_words(error)}"


def _first_rejected(db: duckdb.DuckDBPyConnection, layout: Layout) -> str | None:
    columns = ", ".join(f'count("{column.name}")' for column in layout.roles.values())
    rejects = "ignore_errors=true, store_rejects=true, rejects_limit=1"
    try:
        db.execute("DROP TABLE IF EXISTS reject_errors")
        db.execute("DROP TABLE IF EXISTS reject_scans")
        db.execute(f"SELECT {columns} FROM {source(layout, rejects)}").fetchall()
        found = db.execute(
            "SELECT line, column_name, error_type::VARCHAR, error_message FROM reject_errors ORDER BY line"
        ).fetchone()
    except Exception:  # the first error says more
        return None
    return _rejected_line(layout, *cast("tuple[int, str | None, str, str]", found)) if found else None


def bad_value(layout: Layout, role: str, row: int, wanted: str = "") -> str:
    """What is wrong with the value of `role` in the row-th good row, counted from 0; `wanted` if not the usual."""
    column = layout.roles[role].name
    wanted = wanted or _WANTED[role]
    if layout.stored not in ("text", "json") or layout.rows != "{source}":
        skip = SKIP.replace("--skip-bad-rows", "skip_bad_rows") if layout.stored == "table" else SKIP
        return f"row {row + 1} of {layout.path.name}: {column} {wanted}{skip}"
    file, line, cells = next(islice(records(layout), row, None))
    value = cells[layout.names.index(column)]
    return _sentence(file.name, line, column, wanted, value)


def _rejected_line(layout: Layout, line: int, column: str | None, kind: str, message: str) -> str:
    file = layout.files[0]
    line = line_of(layout, file, line)
    where = f"line {line} of {file.name}"
    role = next((role for role, own in layout.roles.items() if own.name == column), None)
    if kind == "CAST" and role:
        value = re.search(r'Could not convert string "(.*?)" to', message, re.DOTALL)
        return _sentence(file.name, line, layout.roles[role].name, _WANTED[role], value[1] if value else "?")
    if counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message):
        return f"{where} has {counts[2]} columns instead of {counts[1]}{SKIP}"
    return f"{where} cannot be read: {message.splitlines()[0]}{SKIP}"


def _sentence(file: str, line: int, column: str, wanted: str, value: str) -> str:
    empty = wanted == _WANTED["user"]
    given = "" if empty and not value.strip() else f", not {_short(value)}"
    return f"line {line} of {file}: {column} {wanted}{given}{SKIP}"


def _short(value: str) -> str:
    if not value.strip():
        return "empty"
    return repr(value if len(value) <= _LONGEST else value[: _LONGEST - 3] + "...")
