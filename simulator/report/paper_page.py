"""A paper's runs on one page and as a document: what the paper prints, what is found here, how near it must be, and
whether it is; the orders that the paper finds; and how people are spread where the model can be watched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulator.experiments.papers.paper import Figures, ModelMoment, Paper, within
from simulator.frames.paper import Spread, figure_words
from simulator.frames.written import DASH, percent
from simulator.locale import Wording
from simulator.report.kept import defined
from simulator.report.printed import as_text, ruled
from simulator.report.sparks import bar, sparkline

CHART = 30


class PrintedRun(Protocol):
    """A row after its run, as `run_paper.Course` is one."""

    @property
    def label(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, object]: ...
    @property
    def printed(self) -> Figures: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def seconds(self) -> float: ...
    @property
    def moments(self) -> tuple[ModelMoment, ...]: ...
    def histogram(self, top: float) -> tuple[list[int], list[float]]: ...


def holds(paper: Paper, course: PrintedRun) -> bool | None:
    """Does all that is compared hold: figures within their tolerance, and orders? None where nothing is compared."""
    told = [within(paper, name, course.printed, course.figures) for name in course.figures]
    told += [order.holds(course.figures) for order in paper.orders_of(course.label, course.figures)]
    compared = [one for one in told if one is not None]
    return all(compared) if compared else None


# Documents


def listed(papers: Iterable[Paper]) -> dict[str, object]:
    """For programs: the papers there are, with their options."""
    return {
        "papers": [
            {
                "name": paper.name,
                "citation": paper.citation,
                "rows": [row.label for row in paper.rows],
                "options": {name: field.default for name, field in paper.settings.model_fields.items()},
            }
            for paper in papers
        ]
    }


def document(paper: Paper, courses: Sequence[PrintedRun], seed: int) -> dict[str, object]:
    """For programs: every row with its settings, each figure as printed and as found, and the orders; where the model
    can be watched also the histogram and the course."""
    told: dict[str, object] = {
        "paper": paper.name,
        "citation": paper.citation,
        "tolerance": dict(paper.tolerance),
        "seed": seed,
        "runs": [_facts(paper, course) for course in courses],
    }
    if paper.spread is not None:
        told["measure"] = paper.spread.measure
        told["states"] = {name: list(ends) for name, ends in paper.spread.states.items()}
    return told


def _facts(paper: Paper, course: PrintedRun) -> dict[str, object]:
    told: dict[str, object] = {
        "label": course.label,
        "settings": dict(course.settings),
        "printed": dict(course.printed),
        "measured": {name: defined(value) for name, value in course.figures.items()},
        "within": {name: within(paper, name, course.printed, course.figures) for name in course.figures},
        "orders": [
            {"order": list(order.falling), "apart": order.apart, "holds": order.holds(course.figures)}
            for order in paper.orders_of(course.label, course.figures)
        ],
        "holds": holds(paper, course),
        "seconds": course.seconds,
    }
    if paper.spread is not None and course.moments:
        counts, edges = course.histogram(paper.spread.top)
        told["histogram"] = {"people": counts, "edges": edges}
        told["course"] = [
            {"step": at.step, **{name: defined(value) for name, value in at.figures.items()}}
            for at in course.moments
        ]
    return told


# Pages


def shelf(papers: Iterable[Paper], say: Wording, width: int | None) -> str:
    """For people: the papers there are, and how one is run."""
    parts: list[RenderableType] = []
    for paper in papers:
        shows = Text("  " + say(f"paper.{paper.name}.shows"))
        parts += [Text(paper.name, style="bold"), Text("  " + paper.citation), shows, ""]
    return as_text([*parts, say("paper.page.how")], width)


def page(paper: Paper, courses: Sequence[PrintedRun], say: Wording, width: int | None) -> str:
    """For people. `width` None takes the terminal's."""
    parts: list[RenderableType] = [Text(paper.citation, style="bold"), say(f"paper.{paper.name}.shows"), ""]
    if any(course.printed or paper.orders_of(course.label, course.figures) for course in courses):
        parts += [_comparison(paper, courses, say)]
        parts += _ordered(paper, courses, say)
        key = f"paper.{paper.name}.mind"
        parts += [*([say(key)] if key in say else []), "", _closing(paper, courses, say), ""]
    else:
        parts += [_plain(paper, courses, say), ""]
    if paper.spread is not None:
        parts += [_spread(paper, paper.spread, course, say) for course in courses if course.moments]
    return as_text(parts, width)


def label(paper: Paper, course: PrintedRun, say: Wording) -> str:
    """The row's own words in this language, or what the paper calls it."""
    known = [row.label for row in paper.rows]
    key = f"paper.{paper.name}.row{known.index(course.label) + 1}" if course.label in known else ""
    if paper.across is not None and course.label == paper.across.label:
        key = f"paper.{paper.name}.across"
    if course.label not in known and not key:
        return say("paper.page.asked")
    return say(key) if key in say else course.label


def _number(value: float | None) -> str:
    """Three digits that matter at most, and never more decimals than a thousandth has."""
    if value is None or not math.isfinite(value):
        return DASH
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _verdict(fits: bool | None, say: Wording) -> str:
    return {True: say("paper.page.yes"), False: say("paper.page.no"), None: ""}[fits]


def _comparison(paper: Paper, courses: Sequence[PrintedRun], say: Wording) -> Table:
    table = ruled()
    table.add_column(say("paper.page.row"))
    table.add_column(say("paper.page.figure"))
    for head in ("paper", "here", "tolerance", "verdict"):
        table.add_column(say(f"paper.page.{head}"), justify="right", no_wrap=True)
    for course in courses:
        first = label(paper, course, say)
        for name, value in course.figures.items():
            if course.printed and name not in course.printed and paper.spread is not None:
                continue  # its states are drawn below
            fits = within(paper, name, course.printed, course.figures)
            far = f"± {paper.tolerance[name]:g}" if fits is not None else ""
            printed = _number(course.printed.get(name)) if name in course.printed else ""
            table.add_row(
                first, figure_words(paper.name, name, say), printed, _number(value), far, _verdict(fits, say)
            )
            first = ""
    return table


def _ordered(paper: Paper, courses: Sequence[PrintedRun], say: Wording) -> Iterator[Table]:
    told = [(course, order) for course in courses for order in paper.orders_of(course.label, course.figures)]
    if not told:
        return
    table = ruled()
    table.add_column(say("paper.page.order"))
    if len(courses) > 1:
        table.add_column(say("paper.page.row"))
    table.add_column(say("paper.page.here"))
    table.add_column(say("paper.page.verdict"), justify="right", no_wrap=True)
    for course, order in told:
        values = "  >  ".join(_number(course.figures[name]) for name in order.falling)
        values += "  >  0" if len(order.falling) == 1 else ""
        row = [label(paper, course, say)] if len(courses) > 1 else []
        verdict = _verdict(order.holds(course.figures), say)
        table.add_row(say(f"paper.{paper.name}.order.{order.name}"), *row, values, verdict)
    yield table


def _plain(paper: Paper, courses: Sequence[PrintedRun], say: Wording) -> Table:
    """Figures of settings for which the paper prints none."""
    table = ruled()
    table.add_column(say("paper.page.figure"))
    table.add_column(say("paper.page.here"), justify="right", no_wrap=True)
    for course in courses:
        for name, value in course.figures.items():
            table.add_row(figure_words(paper.name, name, say), _number(value))
    return table


def _closing(paper: Paper, courses: Sequence[PrintedRun], say: Wording) -> str:
    """How much of what is compared holds."""
    near = [within(paper, name, one.printed, one.figures) for one in courses for name in one.figures]
    compared = [fits for fits in near if fits is not None]
    orders = [
        order.holds(one.figures) for one in courses for order in paper.orders_of(one.label, one.figures)
    ]
    parts = [say("paper.page.near", n=sum(compared), of=len(compared))] if compared else []
    parts += [say("paper.page.ordered", n=sum(orders), of=len(orders))] if orders else []
    parts.append(say("paper.page.seconds", n=f"{sum(course.seconds for course in courses):.1f}"))
    return " ".join(parts)


def _spread(paper: Paper, spread: Spread, course: PrintedRun, say: Wording) -> Table:
    """How people are spread over the measure, and over the states now and on the way there."""
    top = spread.top
    counts, edges = course.histogram(top)
    people: NDArray[np.float64] = np.array(counts, dtype=np.float64)
    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    table.add_column(label(paper, course, say), width=40, no_wrap=True)
    table.add_column(say("paper.page.now"), justify="right")
    table.add_column(say("paper.page.course"))
    for name, (low, high) in spread.states.items():
        word = say(f"paper.{paper.name}.short.{name}")
        if high < top:
            said = say("paper.page.between", name=word, low=f"{low:g}", high=f"{high:g}")
        else:
            said = say("paper.page.above", name=word, low=f"{low:g}")
        series = np.array([at.figures[name] for at in course.moments])
        share = course.figures[name]
        table.add_row(
            said,
            percent(share, 1),
            Text(sparkline(series, CHART, 0.0, 1.0) + f"  {bar(share, 12)}", no_wrap=True),
        )
    said = say("paper.page.people", low=f"{edges[0]:g}", high=f"{edges[-1]:g}")
    table.add_row(said, f"{int(people.sum()):,}", Text(sparkline(people, len(people), 0.0), no_wrap=True))
    table.add_row("")
    return table
