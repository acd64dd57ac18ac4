"""Tables as numbers travel: columns of equal length, which notebooks show and every data frame takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

import numpy as np
from numpy.typing import NDArray

SHOWN = 20
"""Rows that a notebook shows."""


class TidyTable(dict[str, NDArray[np.generic]]):
    """A table by column; a dict, so that pandas.DataFrame and polars.DataFrame take it as it is."""

    @property
    def rows(self) -> int:
        """How many."""
        return len(next(iter(self.values()), ()))

    def where(self, **wanted: object) -> TidyTable:
        """The rows whose columns hold these values: table.where(arm="hybrid", measure="likeness")."""
        keep = np.ones(self.rows, dtype=np.bool_)
        for name, value in wanted.items():
            keep &= self[name] == value
        return TidyTable({name: column[keep] for name, column in self.items()})

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """As Arrow, for whatever reads its C stream interface: pyarrow.table(columns), polars.DataFrame(columns)."""
        import duckdb

        db = duckdb.connect()
        db.register("told", dict(self))
        return db.sql("SELECT * FROM told").__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        told = html_table([*self], islice(zip(*self.values(), strict=True), SHOWN))
        more = self.rows - SHOWN
        return told + (f"<p>... and {more:,} rows more</p>" if more > 0 else "")


def tall(cells: Iterable[tuple[str, int, str, float]], first: str = "arm") -> TidyTable:
    """A tidy table: whose run (in the column `first`), seed, measure, value."""
    names, seeds, measures, values = zip(*cells, strict=True) if (cells := list(cells)) else ((), (), (), ())
    told = TidyTable({first: np.array(names, dtype=np.str_)})
    told["seed"], told["measure"] = np.array(seeds, dtype=np.int64), np.array(measures, dtype=np.str_)
    told["value"] = np.array(values, dtype=np.float64)
    return told


def html_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells as an HTML table."""

    def row(kind: str, cells: Iterable[object]) -> str:
        return "<tr>" + "".join(f"<{kind}>{escape(str(cell))}</{kind}>" for cell in cells) + "</tr>"

    body = "".join(row("td", cells) for cells in rows)
    return f"<table><thead>{row('th', heads)}</thead><tbody>{body}</tbody></table>"
