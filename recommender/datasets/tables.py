"""A table in memory, taken over by DuckDB: through the Arrow C stream interface, which polars, pyarrow, nanoarrow and
others have, as a pandas data frame, or as a mapping of columns. None of these libraries is needed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from recommender.datasets.log import LogError

if TYPE_CHECKING:
    import duckdb

TABLE = "the table"
"""What a table is called in messages."""


class _Stream:
    """Nothing but the interface: DuckDB would look for pyarrow where it knows the library."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def held(db: duckdb.DuckDBPyConnection, table: object) -> None:
    """Make the database's table `given` of a table. LogError for what is none, and columns of unequal length."""
    import duckdb

    if isinstance(table, Mapping):
        source: object = _columns(cast("Mapping[str, object]", table))
    elif type(table).__module__.partition(".")[0] == "pandas":
        source = table
    elif hasattr(table, "__arrow_c_stream__"):
        source = _Stream(table)
    else:
        raise LogError(
            "a log must be a path, a pandas, polars or Arrow table, or a mapping of columns, not "
            f"{type(table).__name__}"
        )
    try:
        db.register("offered", source)
        db.execute("CREATE TEMP TABLE given AS SELECT * FROM offered")
        db.unregister("offered")
    except duckdb.Error as error:
        told = str(error).strip().splitlines()[0].split(": ", 1)[-1]
        raise LogError(f"{TABLE} cannot be read: {told}") from None
    (rows,) = cast("tuple[int]", db.execute("SELECT count(*) FROM given").fetchone())
    if not rows:
        raise LogError(f"{TABLE} has no rows")


def _columns(table: Mapping[str, object]) -> dict[str, np.ndarray]:
    """Arrays of equal length."""
    made = {str(name): np.asarray(column) for name, column in table.items()}
    for name, column in made.items():
        if column.ndim != 1:
            raise LogError(f"{TABLE} must have columns of one dimension, not {column.ndim} ({name})")
    lengths = {name: len(column) for name, column in made.items()}
    if len({*lengths.values()}) > 1:
        told = ", ".join(f"{name} has {length:,}" for name, length in lengths.items())
        raise LogError(f"{TABLE} must have columns of equal length: {told}")
    if not made or not next(iter(lengths.values())):
        raise LogError(f"{TABLE} has no rows")
    return made


class EventTable(dict[str, np.ndarray]):
    """Columns of equal length, by name: a dict, of which pandas and polars make a table. Whoever reads Arrow streams
    can take it too."""

    @classmethod
    def joined(cls, parts: Sequence[Mapping[str, np.ndarray]]) -> EventTable:
        """The rows of all parts, which have the same columns; without columns if there are no parts."""
        names = parts[0] if parts else ()
        return cls({name: np.concatenate([part[name] for part in parts]) for name in names})

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(next(iter(self.values()))) if self else 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        import duckdb

        # The stream reads from the connection, so this table keeps it.
        self._held = duckdb.connect()
        self._held.register("rows_of_it", self._offered())
        return self._held.sql("FROM rows_of_it").__arrow_c_stream__(requested_schema)

    def write(self, path: Path | str) -> None:
        """Write a Parquet, CSV (.csv), TSV (.tsv) or JSON lines (.jsonl) file, by its name. Errors: OSError."""
        import duckdb

        path = Path(path)
        form = {".csv": "csv, header", ".tsv": "csv, header, delimiter '\t'", ".jsonl": "json"}.get(
            path.suffix, "parquet"
        )
        fresh = path.with_name(path.name + ".new")
        with duckdb.connect() as db:
            db.register("rows_of_it", self._offered())
            try:
                db.execute(f"COPY rows_of_it TO '{str(fresh).replace(chr(39), chr(39) * 2)}' (FORMAT {form})")
            except duckdb.IOException as error:
                raise OSError(f"{path} cannot be written: {str(error).splitlines()[0]}") from None
        fresh.replace(path)

    def _offered(self) -> dict[str, np.ndarray]:
        """As DuckDB takes them: text as objects."""
        return {
            name: column.astype(object) if column.dtype.kind == "U" else column
            for name, column in self.items()
        }
