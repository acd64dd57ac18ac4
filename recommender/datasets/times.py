"""What a column of numbers counts that says when: seconds, milliseconds, microseconds or nanoseconds since 1970, or a
date written as one number.

    2020-09-13 in each     1.6e9 s   1.6e12 ms   1.6e15 us   1.6e18 ns   20200913   20200913122640

Between 1973 and 2099 each unit has numbers of its own, which no other has; a column that has those of two units, or
dates among times, is mixed, and the rows of the rarer one cannot be used. Numbers that are no such times (a log that
counts from 0) are told by the largest: in seconds, year 5138 is beyond the next unit's beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from recommender.datasets.formats import UNITS

if TYPE_CHECKING:
    import duckdb

_SINCE, _UNTIL = 1e8, 4.1e9
"""1973 and 2099 in seconds."""
_LARGEST = {1e-9: 1e17, 1e-6: 1e14, 1e-3: 1e11}
"""Of a column beyond which it counts in smaller units."""
_DATES = (
    ("%Y%m%d", 19000101, 21001231, "as YYYYMMDD"),
    ("%Y%m%d%H%M%S", 19000101000000, 21001231235959, "as YYYYMMDDhhmmss"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """How numbers become seconds."""

    sql: str
    """Of the column `c_time`."""
    words: str
    wrong: str = ""
    """The SQL condition under which a row counts in another unit than most; "" if none does."""
    fault: str = ""
    """What such a row is told."""


def clock_of(db: duckdb.DuckDBPyConnection, unit: float) -> Clock:
    """How the column `c_time` of the table `raw` counts; `unit` is what its name says, 0 for nothing."""
    if unit:
        return Clock("c_time" if unit == 1.0 else f"c_time * {unit!r}", f"in {UNITS.get(unit, unit)}")
    units = (1.0, 1e-3, 1e-6, 1e-9)
    spans = {one: f"c_time BETWEEN {_SINCE / one!r} AND {_UNTIL / one!r}" for one in units}
    counted = ", ".join(f"count(*) FILTER ({span})" for span in spans.values())
    told = db.execute(
        f"SELECT min(c_time), max(c_time), {counted} FROM raw WHERE isfinite(c_time)"
    ).fetchone()
    low, high, *counts = cast("tuple[float | None, float | None, int, int, int, int]", told)
    if low is None or high is None:
        return Clock("c_time", "in seconds")
    for spelling, first, last, words in _DATES:
        if first <= low and high <= last and _all_dates(db, spelling):
            return Clock(f"epoch(strptime(TRY_CAST(c_time AS BIGINT)::VARCHAR, '{spelling}'))", words)
    met = {one: count for one, count in zip(units, counts, strict=True) if count}
    if met:
        best = max(met, key=lambda one: met[one])
        name = f"{UNITS[best]} since 1970"
    else:
        best = next((one for one, largest in _LARGEST.items() if high > largest), 1.0)
        name = UNITS[best]
    wrong = [spans[one] for one in met if one != best]
    if met and (dates := _dates_among(db, spans.values())):
        wrong.append(dates)
    return Clock(
        "c_time" if best == 1.0 else f"c_time * {best!r}",
        f"in {name}",
        " OR ".join(wrong),
        f"must count {UNITS[best]} since 1970, as most rows do" if wrong else "",
    )


def _dates_among(db: duckdb.DuckDBPyConnection, spans: Iterable[str]) -> str:
    """The condition of rows that are dates as numbers among times since 1970; "" unless all that are no such times are:
    a log that counts from 0 has any numbers there."""
    spelling, first, last, _ = _DATES[0]
    neither = f"NOT ({' OR '.join(spans)})"
    parsed = f"try_strptime(TRY_CAST(c_time AS BIGINT)::VARCHAR, '{spelling}')"  # also of fewer digits
    date = f"c_time BETWEEN {first} AND {last} AND {parsed} IS NOT NULL"
    found = db.execute(f"SELECT bool_and({date}) FROM raw WHERE isfinite(c_time) AND {neither}").fetchone()
    return neither if found and found[0] else ""


def _all_dates(db: duckdb.DuckDBPyConnection, spelling: str) -> bool:
    query = (
        "SELECT count(*) FROM (SELECT DISTINCT c_time FROM raw WHERE isfinite(c_time)) "
        f"WHERE c_time <> trunc(c_time) OR try_strptime(TRY_CAST(c_time AS BIGINT)::VARCHAR, '{spelling}') IS NULL"
    )
    (wrong,) = cast("tuple[int]", db.execute(query).fetchone())
    return not wrong
