"""A report as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.bench.results import BenchReport, Contest, Result

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def render(report: BenchReport, console: Console) -> None:
    """Print every contest, what ours was held to, and who did not run."""
    for contest in report.contests:
        render_contest(contest, console)
    render_facts(report, console)


def render_contest(contest: Contest, console: Console) -> None:
    """Print one contest."""
    size = f"{contest.people:,} people x {contest.items:,} items, {contest.pairs / contest.people:.0f} each"
    console.print(f"{contest.name}: {contest.question}", style="bold", highlight=False, markup=False)
    console.print(size, highlight=False)
    console.print(_table(contest))
    for part in _below(contest):
        console.print(f"  {part}", highlight=False, markup=False)
    console.print()


def render_facts(report: BenchReport, console: Console) -> None:
    """Print what holds of all contests."""
    for line in _facts(report):
        console.print(line, highlight=False, markup=False)


def _table(contest: Contest) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, collapse_padding=True)
    rows = [_cells(result) for result in contest.results]
    told = [name for name in rows[0] if any(row[name] for row in rows)]  # no column that is empty
    for name in told:
        table.add_column(name.strip(), justify="right" if name else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(row[name] for name in told))
    return table


def _cells(result: Result) -> dict[str, str]:
    rate, share, memory = result.products_per_s, result.ceiling_share, result.extra_mb
    return {
        "": result.name,
        "median": _time(result.median_s),
        "cpu": _time(result.cpu_s),
        "x ours": f"{result.ratio:.2f}",
        "G/s": "" if rate is None else f"{rate / 1e9:.2f}",
        "ceiling": "" if share is None else f"{share:.0%}",
        "MB": "" if memory is None else f"{memory:,.0f}",
        "differs": _agreement(result),
    }


def _agreement(result: Result) -> str:
    same = result.agreement
    if same is None:
        return ""
    return f"{'' if same.holds else 'TOO MUCH: '}{same.largest_difference:.0e}"


def _below(contest: Contest) -> list[str]:
    lines = [f"not run: {reason}" for reason in contest.absent]
    for result in contest.results:
        if result.parts_s:
            parts = ", ".join(f"{part} {_time(seconds)}" for part, seconds in result.parts_s.items())
            lines.insert(0, f"{result.name}: {parts}")
    if contest.bar:
        held = {True: "met", False: "MISSED", None: "not measured"}[contest.holds]
        lines.append(f"bar: {contest.bar}: {held}")
    return lines


def _facts(report: BenchReport) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in report.machine.items())
    lines = [
        f"{report.threads} threads; {report.repeats} rounds in turns, of which the median counts; cpu is seconds of "
        "all threads together; MB is what a call needs above its inputs.",
        f"Adds are multiply-adds of the lists alone; the ceiling is a bare scatter in the cache: "
        f"{report.ceiling / 1e9:.2f} G/s. Dense columns can pass it.",
        f"{versions}.",
    ]
    if report.peak_mb is not None:
        lines.append(f"Largest memory of the whole process: {report.peak_mb:,.0f} MB.")
    return lines


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"
