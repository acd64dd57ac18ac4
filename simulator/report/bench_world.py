"""The bench of a world as a table and a picture for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.engine.laps import STEPS
from simulator.frames.written import percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from simulator.experiments.bench_world import BenchRow, WorldBench

_WIDE = 32
_MARKS = {step: step[0] for step in STEPS}
"""A letter a step: colour alone would not tell."""


def render(report: WorldBench, console: Console) -> None:
    """Print both tables, each with its picture, and what the figures are."""
    for title, rows in (("By people", report.sizes), ("By age", report.ages)):
        if rows:
            console.print(title, style="bold")
            console.print(_table(rows))
            for line in (*_speeds(rows), *_steps(rows), *_recalls(rows)):
                console.print(f"  {line}", highlight=False, markup=False)
            console.print()
    console.print(
        "KB each is memory over people, told what their settings let expect. The ceiling is a bare compiled loop in "
        "one thread that draws the luck of a view, gathers its columns and writes its event; "
        f"{report.machine['cores']} cores, numpy {report.machine['numpy']}.",
        highlight=False,
        markup=False,
    )


def _table(rows: Sequence[BenchRow]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    for name in ("people", "creators", "day", "views/s", "a CPU s", "KB each", "told", "ceiling", "share"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.people:,}",
            f"{row.creators:,}",
            str(row.day),
            f"{row.views_per_s:,.0f}",
            f"{row.cpu_views_per_s:,.0f}",
            f"{row.bytes_a_person / 1e3:,.1f}",
            f"{row.told / 1e3:,.1f}",
            f"{row.ceiling / 1e6:.1f} M/s",
            percent(row.share, 1),
        )
    return table


def _name(row: BenchRow) -> str:
    return f"{row.people:>9,} day {row.day:<3}"


def _speeds(rows: Sequence[BenchRow]) -> list[str]:
    most = max(row.views_per_s for row in rows)
    return [
        f"{_name(row)} {'█' * max(1, round(_WIDE * row.views_per_s / most))} {row.views_per_s:,.0f} views/s"
        for row in rows
    ]


def _steps(rows: Sequence[BenchRow]) -> list[str]:
    """A bar of letters for each row: where its time goes."""
    lines = ["share of time, in %: " + ", ".join(f"{_MARKS[step]} {step}" for step in STEPS)]
    for row in rows:
        bar = "".join(_MARKS[step] * round(_WIDE * row.steps[step]) for step in STEPS)
        parts = " ".join(f"{_MARKS[step]}{100 * row.steps[step]:.0f}" for step in STEPS)
        lines.append(f"{_name(row)} {bar:<{_WIDE}} {parts}")
    return lines


def _recalls(rows: Sequence[BenchRow]) -> list[str]:
    """What asking around misses, a line for each row where it takes the place of comparing with everyone."""
    return [
        f"{_name(row)} finds {percent(row.recall, 1)} of the true neighbours by asking around"
        for row in rows
        if row.recall is not None
    ]
