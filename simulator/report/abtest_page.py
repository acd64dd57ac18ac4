"""An experiment inside a world beside the truth of its twins: as text, in either language, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType

from simulator.experiments.studies.abtest import AbtestLine, Experiment
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Estimate
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Wording, catalogue
from simulator.report import charts
from simulator.report.facts import Told, figure, interval, sure
from simulator.report.kept import closing, defined, write_study
from simulator.report.printed import as_text, chance, number, percent, ruled


def document(found: Experiment) -> dict[str, object]:
    """All of it; what is undefined is null."""
    design = found.design
    return {
        "study": "abtest",
        "feedscope": program(),
        "a": {"name": design.a.name, "changes": dict(design.a.changes)},
        "b": {"name": design.b.name, "changes": dict(design.b.changes)},
        "split": design.side,
        "period_h": design.period or None,
        "share": None if design.period else design.share,
        "people": design.base.world.people,
        "window": design.window,
        "seeds": list(design.seeds),
        "lines": [_facts(line) for line in found.table],
        "values": {name: column.tolist() for name, column in found.values.items() if name != "value"}
        | {"value": [defined(float(value)) for value in found.values["value"]]},
        "failed": [{"world": name, "seed": seed, "error": error} for name, seed, error in found.failed],
        "ended_early": found.ended_early or None,
    }


def _facts(line: AbtestLine) -> dict[str, object]:
    told: dict[str, object] = {"measure": line.measure, "all_a": defined(line.all_a)}
    for name, one in (("naive", line.naive), ("truth", line.truth), ("bias", line.bias)):
        interval = one.interval()
        told |= {
            name: defined(one.mean),
            f"{name}_low": defined(interval.low),
            f"{name}_high": defined(interval.high),
        }
    return told | {
        "p": defined(line.p),
        "wrong_sign": line.wrong,
        "wrong_low": defined(line.often.low),
        "wrong_high": defined(line.often.high),
        "worlds": line.pairs,
    }


def write(folder: Path, found: Experiment, lang: str) -> None:
    """Put abtest.json, values.parquet, abtest.txt and abtest.svg into a folder that is there."""
    write_study(folder, "abtest", document(found), page(found, lang, 120), svg(found, lang), found.values)


def svg(found: Experiment, lang: str) -> str:
    """Of each outcome the naive estimate, the true effect and the bias, with their intervals, on one scale."""
    say = catalogue(lang)
    groups = [
        charts.Group(
            say(f"abtest.of.{line.measure}"),
            [
                charts.ChartRow(say(f"abtest.{name}"), one.mean, one.interval())
                for name, one in (("naive", line.naive), ("truth", line.truth), ("bias", line.bias))
            ],
        )
        for line in found.table
    ]
    return charts.intervals(say("abtest.chart", a=found.design.a.name, b=found.design.b.name), groups)


def page(found: Experiment, lang: str, width: int | None) -> str:
    """The experiment as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(lang)), width)


def _parts(found: Experiment, say: Wording) -> Iterator[RenderableType]:
    design = found.design
    low, high = (f"{day:g}" for day in design.window)
    how = say(
        f"abtest.{design.side}", share=percent(design.share), period=f"{design.period / HOURS_PER_DAY:g}"
    )
    yield say(
            "abtest.asked", a=design.a.name, b=design.b.name, how=how, people=f"{design.base.world.people:,}",
            low=low, high=high, seeds=max((line.pairs for line in found.table), default=0),
        )  # fmt: skip
    if any(line.pairs for line in found.table):
        yield from _lines(found, say)
    yield from closing(found, 3 * len(design.seeds), say)


def _lines(found: Experiment, say: Wording) -> Iterator[RenderableType]:
    yield ""
    table = ruled()
    table.add_column(say("abtest.measure"))
    for head in ("all_a", "naive", "truth", "bias", "p", "wrong"):
        table.add_column(say(f"abtest.{head}", a=found.design.a.name), justify="right", no_wrap=True)
    for line in found.table:
        table.add_row(*_cells(line, say))
    yield table
    yield say("abtest.legend")
    for line in found.table:
        yield sentence(_facts(line), say)


def _cells(line: AbtestLine, say: Wording) -> tuple[str, ...]:
    often = ""
    if not math.isnan(line.often.low):
        often = f" [{percent(line.often.low)}, {percent(line.often.high)}]"
    return (
        say(f"abtest.of.{line.measure}"),
        number(line.all_a, ".4g"),
        _ends(line.naive),
        _ends(line.truth),
        _ends(line.bias),
        chance(line.p),
        f"{line.wrong}/{line.pairs}{often}",
    )


def _ends(one: Estimate) -> str:
    """The mean above its interval, both to two digits of what is sure."""
    interval = one.interval()
    if not interval.known:
        return number(one.mean, "+.3g")
    places = charts.places(interval)
    low, high = (charts.signed(end, places) for end in (interval.low, interval.high))
    return f"{charts.signed(one.mean, places)}\n[{low}, {high}]"


def sentence(line: Told, say: Wording) -> str:
    """What the experiment would have told its platform of this line of the document, beside what is so."""
    measure = say(f"abtest.of.{line['measure']}")
    if not interval(line, "bias").known:
        return say("abtest.open", measure=measure)
    if figure(line, "p") >= 0.05:
        return say("abtest.unbiased", measure=measure)
    naive, truth = figure(line, "naive"), figure(line, "truth")
    both = sure(interval(line, "naive")) and sure(interval(line, "truth"))
    if both and naive * truth < 0:
        return say("abtest.reversed", measure=measure)
    if both:
        return say("abtest.times", measure=measure, times=f"{naive / truth:.2f}")
    return say("abtest.biased", measure=measure, bias=f"{figure(line, 'bias'):+.3g}")
