"""Ids of a log that is being read, as the database has them: made whole, and numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import duckdb

_WHOLE = "'^-?[0-9]+\\.0$'"


def made_whole(db: duckdb.DuckDBPyConnection, role: str) -> bool:
    """Make '1.0' 1 where all ids of a role are such; whether they were."""
    name = f"c_{role}"
    (first,) = cast(
        "tuple[bool]", db.execute(f"SELECT regexp_matches({name}, {_WHOLE}) FROM raw LIMIT 1").fetchone()
    )
    if not first:
        return False
    (whole,) = cast(
        "tuple[bool]", db.execute(f"SELECT bool_and(regexp_matches({name}, {_WHOLE})) FROM raw").fetchone()
    )
    if whole:
        db.execute(f"UPDATE raw SET {name} = {name}[:-3]")
    return whole


def numbered(db: duckdb.DuckDBPyConnection, role: str) -> NDArray[np.str_]:
    """The distinct ids of a role, rising; makes the SQL type `ids_of_<role>` whose codes are their positions."""
    name = f"c_{role}"
    db.execute(
        f"CREATE TYPE ids_of_{role} AS ENUM (SELECT {name} FROM (SELECT DISTINCT {name} FROM raw) "
        f"ORDER BY try_cast({name} AS DOUBLE) NULLS LAST, {name})"
    )
    (listed,) = cast("tuple[list[str]]", db.execute(f"SELECT enum_range(NULL::ids_of_{role})").fetchone())
    return np.array(listed, dtype=np.str_)
