"""Advice to a creator in plain words, in either language, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simulator.experiments.studies.advise import TEMPOS, Advice, Tried
from simulator.experiments.studies.career import NEW
from simulator.experiments.studies.digests import program
from simulator.experiments.studies.inference import Estimate
from simulator.frames.written import DASH, percent
from simulator.locale import Catalogue, catalogue
from simulator.report.kept import defined


def document(found: Advice) -> dict[str, object]:
    """All of it; what is undefined is null."""
    terms = found.terms
    return {
        "feedscope": program(),
        "creator": terms.creator,
        "topic": terms.topic if terms.creator == NEW else None,
        "goal": terms.goal,
        "days": terms.days,
        "effort": terms.effort,
        "people": terms.base.world.people,
        "least": terms.least,
        "usual": defined(found.usual),
        "finalists": [_facts(one) for one in found.finals],
        "screened": [_facts(one) for one in found.screened],
        "elsewhere": [{"where": one.where, **_ends(one.difference)} for one in found.elsewhere],
        "runs": found.runs,
        "failed": [{"tactic": name, "seed": seed, "error": error} for name, seed, error in found.failed],
        "ended_early": found.ended_early or None,
    }


def _facts(one: Tried) -> dict[str, object]:
    return {
        "tactic": one.tactic.key,
        "levers": dict(one.tactic.levers),
        "assumes": list(one.tactic.assumes),
        **_ends(one.difference),
        "p": defined(one.p),
        "larger": one.verdict,
        "best": defined(one.best),
        "variance_saved": defined(one.saved.ratio),
        "pairs": one.pairs,
    }


def _ends(difference: Estimate) -> dict[str, object]:
    interval = difference.interval()
    return {
        "difference": defined(difference.mean),
        "low": defined(interval.low),
        "high": defined(interval.high),
    }


def page(found: Advice, lang: str) -> str:
    """The advice as sentences, one a line."""
    return "\n".join(_told(found, catalogue(lang))) + "\n"


def _told(found: Advice, say: Catalogue) -> Iterator[str]:
    terms = found.terms
    goal = say(f"advise.goal.{terms.goal}")
    who = (
        say("advise.new", topic=say.topic(terms.topic))
        if terms.creator == NEW
        else say("advise.known", creator=terms.creator)
    )
    yield say(
        "advise.asked", who=who, goal=goal, days=f"{terms.days:g}", people=f"{terms.base.world.people:,}",
        fresh=terms.fresh,
    )  # fmt: skip
    if not math.isnan(found.usual):
        yield say("advise.usual", n=_amount(found.usual), goal=goal)
    for one in found.sure:
        surely = say("advise.surely", least=f"{terms.least:g}") if one.verdict == "yes" else ""
        yield say("advise.helps", **_slots(one, say), goal=goal, surely=surely)
    if found.finals and not found.sure:
        yield say("advise.nothing_sure")
    for one in found.finals:
        if one not in found.sure and one not in found.harmful and one not in found.little:
            yield say("advise.perhaps", **_slots(one, say), goal=goal)
    if found.also:
        yield say("advise.also", tactics=_named(found.also, say))
    if found.little:
        yield say("advise.little", least=f"{terms.least:g}", tactics=_named(found.little, say))
    if found.harmful:
        told = say("advise.and").join(say("advise.harm", **_slots(one, say)) for one in found.harmful)
        yield say("advise.hurts", tactics=told)
    told_of = (*found.sure, *found.also, *found.little, *found.harmful, *found.finals)
    unclear = [one for one in found.screened if one not in told_of]
    if unclear:
        yield say("advise.cannot", tactics=_named(unclear, say))
    yield from _limits(found, say)


def _limits(found: Advice, say: Catalogue) -> Iterator[str]:
    """How far the advice carries."""
    if found.elsewhere:
        rows = [
            say(
                "advise.place",
                where=say(f"advise.tempo.{one.where}") if one.where in TEMPOS else one.where,
                effect=_signed(one.difference.mean),
                low=_signed(one.difference.interval().low),
                high=_signed(one.difference.interval().high),
                holds=say(f"advise.{_holds(one.difference)}"),
            )
            for one in found.elsewhere
        ]
        yield say("advise.elsewhere", rows="; ".join(rows))
    assumed = [one for one in found.finals if one.tactic.assumes]
    if assumed:
        rows = [
            say("advise.assumed_row", tactic=name(one, say), settings=", ".join(one.tactic.assumes))
            for one in assumed
        ]
        yield say("advise.assumed", rows="; ".join(rows))
    if found.finals and math.isfinite(found.finals[0].saved.seeds):
        best = found.finals[0]
        yield say("advise.saved", pairs=best.pairs, seeds=f"{best.saved.seeds:.0f}")
    if found.ended_early:
        key = f"advise.why.{found.ended_early}"
        yield say("advise.cut", why=say(key) if key in say else found.ended_early)
    for tactic, seed, error in found.failed[:10]:
        yield say("advise.failed", tactic=tactic, seed=seed, error=error)


def _holds(difference: Estimate) -> str:
    interval = difference.interval()
    if interval.low > 0:
        return "holds"
    return "turns" if interval.high < 0 else "open"


def _slots(one: Tried, say: Catalogue) -> dict[str, object]:
    interval = one.difference.interval()
    return {
        "tactic": name(one, say),
        "effect": _signed(one.difference.mean),
        "low": _signed(interval.low),
        "high": _signed(interval.high),
        "best": percent(one.best, 0),
    }


def name(one: Tried, say: Catalogue) -> str:
    """What the tactic is called; two together are named both."""
    words = [say(f"advise.tactic.{part}") for part in one.tactic.parts]
    return words[0] if len(words) == 1 else say("advise.both", one=words[0], other=words[1])


def _named(tried: Sequence[Tried], say: Catalogue) -> str:
    return say("advise.and").join(name(one, say) for one in tried)


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}"


def _signed(value: float) -> str:
    if math.isnan(value):
        return DASH
    return f"{value:+,.0f}" if abs(value) >= 20 else f"{value:+.1f}"
