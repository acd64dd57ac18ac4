"""The comparison with real platforms as a table, as JSON, and as Parquet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import RenderableType
from rich.table import Table

from simulator.frames.written import DASH, percent, span
from simulator.report.kept import defined, write_json, write_table
from simulator.report.printed import as_text, ruled
from simulator.validation.rows import Compared, TargetRow
from simulator.validation.targets import Target
from simulator.version import program_version


def document(tables: Sequence[Compared]) -> dict[str, object]:
    """The tables as JSON has them: what is undefined is null."""
    return {
        "feedscope": program_version(),
        "worlds": [
            {
                "world": table.world,
                "people": table.people,
                "seeds": table.seeds,
                "days": table.days,
                "views": table.views,
                "passed": sum(row.passes for row in table.rows),
                "judged": sum(not row.unjudged for row in table.rows),
                "rows": [_facts(row) for row in table.rows],
            }
            for table in tables
        ],
    }


def _facts(row: TargetRow) -> dict[str, object]:
    target = row.target
    return {
        "key": target.key,
        "what": target.what,
        "target": target.goal,
        "low": defined(target.low),
        "high": defined(target.high),
        "measured": defined(row.measured),
        "spread": defined(row.spread),
        "values": [defined(value) for value in row.values],
        "passes": row.passes,
        "unjudged": row.unjudged or None,
        "bound": defined(row.bound),
        "source": target.source,
    }


def page(tables: Sequence[Compared], width: int | None) -> str:
    """The tables as text; `width` in characters, None for the terminal's."""
    parts: list[RenderableType] = []
    for table in tables:
        judged = [row for row in table.rows if not row.unjudged]
        missed = [row.target.what for row in judged if not row.passes]
        parts += [*([""] if parts else []), _heading(table), _table(table)]
        parts.append(
            f"{len(judged) - len(missed)} of {len(judged)} rows that can be judged lie within their tolerance; "
            f"{len(table.rows) - len(judged)} are only told."
        )
        if missed:
            parts.append(f"Not: {'; '.join(missed)}.")
    return as_text(parts, width)


def _heading(table: Compared) -> str:
    seeds = "1 seed" if table.seeds == 1 else f"{table.seeds} seeds"
    return (
        f"{table.world}: {table.people:,} people, {seeds} of {table.days} days, {table.views:,} views counted after "
        "the first quarter. ± is the standard deviation over seeds."
    )


def _table(compared: Compared) -> Table:
    table = ruled()
    table.add_column("what")
    for name in ("target", "measured", "±"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("fits", no_wrap=True)
    table.add_column("source")
    for row in compared.rows:
        target = row.target
        table.add_row(
            target.what,
            _wanted(target),
            _figure(row.measured, target),
            _figure(row.spread, target),
            DASH if row.unjudged else "yes" if row.passes else "NO",
            _remarks(row),
        )
    return table


def _remarks(row: TargetRow) -> str:
    """Where the target is from, why it does not count here, and what the size of the world allows."""
    target = row.target
    parts = [target.source]
    if target.known and row.unjudged:
        parts.append(row.unjudged)
    if not math.isnan(row.bound):
        parts.append(f"this size allows {_figure(row.bound, target)} at most")
    return "; ".join(parts)


def _wanted(target: Target) -> str:
    """What fits: a figure and its tolerance, a band, or one end of it; a dash where nothing is known."""
    if not target.known:
        return DASH
    if target.goal is None or math.isinf(target.low) or math.isinf(target.high):
        return span(target.low, target.high, lambda value: _figure(value, target))
    return f"{_figure(target.goal, target)} ± {_figure(target.high - target.goal, target)}"


def _figure(value: float, target: Target) -> str:
    if not math.isfinite(value):
        return DASH
    largest = max(abs(limit) if math.isfinite(limit) else 0.0 for limit in (target.high, target.low, value))
    if target.percent:
        return percent(value, 1 if largest < 0.05 else 0)
    if largest >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.{2 if largest < 5 else 1}f}"


def write(folder: Path, told: dict[str, object], tables: Sequence[Compared]) -> None:
    """Put validate.json and validate.parquet, one row a world and figure, into a folder that is there, in place of
    older ones. RecordingError if that fails."""
    write_json(folder / "validate.json", told)
    rows = [(table.world, row) for table in tables for row in table.rows]
    texts = {
        "world": [world for world, _ in rows],
        "key": [row.target.key for _, row in rows],
        "what": [row.target.what for _, row in rows],
        "source": [row.target.source for _, row in rows],
    }
    columns = {name: np.array(values, dtype=object) for name, values in texts.items()} | {
        "low": np.array([row.target.low for _, row in rows]),
        "high": np.array([row.target.high for _, row in rows]),
        "measured": np.array([row.measured for _, row in rows]),
        "spread": np.array([row.spread for _, row in rows]),
        "passes": np.array([row.passes for _, row in rows]),
    }
    write_table(folder / "validate.parquet", columns)
