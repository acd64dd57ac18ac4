"""A run on one page: what happened, in plain words with small charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulator.frames import FIGURES, HOURS_PER_DAY, Frame
from simulator.frames.told import long, told
from simulator.frames.written import percent
from simulator.locale import Wording, catalogue
from simulator.report.brand_words import told as brand_told
from simulator.report.sparks import bar, sparkline

CHART = 28
"""Cells of a chart."""
LEADERS = 5
STATES = ("varied", "narrowing", "cocooned")


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    now: str
    chart: str


def summary(frame: Frame, creators: int, run: Mapping[str, object]) -> RenderableType:
    """The page, of a frame that follows the leading creator, in the frame's language.

    `run` holds status, views, seconds and views_per_second.
    """
    say = catalogue(frame.lang)
    return Group(
        Text(_headline(frame, creators, run, say), style="bold"),
        Text(),
        _vitals(frame, say),
        Text(),
        _leaders(frame, say),
        Text(),
        _brand(frame, say),
        Text(),
        *([_hot(frame, say), Text()] if frame.hot else []),
        *([Text(_live(frame, say)), Text()] if frame.live else []),
        Text(_closing(run, say)),
        Text(say("report.digest", digest=frame.digest), overflow="fold"),
    )


def _headline(frame: Frame, creators: int, run: Mapping[str, object], say: Wording) -> str:
    past = int(str(run.get("past_days", 0)))
    line = say(
        "report.headline_past" if past else "report.headline",
        past=past,
        people=f"{frame.vitals.people:,}",
        creators=f"{creators:,}",
        videos=f"{frame.vitals.videos:,}",
        days=f"{float(str(run['days'])):.4g}",
        algorithm=frame.algorithm,
        seed=frame.seed,
    )
    return line if run["status"] == "complete" else f"{line} {say('report.interrupted')}"


def _rows(frame: Frame, say: Wording, *groups: str) -> Iterator[_Row]:
    """Figures of these groups of the table, each with its course; states of people all on the scale of all people."""
    for name, figure in FIGURES.items():
        if figure.group in groups:
            value, column = frame.vitals.figures[name], frame.trends.figures[name]
            whole = (0.0, 1.0) if name in STATES else (None, None)
            yield _Row(
                long(name, say), told(name, value, say, len(frame.topics)), sparkline(column, CHART, *whole)
            )


def _vitals(frame: Frame, say: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(say("report.platform"))
    table.add_column(say("report.now"), justify="right")
    table.add_column(say("report.over_time"))
    for row in _rows(frame, say, "platform"):
        table.add_row(row.label, row.now, Text(row.chart, style="cyan", no_wrap=True))
    table.add_row("")
    table.add_row(Text(say("report.diets"), style="dim"))
    for row in _rows(frame, say, "diets", "states"):
        table.add_row(row.label, row.now, Text(row.chart, style="cyan", no_wrap=True))
    return table


def _leaders(frame: Frame, say: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(say("report.leaders"))
    table.add_column(say("report.topic"))
    table.add_column(say("report.reach"), justify="right")
    table.add_column("")
    table.add_column(say("report.followers"), justify="right")
    for rival in frame.brand.rivals[:LEADERS]:
        topic = say.topic(frame.topics[rival.topic])
        chart = Text(bar(rival.reach, CHART // 2), style="magenta")
        table.add_row(rival.name, topic, percent(rival.reach), chart, f"{rival.followers:,}")
    return table


def _brand(frame: Frame, say: Wording) -> Group:
    """Figures of the followed creator, each with its sentence."""
    table = Table(box=None, pad_edge=False, show_header=False)
    title = Text(say("report.brand.title", name=frame.brand.name), style="dim")
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for figure in brand_told(frame.brand, frame.topics, say):
        table.add_row(figure.label, figure.value, Text(figure.sentence, style="dim"))
    return Group(title, table)


def _hot(frame: Frame, say: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(say("report.hot"))
    table.add_column(say("report.topic"))
    table.add_column(say("report.heat"), justify="right")
    table.add_column("")
    table.add_column(say("report.age"), justify="right")
    table.add_column(say("report.videos"), justify="right")
    for trend in frame.hot[:LEADERS]:
        topic = say("report.any_topic") if trend.challenge else say.topic(frame.topics[trend.topic])
        chart = Text(bar(trend.heat, CHART // 2), style="magenta")
        age = say("report.days", days=f"{trend.age_h / HOURS_PER_DAY:.1f}")
        table.add_row(f"#{trend.tag}", topic, percent(trend.heat), chart, age, f"{trend.videos:,}")
    return table


def _live(frame: Frame, say: Wording) -> str:
    return say(
        "report.live",
        streams=f"{len(frame.live):,}",
        viewers=f"{sum(stream.viewers for stream in frame.live):,}",
        gifts=f"{sum(stream.gifts for stream in frame.live):,}",
        comments=f"{sum(stream.comments for stream in frame.live):,}",
    )


def _closing(run: Mapping[str, object], say: Wording) -> str:
    return say(
        "report.speed",
        views=f"{run['views']:,}",
        seconds=f"{run['seconds']:.1f}",
        speed=f"{run['views_per_second']:,.0f}",
    )
