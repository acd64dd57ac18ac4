"""The run of one row of a paper: what it came to and how it went there, as an object and as the numbers that the store
of runs keeps."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.luck import Luck
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.paper import BINS, Figures, ModelMoment, PaperSetting, marks
from simulator.experiments.studies import run
from simulator.experiments.studies.plan import Plan, planned
from simulator.settings.tree import Settings

MOMENTS = 60
"""Points of the course that are kept."""
_PROBE_STEPS = 5
"""Steps of a model by which it is foreseen how long all take; the first of them is not timed."""


@dataclass(frozen=True, slots=True)
class PaperRun:
    """One row after its run: what it came to and, where its model can be watched, how it went there."""

    label: str
    settings: Mapping[str, object]
    printed: Figures
    figures: Figures
    seconds: float
    """Processor time."""
    moments: tuple[ModelMoment, ...] = ()
    """Evenly spaced, the last at the end; all but the last without values."""

    def histogram(self, top: float) -> tuple[list[int], list[float]]:
        """People in `BINS` equal ranges of 0..top, and the edges; what lies above counts in the last."""
        values = self.moments[-1].values
        known = values[np.isfinite(values)]
        counts, edges = np.histogram(np.clip(known, 0.0, top), bins=BINS, range=(0.0, top))
        return counts.tolist(), edges.tolist()


def live(name: str, row: PaperSetting, settings: Mapping[str, object], seed: int) -> PaperRun:
    """One row from the first step to the last."""
    paper = PAPERS[name]
    made = paper.settings.model_validate(settings)
    begun = time.process_time()
    model = paper.begin(made, Luck(seed))
    steps = model.steps
    kept = marks(steps, MOMENTS) if paper.spread is not None else {steps}
    moments: list[ModelMoment] = []
    for number in range(1, steps + 1):
        model.step()
        if number in kept:
            now = model.measure()
            moments.append(now if number == steps else ModelMoment(now.step, np.zeros(0), now.figures))
    seconds = time.process_time() - begun
    told = tuple(moments) if paper.spread is not None else ()
    return PaperRun(row.label, settings, row.printed, moments[-1].figures, seconds, told)


# In the store of runs


def plan(name: str, settings: Mapping[str, object], seed: int) -> Plan:
    """The run of a paper's model with such settings."""
    asked = {"paper": name, "settings": dict(settings)}
    return planned(Settings(seed=seed), 1, work=f"{__name__}:work", asked=asked)


def work(plan: Plan) -> tuple[dict[str, float], str]:
    """All that a course holds, as numbers by name: `figure <name>`, `moment <n> <name>` and `value <n>` of each person
    at the end. A paper's model has no digest."""
    asked = json.loads(plan.asked)
    course = live(asked["paper"], PaperSetting("", {}, {}), asked["settings"], plan.seed)
    told = {f"figure {name}": float(value) for name, value in course.figures.items()}
    for at, moment in enumerate(course.moments):
        told[f"moment {at} step"] = float(moment.step)
        told |= {f"moment {at} {name}": float(value) for name, value in moment.figures.items()}
    if course.moments:
        told |= {f"value {at}": float(value) for at, value in enumerate(course.moments[-1].values)}
    return told, ""


def course(row: PaperSetting, settings: Mapping[str, object], kept: run.RunRow) -> PaperRun:
    """The course that a stored run was."""
    figures: dict[str, float] = {}
    values: list[float] = []
    moments: dict[int, dict[str, float]] = {}
    for name, value in kept.values.items():
        kind, _, rest = name.partition(" ")
        if kind == "figure":
            figures[rest] = value
        elif kind == "value":
            values.append(value)
        else:
            at, _, of = rest.partition(" ")
            moments.setdefault(int(at), {})[of] = value
    told = [
        ModelMoment(int(moments[at].pop("step")), np.array(values if at == max(moments) else ()), moments[at])
        for at in sorted(moments)
    ]
    return PaperRun(row.label, settings, row.printed, figures, kept.seconds, tuple(told))


def expected_seconds(plan: Plan) -> float:
    """Seconds that such a run takes here, by the first steps of its model; NaN of a model whose steps differ."""
    asked = json.loads(plan.asked)
    paper = PAPERS[asked["paper"]]
    if paper.spread is None:
        return math.nan
    model = paper.begin(paper.settings.model_validate(asked["settings"]), Luck(plan.seed))
    model.step()
    begun = time.perf_counter()
    for _ in range(1, _PROBE_STEPS):
        model.step()
    return (time.perf_counter() - begun) / (_PROBE_STEPS - 1) * model.steps
