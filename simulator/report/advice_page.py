"""Advice to a creator in plain words, in either language, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.experiments.studies.advise import TEMPOS, Advice, TacticResult
from simulator.experiments.studies.career import NEW
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Estimate, Interval
from simulator.frames.written import DASH, percent
from simulator.locale import Wording, catalogue
from simulator.report import charts
from simulator.report.facts import Told, figure, interval, sure
from simulator.report.kept import closing, defined, write_study

SAID = ("helps", "perhaps", "also", "little", "hurts", "doubtful", "cannot")
"""What is said of a tactic."""


def document(found: Advice) -> dict[str, object]:
    """All of it; what is undefined is null."""
    terms = found.terms
    return {
        "study": "advise",
        "feedscope": program(),
        "creator": terms.creator,
        "topic": terms.topic if terms.creator == NEW else None,
        "goal": terms.goal,
        "days": terms.days,
        "effort": terms.effort,
        "people": terms.base.world.people,
        "least": terms.least,
        "usual": defined(found.usual),
        "fresh": terms.fresh,
        "finalists": [_facts(one, _said(one, found)) for one in found.finals],
        "screened": [_facts(one, _said(one, found)) for one in found.screened],
        "elsewhere": [{"where": one.where, **_ends(one.difference)} for one in found.elsewhere],
        "runs": len(found.rows),
        "failed": [{"tactic": name, "seed": seed, "error": error} for name, seed, error in found.failed],
        "ended_early": found.ended_early or None,
    }


def _said(one: TacticResult, found: Advice) -> str:
    """Which sentence of the page tells of it."""
    lists = {"little": found.little, "hurts": found.harmful, "helps": found.sure, "also": found.also}
    told = next((key for key, tried in lists.items() if one in tried), "")
    tried = "perhaps" if one.difference.mean > 0 else "doubtful"
    return told or (tried if one in found.finals else "cannot")


def _facts(one: TacticResult, said: str) -> dict[str, object]:
    return {
        "tactic": one.tactic.key,
        "said": said,
        "levers": dict(one.tactic.levers),
        "assumes": list(one.tactic.assumes),
        **_ends(one.difference),
        "p": defined(one.p),
        "larger": one.verdict,
        "best": defined(one.best),
        "variance_saved": defined(one.saved.ratio),
        "independent_seeds": defined(one.saved.seeds),
        "pairs": one.pairs,
    }


def _ends(difference: Estimate) -> dict[str, object]:
    interval = difference.interval()
    return {
        "difference": defined(difference.mean),
        "low": defined(interval.low),
        "high": defined(interval.high),
    }


def write(folder: Path, found: Advice, lang: str) -> None:
    """Put advise.json, values.parquet, advise.txt and advise.svg into a folder that is there."""
    told, say = document(found), catalogue(lang)
    groups = [group(told, key, say) for key in ("finalists", "screened", "elsewhere") if told[key]]
    picture = charts.intervals(chart_title(told, say), groups)
    write_study(folder, "advise", told, page(found, lang), picture, found.values)


def chart_title(told: Told, say: Wording) -> str:
    return say("advise.chart.title", goal=say(f"advise.goal.{told['goal']}"))


def group(told: Told, key: str, say: Wording) -> charts.Group:
    """What the finalists, the screened, or the best elsewhere brought, as a chart's rows."""
    marks = [
        charts.ChartRow(
            place(one["where"], say) if key == "elsewhere" else name(one["tactic"], say),
            figure(one, "difference"), interval(one),
        )
        for one in told[key]
    ]  # fmt: skip
    return charts.Group(say(f"advise.chart.{key}"), marks, figure(told, "least"))


def page(found: Advice, lang: str, width: int | None = None) -> str:
    """The advice as sentences, one a line, whatever the `width`."""
    say = catalogue(lang)
    return "\n".join([*sentences(document(found), say), *closing(found, found.wanted, say)]) + "\n"


def sentences(told: Told, say: Wording) -> Iterator[str]:
    """The advice of a document."""
    goal, least = say(f"advise.goal.{told['goal']}"), f"{told['least']:g}"
    who = say("advise.known", creator=told["creator"])
    if told["creator"] == NEW:
        who = say("advise.new", topic=say.topic(told["topic"]))
    yield say(
        "advise.asked", who=who, goal=goal, days=f"{told['days']:g}", people=f"{told['people']:,}",
        fresh=told["fresh"],
    )  # fmt: skip
    if told["usual"] is not None:
        yield say("advise.usual", n=_amount(told["usual"]), goal=goal)
    every = [*told["finalists"], *told["screened"]]
    said = {key: [one for one in every if one["said"] == key] for key in SAID}
    for one in said["helps"]:
        surely = say("advise.surely", least=least) if one["larger"] == "yes" else ""
        yield say("advise.helps", **_slots(one, say), goal=goal, surely=surely)
    if told["finalists"] and not said["helps"]:
        yield say("advise.nothing_sure" if said["perhaps"] else "advise.nothing")
    for one in said["perhaps"]:
        yield say("advise.perhaps", **_slots(one, say), goal=goal)
    if said["also"]:
        key = "advise.also" if told["finalists"] else "advise.so_far"
        yield say(key, tactics=_named(said["also"], say))
    if said["little"]:
        yield say("advise.little", least=least, goal=goal, tactics=_named(said["little"], say))
    for key in ("hurts", "doubtful"):
        if said[key]:
            harm = say("advise.and").join(say("advise.harm", **_slots(one, say)) for one in said[key])
            yield say(f"advise.{key}", tactics=harm)
    if said["cannot"]:
        yield say("advise.cannot", tactics=_named(said["cannot"], say))
    yield from _limits(told, say)


def _limits(told: Told, say: Wording) -> Iterator[str]:
    """How far the advice carries."""
    if told["elsewhere"]:
        rows = [
            say(
                "advise.place", where=place(one["where"], say), effect=_signed(figure(one, "difference")),
                low=_signed(figure(one, "low")), high=_signed(figure(one, "high")),
                holds=say(f"advise.{_holds(interval(one))}"),
            )
            for one in told["elsewhere"]
        ]  # fmt: skip
        yield say("advise.elsewhere", rows="; ".join(rows))
    assumed = [one for one in told["finalists"] if one["assumes"]]
    if assumed:
        rows = [
            say("advise.assumed_row", tactic=name(one["tactic"], say), settings=", ".join(one["assumes"]))
            for one in assumed
        ]
        yield say("advise.assumed", rows="; ".join(rows))
    if told["finalists"] and told["finalists"][0]["independent_seeds"] is not None:
        best = told["finalists"][0]
        yield say("advise.saved", pairs=best["pairs"], seeds=f"{best['independent_seeds']:.0f}")


def _holds(around: Interval) -> str:
    if not sure(around):
        return "open"
    return "holds" if around.low > 0 else "turns"


def _slots(one: Told, say: Wording) -> dict[str, object]:
    return {
        "tactic": name(one["tactic"], say),
        "effect": _signed(figure(one, "difference")),
        "low": _signed(figure(one, "low")),
        "high": _signed(figure(one, "high")),
        "best": percent(figure(one, "best"), 0),
    }


def name(key: str, say: Wording) -> str:
    """What a tactic is called; two together, `one+other`, are named both."""
    words = [say(f"advise.tactic.{part}") for part in key.split("+")]
    return words[0] if len(words) == 1 else say("advise.both", one=words[0], other=words[1])


def place(where: str, say: Wording) -> str:
    """What other circumstances are called."""
    return say(f"advise.tempo.{where}") if where in TEMPOS else where


def _named(tried: Sequence[Told], say: Wording) -> str:
    return say("advise.and").join(name(one["tactic"], say) for one in tried)


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}"


def _signed(value: float) -> str:
    if math.isnan(value):
        return DASH
    return f"{value:+,.0f}" if abs(value) >= 20 else f"{value:+.1f}"
