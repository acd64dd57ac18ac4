"""A paper's runs on one page and as a document: printed figures beside measured ones, and how people are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulator.experiments.papers.paper import Measured, Paper
from simulator.report.kept import defined
from simulator.report.printed import as_text
from simulator.report.sparks import bar, sparkline

CHART = 30


class Course(Protocol):
    """A run, as `run_paper.Course` is one."""

    @property
    def label(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, object]: ...
    @property
    def printed(self) -> Mapping[str, float]: ...
    @property
    def moments(self) -> tuple[Measured, ...]: ...
    @property
    def last(self) -> Measured: ...
    def histogram(self, top: float) -> tuple[list[int], list[float]]: ...


def holds(paper: Paper, course: Course) -> bool | None:
    """Do all compared figures lie within the tolerance? None where the paper prints none."""
    compared = [
        abs(course.last.figures[name] - course.printed[name]) <= far
        for name, far in paper.tolerance.items()
        if name in course.printed
    ]
    return all(compared) if compared else None


def document(paper: Paper, courses: Sequence[Course], seed: int) -> dict[str, object]:
    """For programs: every run with its settings, printed and measured figures, histogram and course."""
    top = paper.top
    runs: list[dict[str, object]] = []
    for course in courses:
        counts, edges = course.histogram(top)
        runs.append(
            {
                "label": course.label,
                "settings": dict(course.settings),
                "printed": dict(course.printed),
                "measured": {name: defined(value) for name, value in course.last.figures.items()},
                "holds": holds(paper, course),
                "histogram": {"people": counts, "edges": edges},
                "course": [
                    {"step": at.step, **{name: defined(value) for name, value in at.figures.items()}}
                    for at in course.moments
                ],
            }
        )
    return {
        "paper": paper.name,
        "citation": paper.citation,
        "measure": paper.measure,
        "tolerance": dict(paper.tolerance),
        "states": {name: list(ends) for name, ends in paper.states.items()},
        "seed": seed,
        "runs": runs,
    }


def page(paper: Paper, courses: Sequence[Course], width: int | None) -> str:
    """For people. `width` None takes the terminal's."""
    parts: list[RenderableType] = [Text(paper.citation, style="bold"), f"Measured is {paper.measure}.", ""]
    if any(course.printed for course in courses):
        parts += [_comparison(paper, courses), ""]
    return as_text([*parts, *(_spread(paper, course) for course in courses)], width)


def _comparison(paper: Paper, courses: Sequence[Course]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("the paper's rows")
    for head in ("mean, paper", "measured", "within", "deep cocoons, paper", "measured"):
        table.add_column(head, justify="right")
    for course in courses:
        far = paper.tolerance["mean"]
        verdict = {True: f"{far:g}: yes", False: f"{far:g}: no", None: "-"}[holds(paper, course)]
        now, printed = course.last.figures, course.printed
        table.add_row(
            course.label,
            f"{printed['mean']:.3f}",
            f"{now['mean']:.3f}",
            verdict,
            f"{100 * printed['deep']:.1f} %",
            f"{100 * now['deep']:.1f} %",
        )
    return table


def _spread(paper: Paper, course: Course) -> Table:
    """How people are spread over the measure, and over the states now and on the way there."""
    top = paper.top
    counts, edges = course.histogram(top)
    people: NDArray[np.float64] = np.array(counts, dtype=np.float64)
    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    table.add_column(course.label, width=36, no_wrap=True)
    table.add_column("now", justify="right")
    table.add_column("over time, from left to right")
    for name in paper.states:
        low, high = paper.states[name]
        said = f"{name} ({low:g} to {high:g})" if high < top else f"{name} (above {low:g})"
        series = np.array([at.figures[name] for at in course.moments])
        share = course.last.figures[name]
        table.add_row(
            said,
            f"{100 * share:.1f} %",
            Text(sparkline(series, CHART, 0.0, 1.0) + f"  {bar(share, 12)}", no_wrap=True),
        )
    said = f"people from {edges[0]:g} to {edges[-1]:g}"
    table.add_row(said, f"{int(people.sum()):,}", Text(sparkline(people, len(people), 0.0), no_wrap=True))
    table.add_row("")
    return table
