"""A comparison of arms as a table, as a picture of its intervals in characters or SVG, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulator.experiments.studies.compare import Comparison, MeasureLine
from simulator.experiments.studies.digests import program
from simulator.frames.told import long
from simulator.frames.written import DASH
from simulator.locale import Wording, catalogue
from simulator.report import charts
from simulator.report.charts import between, places, short, signed
from simulator.report.kept import closing, defined, write_study
from simulator.report.printed import as_text, chance, number, ruled

PICTURE_WIDTH = 41
"""Characters of an interval's picture; odd, so that 0 has one of its own."""
HEADS = ("arm", "baseline", "mean", "difference", "interval", "p", "larger", "saved", "seeds")


# JSON and files


def document(found: Comparison) -> dict[str, object]:
    """All of it; what is undefined is null. Nothing in it depends on who carried the runs out, or when."""
    question = found.question
    return {
        "study": "compare",
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


def _facts(line: MeasureLine) -> dict[str, object]:
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


def write(folder: Path, found: Comparison, lang: str) -> None:
    """Put compare.json, values.parquet, compare.txt and compare.svg into a folder that is there."""
    write_study(folder, "compare", document(found), page(found, lang, 132), svg(found, lang), found.values)


# Text


def page(found: Comparison, lang: str, width: int | None) -> str:
    """The comparison as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(lang)), width)


def _parts(found: Comparison, say: Wording) -> Iterator[RenderableType]:
    yield _heading(found, say)
    for measure in found.question.measures:
        lines = [line for line in found.table if line.measure == measure]
        if not any(line.pairs for line in lines):
            continue  # stopped before there was a pair: a table of dashes says nothing
        yield ""
        yield Text.assemble((measure, "bold"), ": " if (means := says(measure, say)) else "", means)
        yield _table(lines, say)
        yield _picture(lines)
    yield ""
    yield from closing(found, len(found.question.arms) * len(found.seeds), say)
    hurt = [line for line in found.table if line.saved.interval.known and line.saved.interval.high < 1.0]
    if hurt:
        named = ", ".join(say("compare.of", measure=line.measure, arm=line.arm) for line in hurt)
        yield say("compare.sharing_hurt", named=named)
    for sentence in found.broken:
        yield say("compare.broken", sentence=sentence)


def _heading(found: Comparison, say: Wording) -> str:
    question = found.question
    low, high = question.window or (0.75 * question.days, question.days)
    told = say(
        "compare.heading", people=f"{question.base.world.people:,}", low=f"{low:g}", high=f"{high:g}",
        seeds=max((line.pairs for line in found.table), default=0), baseline=question.baseline,
        shared=say(f"compare.shared.{question.pairing}"),
        adjusted=say(f"compare.{question.correct}", family=len(found.table)), legend=say("compare.legend"),
    )  # fmt: skip
    if not question.until:
        return told
    until = question.until
    return f"{told} " + say("compare.until", first=found.first, measure=until.measure, half=f"{until.half:g}")


def says(measure: str, say: Wording) -> str:
    """What a measure is, its unit, and from which difference on it matters; nothing of one's own."""
    from simulator.experiments.studies.measures import MEASURES

    row = MEASURES.get(measure)
    if row is None:
        return ""
    unit = f" ({say(f'compare.unit.{row.unit}')})" if row.unit else ""
    least = say("compare.matters", least=f"{row.sesoi:g}") if not math.isnan(row.sesoi) else ""
    return f"{_meaning(measure, say)}{unit}{least}"


def _meaning(measure: str, say: Wording) -> str:
    key = f"compare.measure.{measure}"
    return say(key) if key in say else say("compare.measure.hourly", figure=long(measure, say))


def _table(lines: Sequence[MeasureLine], say: Wording) -> Table:
    table = ruled()
    for head in HEADS:
        first = head == "arm"
        table.add_column(
            say(f"compare.head.{head}"), justify="left" if first else "right", no_wrap=not first,
            overflow="fold" if first else "ellipsis",
        )  # fmt: skip
    for line in lines:
        table.add_row(*_cells(line, say))
    return table


def _cells(line: MeasureLine, say: Wording) -> tuple[str, ...]:
    """A line of the table, by `HEADS`."""
    ratio = line.saved
    ends = f" [{ratio.interval.low:.1f}, {ratio.interval.high:.1f}]" if ratio.interval.known else ""
    hurt = f" {say('compare.hurt')}" if ratio.interval.known and ratio.interval.high < 1.0 else ""
    return (
        line.arm,
        short(line.baseline_mean),
        short(line.arm_mean),
        signed(line.difference.mean, places(line.interval)),
        between(line.interval, "to") + (f"\nBCa {between(line.bca, 'to')}" if line.bca.known else ""),
        chance(line.p),
        say(f"compare.larger.{line.verdict}") if line.verdict else DASH,
        ("∞" if math.isinf(ratio.ratio) else number(ratio.ratio, ".1f")) + ends + hurt,
        number(ratio.seeds, ".0f"),
    )


def _picture(lines: Sequence[MeasureLine]) -> str:
    """Intervals on one scale around 0: `|` is no difference, `:` the smallest effect that matters."""
    known = [line for line in lines if line.interval.known]
    if not known:
        return ""
    reach = max(max(abs(line.interval.low), abs(line.interval.high)) for line in known) or 1.0
    name = max(len(line.arm) for line in lines)
    rows = [f"{line.arm:>{name}} {_drawn(line, reach)}" for line in known]
    scale = f"{'':>{name}} {-reach:<+12.3g}{'0':^{PICTURE_WIDTH - 24}}{reach:>+12.3g}"
    return "\n".join([*rows, scale])


def _drawn(line: MeasureLine, reach: float) -> str:
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


def svg(found: Comparison, lang: str) -> str:
    """Every difference with its interval, each measure on a scale of its own; readable without colour."""
    say = catalogue(lang)
    groups = [
        charts.Group(
            measure,
            [
                charts.ChartRow(
                    line.arm, line.difference.mean, line.interval,
                    say(f"compare.larger.{line.verdict}") if line.verdict else "",
                )
                for line in found.table
                if line.measure == measure and line.interval.known
            ],
            found.question.sesoi.get(measure, math.nan),
        )
        for measure in found.question.measures
    ]  # fmt: skip
    return charts.intervals(say("compare.chart", baseline=found.question.baseline), groups)
