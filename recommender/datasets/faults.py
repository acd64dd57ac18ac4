"""What is wrong with a log, in one sentence: where (the line), what (the column), and what it should be."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast

from recommender.datasets.formats import FLAGS, Layout, line_of, records

if TYPE_CHECKING:
    import duckdb

MOST = 1e9
"""Seconds or times the length, of which nobody watches more; squares of it still fit 32 bits."""
_WANTED = {
    "time": "must be a time (a number of seconds or milliseconds, or a date)",
    "rating": "must be a number",
    "watch": "must be a number of at least 0 and at most 1000000000",
    "duration": "must be a number of at least 0 and at most 1000000000",
    "ratio": "must be a number of at least 0 and at most 1000000000",
    "user": "must not be empty",
    "item": "must not be empty",
    **dict.fromkeys(FLAGS, "must be 0 or 1"),
}
_LONGEST = 60
"""Characters of a broken value that are shown."""
SKIP = " (--skip-bad-rows leaves such rows out)"


def quoted(text: object) -> str:
    """A string literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def first_words(error: Exception) -> str:
    """The first line of an error's message, without what is before its colon."""
    line = str(error).strip().splitlines()[0]
    return line.split(": ", 1)[-1]


def source(layout: Layout, options: str = "") -> str:
    """The SQL table function that reads the rows."""
    files = ", ".join(quoted(file) for file in layout.files)
    if not layout.delimiter:
        return f"read_parquet([{files}])"
    kinds = {column.name: column.kind for column in layout.roles.values()}
    types = ", ".join(f"{quoted(name)}: {quoted(kinds.get(name, 'VARCHAR'))}" for name in layout.names)
    quote = quoted('"') if layout.quoted else "''"
    told = [
        f"columns={{{types}}}",
        "auto_detect=false",
        f"header={layout.header}",
        f"delim={quoted(layout.delimiter)}",
        f"quote={quote}",
        f"escape={quote}",
        *(["new_line='\\r\\n'"] if layout.windows else []),
        *([options] if options else []),
    ]
    return f"read_csv([{files}], {', '.join(told)})"


def rejected(db: duckdb.DuckDBPyConnection) -> int:
    """Lines that the reader could not take."""
    (count,) = cast("tuple[int]", db.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone())
    return count


def unreadable(db: duckdb.DuckDBPyConnection, layout: Layout, error: Exception) -> str:
    """The first line that the reader cannot take; found by reading once more, in order."""
    name = layout.path.name
    if layout.delimiter:
        db.execute("SET threads = 1")
        columns = ", ".join(f'count("{column.name}")' for column in layout.roles.values())
        rejects = "ignore_errors=true, store_rejects=true, rejects_limit=1"
        try:
            db.execute(f"SELECT {columns} FROM {source(layout, rejects)}").fetchall()
            found = db.execute(
                "SELECT line, column_name, error_type::VARCHAR, error_message FROM reject_errors ORDER BY line"
            ).fetchone()
        except Exception:  # the first error says more
            found = None
        if found:
            return _rejected_line(layout, *cast("tuple[int, str | None, str, str]", found))
    return f"{name} cannot be read: {first_words(error)}"


def bad_value(layout: Layout, role: str, row: int) -> str:
    """What is wrong with the value of `role` in the row-th good row, counted from 0."""
    column = layout.roles[role].name
    if not layout.delimiter:
        return f"row {row + 1} of {layout.path.name}: {column} {_WANTED[role]}{SKIP}"
    line, cells = next(islice(records(layout), row, None))
    value = cells[layout.names.index(column)]
    return _sentence(layout, line, column, role, value)


def _rejected_line(layout: Layout, line: int, column: str | None, kind: str, message: str) -> str:
    line = line_of(layout, line)
    where = f"line {line} of {layout.path.name}"
    role = next((role for role, own in layout.roles.items() if own.name == column), None)
    if kind == "CAST" and role:
        value = re.search(r'Could not convert string "(.*?)" to', message, re.DOTALL)
        return _sentence(layout, line, layout.roles[role].name, role, value[1] if value else "?")
    if counts := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message):
        return f"{where} has {counts[2]} columns instead of {counts[1]}{SKIP}"
    return f"{where} cannot be read: {message.splitlines()[0]}{SKIP}"


def _sentence(layout: Layout, line: int, column: str, role: str, value: str) -> str:
    wanted = _WANTED[role]
    given = "" if role in ("user", "item") else f", not {_short(value)}"
    return f"line {line} of {layout.path.name}: {column} {wanted}{given}{SKIP}"


def _short(value: str) -> str:
    if not value.strip():
        return "empty"
    return repr(value if len(value) <= _LONGEST else value[: _LONGEST - 3] + "...")
