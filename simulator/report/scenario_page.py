"""What came of a scenario as text, in either language, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from simulator.experiments.studies.commands import Command
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.episode import Played
from simulator.experiments.studies.inference import Interval, estimate
from simulator.experiments.studies.scenario import Case
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Wording, catalogue
from simulator.report.kept import defined
from simulator.report.printed import UNDEFINED, as_text, number, ruled


def document(found: Played) -> dict[str, object]:
    """All of it; what is undefined is null."""
    return {
        "feedscope": program(),
        "scenario": found.case.name,
        "says": found.case.scenario.says,
        "days": found.case.scenario.days,
        "expected": [
            {
                "text": one.expected.text,
                "found": defined(one.mean),
                "low": defined(one.interval.low),
                "high": defined(one.interval.high),
                "holds": one.holds,
            }
            for one in found.checks
        ],
        "runs": [
            {
                "seed": seed,
                "digest": row.digest,
                "error": row.error or None,
                "measures": {name: defined(value) for name, value in row.values.items()},
            }
            for seed, row in found.rows.items()
        ],
        "ended_early": found.ended_early or None,
    }


def page(found: Played, width: int | None) -> str:
    """What was expected and what was found; `width` in characters, None for the terminal's."""
    return as_text(_parts(found, catalogue(found.case.base.lang)), width)


def _parts(found: Played, say: Wording) -> Iterator[RenderableType]:
    case, count = found.case, len(found.case.scenario.seeds)
    if case.scenario.says:
        yield case.scenario.says
    yield say("scenario.lived", **_facts(case), seeds=count)
    if found.checks:
        yield ""
        yield _expected(found, say)
    yield ""
    low, high = (f"{tick / HOURS_PER_DAY:g}" for tick in case.window)
    yield say("scenario.measured", low=low, high=high, seeds=count)
    yield _measured(found, say)
    done = sum(row.done for row in found.rows.values())
    if done < count:
        yield say("scenario.missing", n=done, of=count)
    for seed, error in found.failed:
        yield say("scenario.failed", seed=seed, error=error)
    if not found.checks:
        yield say("scenario.none")
    elif found.broken:
        yield say("scenario.broken", n=len(found.broken), of=len(found.checks))
    else:
        yield say("scenario.all_hold", n=len(found.checks))


def _expected(found: Played, say: Wording) -> Table:
    table = ruled()
    for name in ("expected", "found", "interval", "holds"):
        table.add_column(say(f"scenario.{name}"), justify="left" if name == "expected" else "right")
    for one in found.checks:
        verdict = say("scenario.yes" if one.holds else "scenario.no")
        table.add_row(one.expected.text, number(one.mean, ".4g"), _ends(one.interval), verdict)
    return table


def _measured(found: Played, say: Wording) -> Table:
    table = ruled()
    for name in ("measure", "mean", "interval"):
        table.add_column(say(f"scenario.{name}"), justify="left" if name == "measure" else "right")
    for measure in found.case.scenario.measures:
        mean = estimate(found.of(measure))
        table.add_row(measure, number(mean.mean, ".4g"), _ends(mean.interval()))
    return table


def _ends(interval: Interval) -> str:
    return f"{interval.low:.4g} – {interval.high:.4g}" if interval.known else UNDEFINED


def _facts(case: Case) -> dict[str, object]:
    return {
        "name": case.name,
        "people": f"{case.base.world.people:,}",
        "algorithm": case.base.feed.algorithm,
        "days": f"{case.scenario.days:g}",
    }


def fine(case: Case) -> str:
    """That a scenario can be run, in one sentence."""
    say = catalogue(case.base.lang)
    return (
        say("scenario.fine", **_facts(case), commands=len(case.commands), expected=len(case.expected)) + "\n"
    )


def shown(case: Case) -> str:
    """What a scenario is, before it is run."""
    say = catalogue(case.base.lang)
    low, high = (f"{tick / HOURS_PER_DAY:g}" for tick in case.window)
    told = [case.scenario.says] if case.scenario.says else []
    told.append(say("scenario.lived", **_facts(case), seeds=len(case.scenario.seeds)))
    ordered = sorted(case.commands, key=lambda command: command.tick)
    told += [
        say("scenario.day", day=f"{each.tick / HOURS_PER_DAY:g}", deed="; ".join(_interventions(each, say)))
        for each in ordered
    ]
    told.append(say("scenario.measures", names=", ".join(case.scenario.measures), low=low, high=high))
    told += [say("scenario.expects", text=one.text) for one in case.expected]
    return "\n".join(told) + "\n"


def _interventions(command: Command, say: Wording) -> Iterator[str]:
    if "feed.algorithm" in command.values:
        yield say("scenario.switch", algorithm=command.values["feed.algorithm"])
    others = [f"{name} = {value}" for name, value in command.values.items() if name != "feed.algorithm"]
    if others:
        yield say("scenario.set", settings=", ".join(others))
    if command.creator is not None:
        plan = ", ".join(f"{name} = {value}" for name, value in command.plan.items())
        yield say("scenario.plan", creator=command.creator, plan=plan)
