"""What a sweep found: which settings matter, as a table, as bars in characters or SVG, as JSON and as Parquet."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.markup import escape

from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Interval
from simulator.experiments.studies.sweep import Line, Sweep
from simulator.locale import Catalogue, catalogue
from simulator.recording.parts import write_text
from simulator.report.kept import defined, write_json, write_table
from simulator.report.printed import as_text, number, percent, ruled

_BAR = 24
"""Characters of a whole variance."""


def document(found: Sweep) -> dict[str, object]:
    """All of it but the runs; what is undefined is null."""
    plot = found.plot
    return {
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


def _facts(line: Line) -> dict[str, object]:
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


def as_json(found: Sweep) -> str:
    """The document on one line."""
    return json.dumps(document(found), ensure_ascii=False, allow_nan=False) + "\n"


def write(folder: Path, found: Sweep, lang: str) -> None:
    """Put runs.parquet, sweep.json, sweep.txt and sweep.svg into a folder that is there."""
    write_table(folder / "runs.parquet", found.runs)
    write_json(folder / "sweep.json", document(found))
    write_text(folder / "sweep.txt", page(found, lang, 120))
    write_text(folder / "sweep.svg", svg(found))


def page(found: Sweep, lang: str, width: int | None) -> str:
    """The sweep as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(lang)), width)


def _parts(found: Sweep, say: Catalogue) -> Iterator[RenderableType]:
    plot = found.plot
    low, high = plot.window or (0.75 * plot.days, plot.days)
    yield escape(
        say(
            "sweep.asked", n=len(plot.factors), points=len(plot.points), seeds=len(plot.seeds),
            people=f"{plot.base.world.people:,}", low=f"{low:g}", high=f"{high:g}",
        )
    )  # fmt: skip
    yield escape(say(f"sweep.{plot.design.kind}"))
    for measure in plot.measures:
        share, ends = found.luck(measure)
        yield ""
        interval = f" [{percent(ends.low)}, {percent(ends.high)}]" if ends.known else ""
        yield escape(say("sweep.luck", measure=measure, share=percent(share) + interval))
        table = ruled()
        table.add_column(say("sweep.setting"), overflow="fold")
        for head in ("alone", "whole"):
            table.add_column(say(f"sweep.{head}"), justify="right", no_wrap=True)
        table.add_column("")
        for line in found.table:
            if line.measure == measure:
                table.add_row(*_cells(line))
        yield table
    done, of = sum(row.done for row in found.rows.values()), len(plot.points) * len(plot.seeds)
    yield say("sweep.done", n=done, of=of)
    if done < of:
        yield say("sweep.missing")
    for at, seed, error in found.failed[:10]:
        yield escape(say("sweep.failed", point=at, seed=seed, error=error))


def _cells(line: Line) -> tuple[str, ...]:
    shares = line.shares
    told = shares.total if not math.isnan(shares.total) else shares.first
    bar = "" if math.isnan(told) else "█" * round(_BAR * max(0.0, min(1.0, told)))
    return (
        escape(line.factor),
        number(shares.first) + _ends(shares.first_interval),
        number(shares.total) + _ends(shares.total_interval),
        bar,
    )


def _ends(interval: Interval) -> str:
    return f" [{interval.low:.2f}, {interval.high:.2f}]" if interval.known else ""


# SVG

_ROW, _LEFT, _PLOT, _RIGHT = 24, 250, 360, 170
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1f24}.m{font-weight:600}.w{fill:#0a5a9c}.e{stroke:#1b1f24}"
    "@media(prefers-color-scheme:dark){.b{fill:#0d1117}text{fill:#e6edf3}.w{fill:#6cb6ff}.e{stroke:#e6edf3}}"
)


def svg(found: Sweep) -> str:
    """A bar a setting for each measure, from none of its variance to all; readable without colour."""
    shapes: list[str] = []
    y = 10
    for measure in found.plot.measures:
        y += _ROW
        shapes.append(_text(10, y, measure, "m"))
        for line in (line for line in found.table if line.measure == measure):
            y += _ROW
            shapes += _bar(line, y)
    y += _ROW
    width = _LEFT + _PLOT + _RIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img">'
        f"<title>What matters: shares of variance, with 95 % intervals</title><style>{_STYLE}</style>"
        f'<rect class="b" width="{width}" height="{y}" fill="#ffffff"/>{"".join(shapes)}</svg>\n'
    )


def _bar(line: Line, y: int) -> Sequence[str]:
    shares = line.shares
    total = not math.isnan(shares.total)
    value, ends = (shares.total, shares.total_interval) if total else (shares.first, shares.first_interval)
    told = [_text(20, y + 4, line.factor), _text(_LEFT + _PLOT + 12, y + 4, number(value) + _ends(ends))]
    if not math.isnan(value):
        told.append(f'<rect class="w" x="{_LEFT}" y="{y - 6}" width="{_long(value):.1f}" height="12"/>')
    if ends.known:
        low, high = (_LEFT + _long(end) for end in (ends.low, ends.high))
        told.append(f'<line class="e" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>')
    return told


def _long(share: float) -> float:
    return _PLOT * max(0.0, min(1.0, share))


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{html.escape(words)}</text>'
