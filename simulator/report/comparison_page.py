"""A comparison of arms as a table, as a picture of its intervals in characters or SVG, and as JSON."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from recommender.clean import clean, spelt_out
from simulator.experiments.studies.compare import Comparison, Line
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Interval
from simulator.frames.written import DASH
from simulator.recording.parts import write_text
from simulator.report.kept import defined, write_json, write_table
from simulator.report.printed import as_text, number, ruled

PICTURE_WIDTH = 41
"""Characters of an interval's picture; odd, so that 0 has one of its own."""
_SHARED = {
    "world": "Within a seed all arms have the same people and the same luck",
    "people": "Within a seed all arms have the same people and luck of their own",
    "none": "Arms share nothing",
}
_LEGEND = (
    "larger?: than the smallest effect that matters (yes; no: there is one, and it is smaller; equal: smaller, maybe "
    "none; open: cannot be told yet). saved: (Var a + Var b) / Var(a - b), what sharing saved; below 1 it hurt. seeds: "
    "independent ones an arm that these stand for."
)
HEADS = (
    "arm",
    "baseline",
    "arm's mean",
    "difference",
    "95 % interval",
    "p",
    "larger?",
    "saved [95 %]",
    "seeds",
)


# JSON and files


def document(found: Comparison) -> dict[str, object]:
    """All of it; what is undefined is null. Nothing in it depends on who carried the runs out, or when."""
    question = found.question
    return {
        "feedscope": program(),
        "arms": {
            one.name: {
                "changes": dict(one.changes),
                "commands": [command.plain() for command in one.commands],
            }
            for one in question.arms
        },
        "baseline": question.baseline,
        "people": question.base.world.people,
        "days": question.days,
        "window": question.window,
        "pair": question.pairing,
        "correct": question.correct,
        "seeds": list(found.seeds),
        "until": asdict(question.until) if question.until else None,
        "ended_early": found.ended_early or None,
        "failed": [{"arm": name, "seed": seed, "error": error} for name, seed, error in found.failed],
        "broken_expectations": list(found.broken),
        "lines": [_facts(line) for line in found.table],
        "values": [
            {
                "arm": name,
                "seed": seed,
                "digest": row.digest,
                **{m: defined(row[m]) for m in question.measures},
            }
            for (name, seed), row in sorted(found.rows.items(), key=lambda item: _order(found, *item[0]))
            if row.done
        ],
    }


def _order(found: Comparison, name: str, seed: int) -> tuple[int, int]:
    return [one.name for one in found.question.arms].index(name), found.seeds.index(seed)


def _facts(line: Line) -> dict[str, object]:
    return {
        "measure": line.measure,
        "arm": line.arm,
        "baseline_mean": defined(line.baseline_mean),
        "arm_mean": defined(line.arm_mean),
        "difference": defined(line.difference.mean),
        "low": defined(line.interval.low),
        "high": defined(line.interval.high),
        "bca_low": defined(line.bca.low),
        "bca_high": defined(line.bca.high),
        "p": defined(line.p),
        "sesoi": defined(line.sesoi),
        "larger": line.verdict,
        "variance_saved": defined(line.saved.ratio),
        "variance_saved_low": defined(line.saved.interval.low),
        "variance_saved_high": defined(line.saved.interval.high),
        "independent_seeds": defined(line.saved.seeds),
        "pairs": line.pairs,
    }


def write(folder: Path, found: Comparison) -> None:
    """Put compare.json, values.parquet, compare.txt and compare.svg into a folder that is there."""
    write_json(folder / "compare.json", document(found))
    write_table(folder / "values.parquet", found.values)
    write_text(folder / "compare.txt", page(found, 132))
    write_text(folder / "compare.svg", svg(found))


# Text


def page(found: Comparison, width: int | None) -> str:
    """The comparison as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found), width)


def _parts(found: Comparison) -> Iterator[RenderableType]:
    yield _heading(found)
    for measure in found.question.measures:
        lines = [line for line in found.table if line.measure == measure]
        yield ""
        yield Text.assemble((measure, "bold"), _says(measure))
        yield _table(lines)
        yield _picture(lines)
    yield ""
    yield from _closing(found)


def _heading(found: Comparison) -> str:
    question = found.question
    first, last = question.window or (0.75 * question.days, question.days)
    family = len(found.table)
    adjusted = (
        f"p: of no difference, adjusted by Holm for {family} comparisons"
        if question.correct == "holm"
        else "p: of no difference, not adjusted"
    )
    rule = ""
    if question.until:
        rule = (
            f" Seeds by Stein's two stages: {found.first} told how many make {question.until.measure} sure to "
            f"+-{question.until.half:g}; intervals rest on their variance."
        )
    return (
        f"{question.base.world.people:,} people, day {first:g} to {last:g}, {len(found.seeds)} seeds, baseline "
        f"{question.baseline}. {_SHARED[question.pairing]}. difference: arm minus baseline, mean over seeds, with its "
        f"interval by Student's t, and from 20 seeds on by the bootstrap (BCa). {adjusted}. {_LEGEND}{rule}"
    )


def _says(measure: str) -> str:
    from simulator.experiments.studies.measures import MEASURES

    row = MEASURES.get(measure)
    if row is None:
        return ""
    least = f"; matters from {row.sesoi:g}" if not math.isnan(row.sesoi) else ""
    return f": {row.says}{f' ({row.unit})' if row.unit else ''}{least}"


def _table(lines: Sequence[Line]) -> Table:
    table = ruled()
    table.add_column(HEADS[0], overflow="fold")
    for head in HEADS[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for line in lines:
        table.add_row(*cells(line))
    return table


def cells(line: Line) -> tuple[str, ...]:
    """A line of the table, by `HEADS`."""
    ratio = line.saved
    ends = f" [{ratio.interval.low:.1f}, {ratio.interval.high:.1f}]" if ratio.interval.known else ""
    hurt = " hurt" if ratio.interval.known and ratio.interval.high < 1.0 else ""
    return (
        line.arm,
        _short(line.baseline_mean),
        _short(line.arm_mean),
        _short(line.difference.mean, "+"),
        _ends(line.interval) + (f"\nBCa {_ends(line.bca)}" if line.bca.known else ""),
        DASH if math.isnan(line.p) else ("<.001" if line.p < 0.001 else f"{line.p:.3f}"),
        line.verdict or DASH,
        ("∞" if math.isinf(ratio.ratio) else number(ratio.ratio, ".1f")) + ends + hurt,
        number(ratio.seeds, ".0f"),
    )


def _ends(interval: Interval) -> str:
    return f"{_short(interval.low, '+')} to {_short(interval.high, '+')}" if interval.known else DASH


def _short(value: float, sign: str = "") -> str:
    """Four significant digits, no exponent for what people meet."""
    if math.isnan(value):
        return DASH
    if abs(value) >= 1_000:
        return f"{value:{sign},.0f}"
    decimals = 4 if value == 0 else min(6, max(0, 3 - math.floor(math.log10(abs(value)))))
    return f"{value:{sign}.{decimals}f}"


def _picture(lines: Sequence[Line]) -> str:
    """Intervals on one scale around 0: `|` is no difference, `:` the smallest effect that matters."""
    known = [line for line in lines if line.interval.known]
    if not known:
        return ""
    reach = max(max(abs(line.interval.low), abs(line.interval.high)) for line in known) or 1.0
    name = max(len(line.arm) for line in lines)
    rows = [f"{line.arm:>{name}} {_drawn(line, reach)}" for line in known]
    scale = f"{'':>{name}} {-reach:<+12.3g}{'0':^{PICTURE_WIDTH - 24}}{reach:>+12.3g}"
    return "\n".join([*rows, scale])


def _drawn(line: Line, reach: float) -> str:
    half = PICTURE_WIDTH // 2

    def place(value: float) -> int:
        return half + round(max(-1.0, min(1.0, value / reach)) * half)

    cells = [" "] * PICTURE_WIDTH
    cells[half] = "|"
    if not math.isnan(line.sesoi) and line.sesoi <= reach:
        cells[place(-line.sesoi)] = cells[place(line.sesoi)] = ":"
    for at in range(place(line.interval.low), place(line.interval.high) + 1):
        cells[at] = "-"
    cells[place(line.interval.low)], cells[place(line.interval.high)] = "[", "]"
    cells[place(line.difference.mean)] = "o"
    return "".join(cells).rstrip()


def _closing(found: Comparison) -> Iterator[str]:
    done = sum(row.done for row in found.rows.values())
    yield f"{done} of {len(found.question.arms) * len(found.seeds)} runs are done."
    if found.ended_early:
        why = {"interrupted": "interrupted", "budget": "no time was left for more"}.get(
            found.ended_early, found.ended_early
        )
        yield f"Not all is there: {why}. Ask again to go on: what is done is kept."
    for name, seed, error in found.failed[:10]:
        yield f"Failed: {name}, seed {seed}: {error}"
    if len(found.failed) > 10:
        yield f"... and {len(found.failed) - 10} more that failed."
    hurt = [line for line in found.table if line.saved.interval.known and line.saved.interval.high < 1.0]
    if hurt:
        named = ", ".join(f"{line.measure} of {line.arm}" for line in hurt)
        yield f"Sharing luck hurt in {named}: independent seeds would have told more."
    for sentence in found.broken:
        yield f"Expected, and not so: {sentence}"


# SVG

_ROW, _LEFT, _PLOT, _RIGHT = 26, 170, 420, 190
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1f24}.m{font-weight:600}.q{fill:#57606a}"
    ".z{stroke:#8c959f}.s{stroke:#8c959f;stroke-dasharray:3 3}.i{stroke:#0a5a9c;stroke-width:3}.d{fill:#0a5a9c}"
    "@media(prefers-color-scheme:dark){.b{fill:#0d1117}text{fill:#e6edf3}.q{fill:#9da7b3}.i{stroke:#6cb6ff}.d{fill:#6cb6ff}}"
)


def svg(found: Comparison) -> str:
    """Every difference with its interval, each measure on a scale of its own; readable without colour."""
    shapes: list[str] = []
    y = 30
    for measure in found.question.measures:
        lines = [line for line in found.table if line.measure == measure and line.interval.known]
        shapes.append(_text(10, y, measure, "m"))
        if lines:
            reach = max(max(abs(line.interval.low), abs(line.interval.high)) for line in lines) or 1.0
            shapes.append(_text(_LEFT, y, f"{-reach:+.3g}", "q"))
            shapes.append(_text(_LEFT + _PLOT, y, f"{reach:+.3g}", "q", "end"))
            bottom = y + _ROW * len(lines) + 6
            shapes.append(_line(_at(0.0, reach), y + 6, _at(0.0, reach), bottom, "z"))
            least = lines[0].sesoi
            if not math.isnan(least) and least <= reach:
                shapes += [_line(_at(e, reach), y + 6, _at(e, reach), bottom, "s") for e in (-least, least)]
            for line in lines:
                y += _ROW
                shapes += _whisker(line, reach, y)
        y += _ROW + 14
    width = _LEFT + _PLOT + _RIGHT
    title = f"Differences from {found.question.baseline} with 95 % intervals"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style>"
        f'<rect class="b" width="{width}" height="{y}" fill="#ffffff"/>{"".join(shapes)}</svg>\n'
    )


def _whisker(line: Line, reach: float, y: int) -> list[str]:
    low, high, middle = (_at(v, reach) for v in (line.interval.low, line.interval.high, line.difference.mean))
    return [
        _text(20, y + 4, line.arm),
        _line(low, y, high, y, "i"),
        _line(low, y - 5, low, y + 5, "i"),
        _line(high, y - 5, high, y + 5, "i"),
        f'<circle class="d" cx="{middle:.1f}" cy="{y}" r="5"/>',
        _text(_LEFT + _PLOT + 12, y + 4, f"{_short(line.difference.mean, '+')}  {line.verdict or ''}"),
    ]


def _at(value: float, reach: float) -> float:
    return _LEFT + _PLOT / 2 * (1.0 + max(-1.0, min(1.0, value / reach)))


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{html.escape(clean(words))}</text>'


def as_json(found: Comparison) -> str:
    """The document on one line."""
    return spelt_out(json.dumps(document(found), ensure_ascii=False, allow_nan=False)) + "\n"
