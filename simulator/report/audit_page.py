"""An audit as a table and as JSON: what was found on a platform, what is found here, and whether that agrees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from simulator.experiments.audits.audit import Audit, AuditResult
from simulator.frames.written import DASH
from simulator.report.kept import defined, write_json
from simulator.report.printed import as_text, ruled
from simulator.version import program_version


@dataclass(frozen=True, slots=True)
class AuditTerms:
    """What was looked at."""

    world: str
    people: int
    algorithm: str
    seeds: int
    asked: Mapping[str, int | list[str]]
    """How many videos, which topics."""


def runs_of(seeds: int) -> str:
    """ "3 worlds"."""
    return "1 world" if seeds == 1 else f"{seeds} worlds"


def document(
    terms: AuditTerms, audit: Audit, found: Sequence[AuditResult], runs: Sequence[Mapping[str, float]]
) -> dict[str, object]:
    """All of it as JSON has it: every figure of every seed; what is undefined is null."""
    return {
        "feedscope": program_version(),
        "audit": audit.name,
        "says": audit.says,
        "source": audit.source,
        "caveat": audit.caveat,
        "world": terms.world,
        "people": terms.people,
        "algorithm": terms.algorithm,
        "seeds": list(range(1, terms.seeds + 1)),
        "asked": dict(terms.asked),
        "measures": [_measured(one) for one in found],
        "figures": {name: [defined(run.get(name, math.nan)) for run in runs] for name in runs[0]},
    }


def _measured(found: AuditResult) -> dict[str, object]:
    measure = found.measure
    mean, low, high = found.interval
    return {
        "name": measure.name,
        "measure": measure.what,
        "definition": measure.definition,
        "least": defined(measure.low),
        "most": defined(measure.high),
        "values": [defined(value) for value in found.values],
        "mean": defined(mean),
        "low": defined(low),
        "high": defined(high),
        "verdict": found.verdict.value,
    }


def page(terms: AuditTerms, audit: Audit, found: Sequence[AuditResult], width: int | None) -> str:
    """The audit as text; `width` in characters, None for the terminal's."""
    how = ", ".join(f"{name.replace('_', ' ')} {_listed(value)}" for name, value in terms.asked.items())
    heading = (
        f"{terms.world}: {terms.people:,} people under {terms.algorithm}, {runs_of(terms.seeds)}; {how}. mean: over "
        f"the seeds, with Student's 95 % interval, n = {terms.seeds}; a verdict needs all of it on one side."
    )
    table = ruled()
    table.add_column("measure")
    for name in ("on the platform", "here", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for one in found:
        mean, low, high = one.interval
        told = one.measure.told
        ends = DASH if math.isnan(low) else f"{told(low)} to {told(high)}"
        table.add_row(one.measure.what, one.measure.range, told(mean), ends, one.verdict.value)
    title = Text.assemble((f"{audit.name}", "bold"), f". {audit.says} ({audit.source})")
    return as_text([heading, "", title, table, f"Mind: {audit.caveat}"], width)


def _listed(value: int | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def write(folder: Path, told: Mapping[str, object]) -> None:
    """Put audit.json into a folder that is there, in place of an older one. RecordingError if that fails."""
    write_json(folder / "audit.json", told)
