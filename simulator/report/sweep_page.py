"""What a sweep found: which settings matter, as a table, as bars in characters or SVG, as JSON and as Parquet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType

from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Interval
from simulator.experiments.studies.sweep import FactorLine, Sweep
from simulator.locale import Wording, catalogue
from simulator.report import charts
from simulator.report.kept import closing, defined, write_study
from simulator.report.printed import as_text, number, percent, ruled

_BAR = 24
"""Characters of a whole variance."""


def document(found: Sweep) -> dict[str, object]:
    """All of it but the runs; what is undefined is null."""
    plot = found.plot
    return {
        "study": "sweep",
        "feedscope": program(),
        "people": plot.base.world.people,
        "vary": [
            {"setting": one.name, "values": list(one.choices)}
            if one.choices
            else {"setting": one.name, "low": one.low, "high": one.high, "log": one.log}
            for one in plot.factors
        ],
        "design": f"{plot.design.kind}:{plot.design.size}",
        "points": len(plot.points),
        "seeds": list(plot.seeds),
        "days": plot.days,
        "window": plot.window,
        "lines": [_facts(line) for line in found.table],
        "luck": {name: _luck(found, name) for name in plot.measures},
        "failed": [{"point": at, "seed": seed, "error": error} for at, seed, error in found.failed],
        "ended_early": found.ended_early or None,
    }


def _facts(line: FactorLine) -> dict[str, object]:
    told: dict[str, object] = {"measure": line.measure, "setting": line.factor}
    shares = line.shares
    for name, value, ends in (
        ("first", shares.first, shares.first_interval),
        ("total", shares.total, shares.total_interval),
    ):
        told |= {name: defined(value), f"{name}_low": defined(ends.low), f"{name}_high": defined(ends.high)}
    return told


def _luck(found: Sweep, measure: str) -> dict[str, object]:
    share, ends = found.luck(measure)
    return {"share": defined(share), "low": defined(ends.low), "high": defined(ends.high)}


def write(folder: Path, found: Sweep, lang: str) -> None:
    """Put runs.parquet, sweep.json, sweep.txt and sweep.svg into a folder that is there."""
    write_study(folder, "sweep", document(found), page(found, lang, 120), svg(found, lang), found.runs)


def page(found: Sweep, lang: str, width: int | None) -> str:
    """The sweep as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(lang)), width)


def _parts(found: Sweep, say: Wording) -> Iterator[RenderableType]:
    plot = found.plot
    low, high = plot.window or (0.75 * plot.days, plot.days)
    yield say(
            "sweep.asked", n=len(plot.factors), points=len(plot.points), seeds=len(plot.seeds),
            people=f"{plot.base.world.people:,}", low=f"{low:g}", high=f"{high:g}",
        )  # fmt: skip
    yield say(f"sweep.{plot.design.kind}")
    for measure in plot.measures:
        share, ends = found.luck(measure)
        lines = [line for line in found.table if line.measure == measure]
        if math.isnan(share) and all(math.isnan(line.shares.first) for line in lines):
            continue  # too little is there: a table of dashes says nothing
        yield ""
        interval = f" [{percent(ends.low)}, {percent(ends.high)}]" if ends.known else ""
        yield say("sweep.luck", measure=measure, share=percent(share) + interval)
        table = ruled()
        table.add_column(say("sweep.setting"), overflow="fold")
        for head in ("alone", "whole"):
            table.add_column(say(f"sweep.{head}"), justify="right", no_wrap=True)
        table.add_column("")
        for line in lines:
            table.add_row(*_cells(line))
        yield table
    yield from closing(found, len(plot.points) * len(plot.seeds), say)


def _cells(line: FactorLine) -> tuple[str, ...]:
    shares = line.shares
    told = shares.total if not math.isnan(shares.total) else shares.first
    bar = "" if math.isnan(told) else "█" * round(_BAR * max(0.0, min(1.0, told)))
    return (
        line.factor,
        number(shares.first) + _ends(shares.first_interval),
        number(shares.total) + _ends(shares.total_interval),
        bar,
    )


def _ends(interval: Interval) -> str:
    return f" [{interval.low:.2f}, {interval.high:.2f}]" if interval.known else ""


def svg(found: Sweep, lang: str) -> str:
    """A bar a setting for each measure, from none of its variance to all; readable without colour."""
    groups = [
        charts.Group(measure, [_mark(line) for line in found.table if line.measure == measure])
        for measure in found.plot.measures
    ]
    return charts.bars(catalogue(lang)("sweep.chart"), groups)


def _mark(line: FactorLine) -> charts.ChartRow:
    shares = line.shares
    if math.isnan(shares.total):
        return charts.ChartRow(line.factor, shares.first, shares.first_interval)
    return charts.ChartRow(line.factor, shares.total, shares.total_interval)
