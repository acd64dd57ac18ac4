"""Logs are read by DuckDB, in parallel and column by column: ids become dense, units become seconds.

A row that cannot be used is a fault: by default the first one is reported with its line, else they are left out
and counted. Ids are numbered in the order of the log's own ids (as numbers where they are numbers), so that
the same log gives the same ids however it is cut into threads. Ids that a data frame made fractions ('7.0' in every
row) are the whole numbers they were, and what stands for nothing ('NULL', 'nan') is nobody.

Of ratings of one pair the last counts, by time, then by row; whatever else happened again happened again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from recommender.datasets import faults
from recommender.datasets.cells import time_kind
from recommender.datasets.features import features_of
from recommender.datasets.folders import FoundLog, in_folder
from recommender.datasets.formats import UNITS, Column, Layout, roles_of, told_apart
from recommender.datasets.ids import made_whole, numbered
from recommender.datasets.layout import LayoutHints, layout_of
from recommender.datasets.log import Log, LogError
from recommender.datasets.opening import unpacked
from recommender.datasets.ordering import order_in_time
from recommender.datasets.tables import TABLE, held
from recommender.datasets.times import Clock, clock_of
from recommender.datasets.weighing import weighed, weight_sql
from recommender.names import FLAGS, FORMATS
from recommender.types import ACTS

if TYPE_CHECKING:
    import duckdb

_SHOWN = 100
"""Characters of a path that cannot be one."""
_SIGNS = dict(zip(FLAGS, ACTS, strict=True))
_LONGEST_YEARS = 10_000
"""From the first event to the last; hours of far more no longer fit their 32 bits."""
_YEAR_S = 365.25 * 24 * 3600
_NOBODY = ("", "NULL", "Null", "null", "NaN", "nan", "NAN", "None", "<NA>", "NA", "N/A", "n/a", "NaT", "\\N")
"""Ids that say that there is none."""


def read_log(
    log: Path | str | object,
    format: str = "auto",  # noqa: A002
    columns: Mapping[str, str] | Sequence[str] | None = None,
    skip_bad_rows: bool = False,
    encoding: str = "auto",
    separator: str = "auto",
    weights: Mapping[str, float] | None = None,
) -> Log:
    """The log in a file, a folder or a table, in order of time.

    A table is a pandas, polars or Arrow one, or anything else with the Arrow C stream interface, or a mapping of
    columns. `format` is one of FORMATS; "auto" looks at names and the first lines. `columns` says what columns are
    called, by role (one of ROLES): {"user": "who", "item": "what"}, or what they are, by place: ["user", "item",
    "rating", "-", "time"]; others are known by their usual names. `encoding` is Python's name of it, `separator` what
    stands between values ("tab" and "blanks" are said so). `weights` says what kinds of events count, from 0.

    Rows with an id that is nobody's, a time or rating that is no finite number, or negative seconds are bad: LogError
    names the first one's line, unless `skip_bad_rows` leaves them out and counts them in `Log.skipped`. Items'
    features are read where the data set has them beside the log.

    Errors: LogError, one sentence: a file that is missing, empty or no log, a column that is not there, a bad row.
    """
    if format not in FORMATS:
        raise LogError(f"format must be one of {', '.join(FORMATS)}, not {format!r}")
    told = LayoutHints(format, _by_role(columns), encoding, separator)
    db = _database()
    try:
        with tempfile.TemporaryDirectory(prefix="feedscope-") as room:
            if isinstance(log, str | Path):
                layout = _layout(db, Path(log), told, Path(room))
            else:
                layout = _of_table(db, log, told)
            return _read(db, layout, skip_bad_rows, weights)
    finally:
        db.close()


def _by_role(columns: Mapping[str, str] | Sequence[str] | None) -> Mapping[str, str] | None:
    if columns is None or isinstance(columns, Mapping):
        return columns
    return {role: f"#{place}" for place, role in enumerate(columns, 1) if role not in ("", "-", "_")}


def _database() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError:
        raise LogError("reading logs needs duckdb: pip install duckdb") from None
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    db.execute("SET enable_progress_bar = false")
    return db


# Where it is


def _layout(db: duckdb.DuckDBPyConnection, path: Path, told: LayoutHints, room: Path) -> Layout:
    try:
        there, plain = path.exists(), path.is_file() or path.is_dir()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LogError(f"{str(path)[:_SHOWN]} cannot be read: {why}") from None
    if not there:
        raise LogError(f"{path} does not exist")
    if not plain:  # a device or a pipe may never end
        raise LogError(f"{path} is no file and no folder")
    inside = unpacked(path, _made(room / "zip")) if path.suffix == ".zip" else path
    found = in_folder(inside) if inside.is_dir() else FoundLog((inside,))
    first = found.files[0]
    if first.suffix == ".parquet" or told.format == "parquet":
        layout = _of_parquet(db, path, found.files, told)
    else:
        layout = layout_of(found.files, path, told, room)
    notes = tuple(note for note in (*found.notes, *layout.notes) if note)
    return replace(layout, folder=layout.folder or first.parent, notes=notes)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _of_parquet(
    db: duckdb.DuckDBPyConnection, path: Path, files: tuple[Path, ...], told: LayoutHints
) -> Layout:
    if told.format not in ("auto", "parquet"):
        raise LogError(f"{path.name} is Parquet, not {told.format}")
    try:
        described = db.execute(f"DESCRIBE FROM {faults.parquet(*files)}").fetchall()
    except Exception as error:  # duckdb.Error, whose module is not imported here
        raise LogError(f"{path.name} cannot be read as Parquet: {faults.first_words(error)}") from None
    return _typed(db, described, Layout(path, files, "parquet", (), {}, stored="parquet"), told)


def _of_table(db: duckdb.DuckDBPyConnection, table: object, told: LayoutHints) -> Layout:
    held(db, table)
    described = db.execute("DESCRIBE FROM given").fetchall()
    return _typed(db, described, Layout(Path(TABLE), (), "table", (), {}, stored="table"), told)


def _typed(
    db: duckdb.DuckDBPyConnection, described: Sequence[tuple[object, ...]], layout: Layout, told: LayoutHints
) -> Layout:
    """The roles of columns that have types."""
    types = {str(row[0]): str(row[1]) for row in described}
    names = (*types,)
    known = told_apart("auto", names, False)
    known = known if known in ("kuairec", "kuairand") else layout.format
    roles = roles_of(layout.path.name, names, known, told.columns or {})
    layout = replace(layout, format=known, names=names, types=types, roles=roles)
    kinds = {role: _kind(db, layout, role, column) for role, column in roles.items()}
    return replace(layout, roles=kinds)


def _kind(db: duckdb.DuckDBPyConnection, layout: Layout, role: str, column: Column) -> Column:
    kind = (layout.types or {})[column.name]
    if role == "time" and (kind.startswith("TIMESTAMP") or kind == "DATE"):
        return Column(column.name, 1.0, "MOMENT")
    if role == "time" and kind == "VARCHAR":
        query = f"SELECT DISTINCT {_name_of(column)} FROM {faults.source(layout)} LIMIT 200"
        words = [str(row[0]).strip() for row in db.execute(query).fetchall() if row[0]]
        if words and (told := time_kind(words)):
            return Column(column.name, 1.0, told)
    return column


# Rows


@dataclass(frozen=True, slots=True)
class _Bad:
    """A reason for which a row cannot be used."""

    role: str
    condition: str
    wanted: str = ""


def _read(
    db: duckdb.DuckDBPyConnection, layout: Layout, skip: bool, weights: Mapping[str, float] | None
) -> Log:
    rejected = _load(db, layout, skip)
    notes = [*layout.notes, *_set_apart(db, layout)]
    columns = {role: column.name for role, column in layout.roles.items()}
    clock: Clock | None = None
    if "time" in layout.roles:
        clock = clock_of(db, layout.roles["time"].unit)
        dated = layout.roles["time"].kind not in ("DOUBLE", "VARCHAR")
        columns["time"] += " (dates)" if dated else f" ({clock.words})"
    for role in ("watch", "duration"):
        if role in layout.roles:
            columns[role] += f" (in {UNITS[layout.roles[role].unit]})"
    skipped = rejected + _drop_bad(db, layout, clock, skip, rejected)
    whole = [columns[role] for role in ("user", "item") if made_whole(db, role)]
    notes += [f"{name} came as fractions ('1.0') and is read as whole numbers" for name in whole]
    event, told = weighed(db, layout, weights)
    notes += told
    log = _fetched(db, layout, clock, event)
    whole = frozenset(
        role for role in ("user", "item") if "INT" in (layout.types or {}).get(layout.roles[role].name, "")
    )
    log = replace(log, skipped=skipped, columns=columns, notes=tuple(notes), whole=whole)
    return log.latest()


def _load(db: duckdb.DuckDBPyConnection, layout: Layout, skip: bool) -> int:
    """Make the table `raw`, a column a role; returns how many rows the reader itself left out."""
    import duckdb

    picked = ", ".join(f"{_sql(layout, role, column)} AS c_{role}" for role, column in layout.roles.items())
    if "is_rand" in layout.names and "is_rand" not in (c.name for c in layout.roles.values()):
        picked += ', TRY_CAST("is_rand" AS DOUBLE) AS c_at_random'
    source = faults.source(layout, "ignore_errors=true, store_rejects=true" if skip else "")
    try:
        db.execute(f"CREATE TEMP TABLE raw AS SELECT {picked} FROM {source}")
    except duckdb.Error as error:
        raise LogError(faults.unreadable(db, layout, error)) from None
    return faults.rejected(db) if skip and layout.stored == "text" else 0


def _set_apart(db: duckdb.DuckDBPyConnection, layout: Layout) -> list[str]:
    """Leave out what a data set is known to have that is no event of the log; what people should know of it."""
    notes: list[str] = []
    if "is_rand" in layout.names:
        (chosen, drawn) = cast(
            "tuple[int, int]",
            db.execute("SELECT count(*), count(*) FILTER (c_at_random > 0) FROM raw").fetchone(),
        )
        if 0 < drawn < chosen:
            _keep(db, "c_at_random IS NULL OR c_at_random = 0")
            notes.append(f"{drawn:,} views of what was shown at random (is_rand) are kept apart")
    if layout.format == "kuairec" and "time" in layout.roles:
        (timeless, rows) = cast(
            "tuple[int, int]", db.execute("SELECT count(*) - count(c_time), count(*) FROM raw").fetchone()
        )
        if 0 < timeless < rows:
            _keep(db, "c_time IS NOT NULL")
            notes.append(f"{timeless:,} rows without a time are left out, as KuaiRec has them")
    return notes


def _keep(db: duckdb.DuckDBPyConnection, condition: str) -> None:
    db.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM raw WHERE {condition} ORDER BY rowid")
    db.execute("DROP TABLE raw")
    db.execute("ALTER TABLE kept RENAME TO raw")


def _drop_bad(
    db: duckdb.DuckDBPyConnection, layout: Layout, clock: Clock | None, skip: bool, rejected: int
) -> int:
    """How many rows cannot be used and are left out. LogError names the first where that is not wanted."""
    reasons = _bad(layout)
    if clock is not None and clock.wrong:
        reasons.append(_Bad("time", clock.wrong, clock.fault))
    bad = " OR ".join(f"({reason.condition})" for reason in reasons)
    (count, first), *_ = cast(
        "list[tuple[int, int | None]]",
        db.execute(f"SELECT count(*), min(rowid) FROM raw WHERE {bad}").fetchall(),
    )
    if first is not None and not skip:
        raise LogError(_fault(db, layout, reasons, first))
    if count:
        _keep(db, f"NOT coalesce({bad}, false)")
    (rows,) = cast("tuple[int]", db.execute("SELECT count(*) FROM raw").fetchone())
    if not rows:
        left_out = f": all {rejected + count} are bad" if rejected + count else ""
        raise LogError(f"{layout.path.name} has no rows{left_out}")
    return count


def _fault(db: duckdb.DuckDBPyConnection, layout: Layout, reasons: Sequence[_Bad], row: int) -> str:
    """A sentence on the first thing wrong with a row of `raw`."""
    for reason in reasons:
        (wrong,) = cast(
            "tuple[bool]", db.execute(f"SELECT {reason.condition} FROM raw WHERE rowid = {row}").fetchone()
        )
        if wrong:
            return faults.bad_value(layout, reason.role, row, reason.wanted)
    raise AssertionError("the row is bad, and nothing is wrong with it")


def _name_of(column: Column) -> str:
    return '"' + column.name.replace('"', '""') + '"'


def _sql(layout: Layout, role: str, column: Column) -> str:
    """A column as its role wants it."""
    name = _name_of(column)
    kind = (layout.types or {}).get(column.name, "")
    if role in ("user", "item", "event"):
        if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
            whole = f"{name} = trunc({name}) AND abs({name}) < 1e18"
            return f"CASE WHEN {whole} THEN {name}::BIGINT::VARCHAR ELSE {name}::VARCHAR END"
        return f"trim({name}::VARCHAR)"
    cast_to = "TRY_CAST({} AS {})" if layout.stored == "json" else "{}::{}"
    if column.kind in ("TIMESTAMP", "TIMESTAMPTZ", "MOMENT"):
        moment = name if column.kind == "MOMENT" else cast_to.format(name, column.kind)
        return f"epoch({moment})::DOUBLE"
    if "%" in column.kind:
        return f"epoch(try_strptime({name}, {faults.quoted(column.kind)}))::DOUBLE"
    if role in FLAGS:
        kind = "BOOLEAN" if kind == "BOOLEAN" else column.kind
        return f"coalesce({cast_to.format(name, kind)}::DOUBLE, 0) > 0"
    number = cast_to.format(name, "DOUBLE")
    return number if role == "time" or column.unit in (0.0, 1.0) else f"{number} * {column.unit!r}"


def _bad(layout: Layout) -> list[_Bad]:
    """The conditions under which a row of `raw` cannot be used."""
    nobody = ", ".join(faults.quoted(word) for word in _NOBODY)
    found: list[_Bad] = []
    for role in layout.roles:
        name = f"c_{role}"
        if role in ("user", "item", "event"):
            found.append(_Bad(role, f"{name} IS NULL OR {name} IN ({nobody})"))
        elif role in ("time", "rating"):
            found.append(_Bad(role, f"{name} IS NULL OR NOT isfinite({name})"))
        elif role not in FLAGS:
            within = f"{name} BETWEEN 0 AND {faults.MOST!r}"
            found.append(_Bad(role, f"{name} IS NULL OR NOT isfinite({name}) OR NOT {within}"))
    return found


# Columns


def _fetched(db: duckdb.DuckDBPyConnection, layout: Layout, clock: Clock | None, event: str) -> Log:
    """The table `raw` as a log."""
    labels = {role: numbered(db, role) for role in ("user", "item")}
    picked = [f"enum_code(c_{role}::ids_of_{role})::INTEGER AS c_{role}" for role in labels]
    for role in layout.roles:
        if role in labels or role == "event":
            continue
        narrow = "::FLOAT" if role in ("watch", "duration", "ratio") else ""
        sql = clock.sql if role == "time" and clock else f"c_{role}{narrow}"
        picked.append(f"{sql} AS c_{role}")
    weight = weight_sql(layout, event)
    if weight:
        picked.append(f"({weight})::FLOAT AS c_weight")
    table = cast("dict[str, NDArray[Any]]", db.execute(f"SELECT {', '.join(picked)} FROM raw").fetchnumpy())
    held = {name.removeprefix("c_"): np.ma.getdata(column) for name, column in table.items()}
    time = held.get("time")
    if time is not None:
        if (time[1:] < time[:-1]).any():
            order = order_in_time(time)
            held = {role: held[role][order] for role in list(held)}
        _refuse_ages(layout, held["time"])
    log = Log(
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
        watch_ratio=held.get("weight", held.get("ratio")),
        weighed=bool(weight),
        features=features_of(db, layout, labels["item"]),
    )
    signs = {name: held[role] for role, name in _SIGNS.items() if role in held}
    return replace(log, **signs)


def _refuse_ages(layout: Layout, time: NDArray[np.float64]) -> None:
    """LogError where rising times span more than any log does: some are not what they are taken for."""
    years = float(time[-1] - time[0]) / _YEAR_S
    if years > _LONGEST_YEARS:
        column = layout.roles["time"].name
        raise LogError(
            f"{layout.path.name}: times in {column} must span at most {_LONGEST_YEARS} years, not {years:.3g}"
        )
