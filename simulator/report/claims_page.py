"""The claims of research as a table and as JSON: what each says, what was measured, and whether it holds here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulator.experiments.claims.arms import ARMS
from simulator.experiments.claims.claim import ClaimResult, StatisticResult
from simulator.experiments.claims.life import FIGURES
from simulator.experiments.claims.table import STATES
from simulator.frames.written import DASH, percent
from simulator.report.kept import defined, write_json
from simulator.report.printed import as_text, number, ruled
from simulator.version import program_version


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What all claims were tested with."""

    world: str
    people: int
    seeds: int
    days: int
    seconds: float
    """Of the clock, for all runs together."""


def document(terms: ClaimTerms, claims: Sequence[ClaimResult]) -> dict[str, object]:
    """All of it as JSON has it: every figure of every seed; what is undefined is null."""
    return {
        "feedscope": program_version(),
        "world": terms.world,
        "people": terms.people,
        "seeds": list(range(1, terms.seeds + 1)),
        "days": terms.days,
        "seconds": terms.seconds,
        "figures": FIGURES,
        "claims": [_facts(one) for one in claims],
    }


def _facts(one: ClaimResult) -> dict[str, object]:
    claim = one.claim
    return {
        "name": claim.name,
        "claim": claim.says,
        "source": claim.source,
        "caveat": claim.caveat,
        "lacks": claim.lacks or None,
        "verdict": one.verdict.value,
        "seconds": one.seconds,
        "statistics": [_measured(found) for found in one.found],
        "arms": {
            arm: {
                "changes": dict(ARMS[arm]),
                "figures": {name: [defined(run[arm][name]) for run in one.runs] for name in FIGURES},
            }
            for arm in claim.arms
        },
    }


def _measured(found: StatisticResult) -> dict[str, object]:
    mean, low, high = found.interval
    return {
        "statistic": found.statistic.what,
        "definition": found.statistic.definition,
        "expected": _expected(found) or None,
        "n": len(found.values),
        "values": [defined(value) for value in found.values],
        "mean": defined(mean),
        "low": defined(low),
        "high": defined(high),
        "chance": defined(found.chance) if found.tested else None,
        "verdict": found.verdict.value,
    }


def _expected(found: StatisticResult) -> str:
    side, bound = found.statistic.side, found.statistic.bound
    return f"{'>' if side > 0 else '<'} {bound:g}" if side else ""


def page(terms: ClaimTerms, claims: Sequence[ClaimResult], width: int | None) -> str:
    """The claims as text; `width` in characters, None for the terminal's."""
    told = [part for one in claims for part in ("", *_told(one))]
    return as_text([_heading(terms), *told, "", _closing(claims, terms)], width)


def _heading(terms: ClaimTerms) -> str:
    seeds = "1 seed" if terms.seeds == 1 else f"{terms.seeds} seeds"
    return (
        f"{terms.world}: {terms.people:,} people, {seeds} of {terms.days} days. Within a seed all arms have the same "
        f"people and the same luck. mean: of the difference within each seed; 95 % interval: Student's t, "
        f"n = {terms.seeds}. claim: from where on a difference counts. p: the chance of such a mean if the true "
        f"one lies just there, corrected for all statistics on this page (Holm); a verdict needs less than 0.05. Not "
        f"comparable: our world lacks the contrast that the paper is about."
    )


def _told(one: ClaimResult) -> Iterator[RenderableType]:
    claim = one.claim
    title = (f"{claim.name}: {one.verdict.value}", "bold")
    yield Text.assemble(title, f". {claim.says} ({claim.source}; {one.seconds:.0f} s of processor time)")
    table = ruled()
    table.add_column("statistic")
    for name in ("claim", "mean", "95 % interval", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for found in one.found:
        mean, low, high = found.interval
        ends = DASH if math.isnan(low) else f"{low:+.3f} to {high:+.3f}"
        table.add_row(
            found.statistic.what,
            _expected(found),
            number(mean, "+.3f"),
            ends,
            _chance(found),
            found.verdict.value,
        )
    yield table
    if claim.ladder:
        yield _ladder(one)
    if claim.lacks:
        yield f"Not comparable: {claim.lacks}"
    if claim.caveat:
        yield f"Mind: {claim.caveat}"


def _chance(found: StatisticResult) -> str:
    if not found.tested or math.isnan(found.chance):
        return ""
    return "< 0.001" if found.chance < 0.001 else f"{found.chance:.3f}"


def _ladder(one: ClaimResult) -> Table:
    """The three states, arm by arm, mean over seeds."""
    table = ruled()
    table.add_column("arm, weak to strong", no_wrap=True)
    for name in STATES:
        table.add_column(name, justify="right", no_wrap=True)
    for arm in one.claim.ladder:
        shares = [sum(run[arm][name] for run in one.runs) / len(one.runs) for name in STATES]
        table.add_row(arm, *(percent(share) for share in shares))
    return table


def _closing(claims: Sequence[ClaimResult], terms: ClaimTerms) -> str:
    told: list[str] = []
    for verdict in dict.fromkeys(one.verdict for one in claims):
        names = ", ".join(one.claim.name for one in claims if one.verdict is verdict)
        told.append(f"{verdict.value.capitalize()}: {names}.")
    return f"{' '.join(told)} {terms.seconds:.0f} s."


def write(folder: Path, told: dict[str, object]) -> None:
    """Put claims.json into a folder that is there, in place of an older one. RecordingError if that fails."""
    write_json(folder / "claims.json", told)
