"""An experiment inside a world beside the truth of its twins: as text, in either language, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape

from simulator.experiments.studies.abtest import Experiment, Line
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Estimate
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Catalogue, catalogue
from simulator.report.kept import defined
from simulator.report.printed import UNDEFINED, as_text, number, percent, ruled


def document(found: Experiment) -> dict[str, object]:
    """All of it; what is undefined is null."""
    design = found.design
    return {
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


def _facts(line: Line) -> dict[str, object]:
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


def page(found: Experiment, lang: str, width: int | None) -> str:
    """The experiment as text; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(lang)), width)


def _parts(found: Experiment, say: Catalogue) -> Iterator[RenderableType]:
    design = found.design
    low, high = (f"{day:g}" for day in design.window)
    how = say(
        f"abtest.{design.side}", share=percent(design.share), period=f"{design.period / HOURS_PER_DAY:g}"
    )
    yield escape(
        say(
            "abtest.asked", a=design.a.name, b=design.b.name, how=how, people=f"{design.base.world.people:,}",
            low=low, high=high, seeds=len(design.seeds),
        )
    )  # fmt: skip
    yield ""
    table = ruled()
    table.add_column(say("abtest.measure"))
    for head in ("all_a", "naive", "truth", "bias", "p", "wrong"):
        table.add_column(say(f"abtest.{head}", a=design.a.name), justify="right")
    for line in found.table:
        table.add_row(*_cells(line, say))
    yield table
    yield escape(say("abtest.legend"))
    for line in found.table:
        yield escape(_sentence(line, say))
    done = sum(row.done for row in found.rows.values())
    if done < 3 * len(design.seeds):
        yield say("abtest.missing", n=done, of=3 * len(design.seeds))
    for name, seed, error in found.failed[:10]:
        yield escape(say("abtest.failed", world=name, seed=seed, error=error))


def _cells(line: Line, say: Catalogue) -> tuple[str, ...]:
    often = ""
    if not math.isnan(line.often.low):
        often = f" [{percent(line.often.low)}, {percent(line.often.high)}]"
    return (
        say(f"abtest.of.{line.measure}"),
        number(line.all_a, ".4g"),
        _ends(line.naive),
        _ends(line.truth),
        _ends(line.bias),
        UNDEFINED if math.isnan(line.p) else ("<.001" if line.p < 0.001 else f"{line.p:.3f}"),
        f"{line.wrong}/{line.pairs}{often}",
    )


def _ends(one: Estimate) -> str:
    interval = one.interval()
    ends = f"\n[{interval.low:+.3g}, {interval.high:+.3g}]" if interval.known else ""
    return number(one.mean, "+.3g") + ends


def _sentence(line: Line, say: Catalogue) -> str:
    """What the experiment would have told its platform, beside what is so."""
    measure = say(f"abtest.of.{line.measure}")
    if not line.bias.interval().known:
        return say("abtest.open", measure=measure)
    if line.p >= 0.05:
        return say("abtest.unbiased", measure=measure)
    both = [one for one in (line.naive, line.truth) if one.p() < 0.05]
    if len(both) == 2 and line.naive.mean * line.truth.mean < 0:
        return say("abtest.reversed", measure=measure)
    times = line.naive.mean / line.truth.mean if line.truth.mean else math.nan
    if len(both) == 2 and times > 0:
        return say("abtest.times", measure=measure, times=f"{times:.2f}")
    return say("abtest.biased", measure=measure, bias=f"{line.bias.mean:+.3g}")
