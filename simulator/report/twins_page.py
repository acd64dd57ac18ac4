"""How good the twins are: figures of a log beside those of the world whose people were made after its people.

In the document, "twins" is null where people have no models, else it has the same fields for "log" and "world":
views_per_day (mean and median of people), topics (share of all views by topic), items (shown at all), appeal_spread
(standard deviation, in logits), and of views and of views to the end the gini and the top_tenth, 0..1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from simulator.experiments.likeness import LikenessFigures
from simulator.frames.written import percent
from simulator.locale import Wording, catalogue
from simulator.report.printed import number

TOPICS = 5
"""Topics in the table: those that the log watches most."""


def document(log: LikenessFigures, world: LikenessFigures, topics: Sequence[str]) -> dict[str, object]:
    """Both for programs; `topics` are the keys."""
    return {"log": _told(log, topics), "world": _told(world, topics)}


def _told(of: LikenessFigures, topics: Sequence[str]) -> dict[str, object]:
    return {
        "views_per_day": {"mean": of.mean_views, "median": of.median_views},
        "topics": dict(zip(topics, of.topics, strict=True)),
        "items": of.items,
        "appeal_spread": of.appeal_spread,
        "views": {"gini": of.views_gini, "top_tenth": of.views_top_tenth},
        "ends": {"gini": of.ends_gini, "top_tenth": of.ends_top_tenth},
    }


def table(log: LikenessFigures, world: LikenessFigures, topics: Sequence[str], lang: str) -> Group:
    """Both for people, side by side."""
    say = catalogue(lang)
    made = Table(box=None, pad_edge=False, header_style="dim")
    made.add_column(say("report.twins.title"))
    made.add_column(say("report.twins.log"), justify="right")
    made.add_column(say("report.twins.world"), justify="right")
    for label, value in _rows(topics, say):
        made.add_row(label, value(log), value(world))
    return Group(made, Text(say("report.twins.note"), style="dim"))


def _rows(topics: Sequence[str], say: Wording) -> Iterator[tuple[str, Callable[[LikenessFigures], str]]]:
    yield say("report.twins.mean"), lambda of: number(of.mean_views, ",.1f")
    yield say("report.twins.median"), lambda of: number(of.median_views, ",.1f")
    for place, topic in enumerate(topics[:TOPICS]):
        label = say("report.twins.topic", topic=say.topic(topic))
        yield label, lambda of, place=place: percent(of.topics[place])
    yield say("report.twins.items"), lambda of: f"{of.items:,}"
    yield say("report.twins.views_top"), lambda of: percent(of.views_top_tenth)
    yield say("report.twins.views_gini"), lambda of: number(of.views_gini, ",.2f")
    yield say("report.twins.ends_top"), lambda of: percent(of.ends_top_tenth)
    yield say("report.twins.ends_gini"), lambda of: number(of.ends_gini, ",.2f")
    yield say("report.twins.appeal"), lambda of: number(of.appeal_spread, ",.2f")
