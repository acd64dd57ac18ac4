"""Logs are read by DuckDB, in parallel and column by column: ids become dense, units become seconds.

A row that cannot be used is a fault: by default the first one is reported with its line, else they are left out
and counted. Ids are numbered in the order of the log's own ids (as numbers where they are numbers), so that
the same log gives the same ids however it is cut into threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from recommender.datasets import faults
from recommender.datasets.features import features_of
from recommender.datasets.formats import FLAGS, FORMATS, Column, Layout, in_folder, layout_of, roles_of
from recommender.datasets.log import Log, LogError

if TYPE_CHECKING:
    import duckdb

_SIGNS = dict(zip(FLAGS, ("liked", "commented", "shared", "followed", "disliked"), strict=True))
_MILLI, _MICRO = 1e11, 1e14
"""A time beyond the first is in milliseconds, beyond the second in microseconds: in seconds, year 5138."""
_LONGEST_YEARS = 10_000
"""From the first event to the last; hours of far more no longer fit their 32 bits."""
_YEAR_S = 365.25 * 24 * 3600


def read_log(
    path: Path | str,
    format: str = "auto",  # noqa: A002
    columns: Mapping[str, str] | None = None,
    skip_bad_rows: bool = False,
) -> Log:
    """The log in a file or folder, in order of time.

    `format` is one of FORMATS; "auto" looks at names and the first line. `columns` says what columns are
    called, by role (one of ROLES): {"user": "who", "item": "what"}; others are known by their usual names.
    Rows with an empty id, a time or rating that is no finite number, or negative seconds are bad: LogError names
    the first one's line, unless `skip_bad_rows` leaves them out and counts them in `Log.skipped`. Items'
    features are read where the data set has them beside the log.

    Errors: LogError, one sentence: a file that is missing, empty or no log, a column that is not there, a bad row.
    """
    path = Path(path)
    if format not in FORMATS:
        raise LogError(f"format must be one of {', '.join(FORMATS)}, not {format!r}")
    if not path.exists():
        raise LogError(f"{path} does not exist")
    db = _database()
    try:
        layout = _layout(db, path, format, columns or {})
        skipped = _load(db, layout, skip_bad_rows)
        log = _fetched(db, layout, skipped)
    finally:
        db.close()
    return log


def _database() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise LogError("reading logs needs duckdb: pip install duckdb") from None
    return duckdb.connect()


def _layout(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    wanted: str,
    columns: Mapping[str, str],
) -> Layout:
    found = in_folder(path) if path.is_dir() else path
    files = found if isinstance(found, tuple) else (found,)
    if files[0].suffix != ".parquet" and wanted != "parquet":
        return layout_of(files[0], wanted, columns)
    if wanted not in ("auto", "parquet"):
        raise LogError(f"{path.name} is Parquet, not {wanted}")
    listed = ", ".join(faults.quoted(file) for file in files)
    try:
        names = [str(row[0]) for row in db.execute(f"DESCRIBE FROM read_parquet([{listed}])").fetchall()]
    except Exception as error:  # duckdb.Error, whose module is not imported here
        raise LogError(f"{path.name} cannot be read as Parquet: {faults.first_words(error)}") from None
    return Layout(path, files, "parquet", tuple(names), roles_of(path.name, names, "parquet", columns))


def _load(db: duckdb.DuckDBPyConnection, layout: Layout, skip_bad_rows: bool) -> int:
    """Make the table `raw` of good rows, a column a role; returns how many rows were left out."""
    import duckdb

    picked = ", ".join(f"{_sql(role, column)} AS {_name(role)}" for role, column in layout.roles.items())
    source = faults.source(layout, "ignore_errors=true, store_rejects=true" if skip_bad_rows else "")
    try:
        db.execute(f"CREATE TEMP TABLE raw AS SELECT {picked} FROM {source}")
    except duckdb.Error as error:
        raise LogError(faults.unreadable(db, layout, error)) from None
    skipped = faults.rejected(db) if skip_bad_rows and layout.delimiter else 0
    bad = " OR ".join(f"({condition})" for condition in _bad(layout).values())
    (count, first), *_ = cast(
        "list[tuple[int, int | None]]",
        db.execute(f"SELECT count(*), min(rowid) FROM raw WHERE {bad}").fetchall(),
    )
    if first is not None and not skip_bad_rows:
        raise LogError(_fault(db, layout, first))
    if count:
        db.execute(f"CREATE TEMP TABLE good AS SELECT * FROM raw WHERE NOT ({bad}) ORDER BY rowid")
        db.execute("DROP TABLE raw")
        db.execute("ALTER TABLE good RENAME TO raw")
    (rows,) = cast("tuple[int]", db.execute("SELECT count(*) FROM raw").fetchone())
    if not rows:
        left_out = f": all {skipped + count} are bad" if skipped + count else ""
        raise LogError(f"{layout.path.name} has no rows{left_out}")
    return skipped + count


def _fault(db: duckdb.DuckDBPyConnection, layout: Layout, row: int) -> str:
    """A sentence on the first thing wrong with a row of `raw`."""
    for role, condition in _bad(layout).items():
        (wrong,) = cast(
            "tuple[bool]", db.execute(f"SELECT {condition} FROM raw WHERE rowid = {row}").fetchone()
        )
        if wrong:
            return faults.bad_value(layout, role, row)
    raise AssertionError("the row is bad, and nothing is wrong with it")


def _name(role: str) -> str:
    return f"c_{role}"


def _sql(role: str, column: Column) -> str:
    """A column as its role wants it."""
    name = '"' + column.name.replace('"', '""') + '"'
    if role in ("user", "item"):
        return f"trim({name}::VARCHAR)"
    if column.kind == "TIMESTAMP":
        return f"epoch({name})::DOUBLE"
    if role in FLAGS:
        return f"coalesce({name}::{column.kind}::DOUBLE, 0) > 0"
    scale = f" * {column.unit!r}" if column.unit not in (0.0, 1.0) else ""
    return f"{name}::DOUBLE{scale}"


def _bad(layout: Layout) -> dict[str, str]:
    """By role, the SQL condition under which a row of `raw` cannot be used."""
    conditions: dict[str, str] = {}
    for role in layout.roles:
        name = _name(role)
        if role in ("user", "item"):
            conditions[role] = f"{name} IS NULL OR {name} = ''"
        elif role in ("time", "rating"):
            conditions[role] = f"{name} IS NULL OR NOT isfinite({name})"
        elif role not in FLAGS:
            conditions[role] = (
                f"{name} IS NULL OR NOT isfinite({name}) OR NOT {name} BETWEEN 0 AND {faults.MOST!r}"
            )
    return conditions


def _fetched(db: duckdb.DuckDBPyConnection, layout: Layout, skipped: int) -> Log:
    """The table `raw` as a log."""
    labels = {role: _numbered(db, role) for role in ("user", "item")}
    picked = [f"enum_code({_name(role)}::ids_of_{role})::INTEGER AS {_name(role)}" for role in labels]
    for role in layout.roles:
        if role not in labels:
            narrow = "::FLOAT" if role in ("watch", "duration", "ratio") else ""
            picked.append(f"{_name(role)}{narrow} AS {_name(role)}")
    table = cast("dict[str, NDArray[Any]]", db.execute(f"SELECT {', '.join(picked)} FROM raw").fetchnumpy())
    held = {role: np.ma.getdata(table.pop(_name(role))) for role in layout.roles}
    time = held.get("time")
    if time is not None:
        if not layout.roles["time"].unit:
            time *= 1e-6 if time.max() > _MICRO else 1e-3 if time.max() > _MILLI else 1.0
        if (time[1:] < time[:-1]).any():
            order = np.argsort(time, kind="stable")
            held = {role: held[role][order] for role in list(held)}
        _refuse_ages(layout, held["time"])
    return Log(
        name=layout.path.name,
        format=layout.format,
        user=held["user"],
        item=held["item"],
        users=labels["user"],
        items=labels["item"],
        time=held.get("time"),
        rating=held.get("rating"),
        watch_s=held.get("watch"),
        duration_s=held.get("duration"),
        watch_ratio=held.get("ratio"),
        features=features_of(db, layout, labels["item"]),
        skipped=skipped,
        **{name: held[role] for role, name in _SIGNS.items() if role in held},
    )


def _refuse_ages(layout: Layout, time: NDArray[np.float64]) -> None:
    """LogError where rising times span more than any log does: some are not what they are taken for."""
    years = float(time[-1] - time[0]) / _YEAR_S
    if years > _LONGEST_YEARS:
        column = layout.roles["time"].name
        raise LogError(
            f"{layout.path.name}: times in {column} must span at most {_LONGEST_YEARS} years, not {years:.3g}"
        )


def _numbered(db: duckdb.DuckDBPyConnection, role: str) -> NDArray[np.str_]:
    """The distinct ids of a role, rising; makes the SQL type `ids_of_<role>` whose codes are their positions."""
    name = _name(role)
    db.execute(
        f"CREATE TYPE ids_of_{role} AS ENUM (SELECT {name} FROM (SELECT DISTINCT {name} FROM raw) "
        f"ORDER BY try_cast({name} AS DOUBLE) NULLS LAST, {name})"
    )
    (listed,) = cast("tuple[list[str]]", db.execute(f"SELECT enum_range(NULL::ids_of_{role})").fetchone())
    return np.array(listed, dtype=np.str_)
