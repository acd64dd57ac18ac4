"""What has changed within a day: which figures are marked, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.app.readings import READ, marked, matters, readings, why_changed
from simulator.frames import FIGURES
from simulator.locale import LANGUAGES, catalogue
from tests.app.frames import make_frame

FRAME = make_frame(tick=150, people=1000)
TOPICS = "figures.effective_topics"


def moved(by: float) -> str:
    """What is said of topics seen that moved by so much within the last day, after a day at 5."""
    ticks = np.arange(0, 73, 24, dtype=np.int32)
    figures = {name: np.full(4, 0.5) for name in FRAME.trends.figures}
    figures["effective_topics"] = np.array([5.0, 5.0, 5.0, 5.0 + by])
    frame = replace(FRAME, tick=72, trends=replace(FRAME.trends, tick=ticks, figures=figures))
    return why_changed(TOPICS, frame, catalogue("en"))


def test_what_moved_by_its_smallest_change_of_interest_has_a_double_arrow() -> None:
    assert matters("effective_topics", 5.25, 5.0) and matters("effective_topics", 4.75, 5.0)
    assert not matters("effective_topics", 5.2, 5.0) and not matters("effective_topics", float("nan"), 5.0)
    assert not matters("views_day", 9_000.0, 1.0), "the table names no such change of a count"
    assert (marked("▲ 3", True), marked("▼ 3", False), marked("=", True), marked("", True)) == (
        "▲▲ 3",
        "▼ 3",
        "=",
        "",
    )
    changes = {one.entry: (one.change, one.matters) for one in readings(FRAME, catalogue("en"))}
    assert all(change.startswith(("▲▲", "▼▼")) == much for change, much in changes.values() if change)
    assert changes[TOPICS][1], "the made world's feeds narrow"


def test_h_says_how_a_figure_has_changed_and_the_usual_reason() -> None:
    falls = catalogue("en")(f"{TOPICS}.falls")
    assert moved(-1.0) == f"Down by 1.0 within a day. Usual reason: {falls}."
    assert moved(0.5).startswith("Up by 0.5 within a day.")
    assert moved(0.0) == catalogue("en")("explain.stayed")
    assert why_changed("vitals.states", FRAME, catalogue("en")) == "", "no figure that is read"
    young = replace(FRAME, tick=3, trends=replace(FRAME.trends, tick=FRAME.trends.tick[:1] * 0 + 3))
    assert why_changed(TOPICS, young, catalogue("en")) == "", "there was no yesterday"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_that_is_read_has_a_usual_reason_up_and_down(lang: str) -> None:
    say = catalogue(lang)
    for name, figure in FIGURES.items():
        if figure.group in READ:
            up, down = say(f"figures.{name}.rises"), say(f"figures.{name}.falls")
            assert up and down and up != down and not up.endswith((".", "。"))
