"""A run as text: charts that mean what they show, and both languages complete."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from simulator.experiments.wiring import Simulation
from simulator.frames import FIGURES
from simulator.frames.written import percent
from simulator.locale import catalogue
from simulator.report.brand_words import told
from simulator.report.document import document
from simulator.report.sparks import bar, sparkline
from simulator.report.summary import summary
from simulator.settings.files import load_preset, override
from tests.simulator import worlds

RUN = {
    "status": "complete", "ticks": 30, "days": 1.25,
    "views": 1234, "seconds": 0.5, "views_per_second": 2468.0, "digest": "0" * 64,
}  # fmt: skip


def lived(hours: int, lang: str = "en") -> Simulation:
    small = {**worlds.FEW, "world.people": 40, "world.creators": 6, "feed.algorithm": "newest", "lang": lang}
    return worlds.lived(override(load_preset("demo"), small), hours)


@pytest.fixture(scope="module")
def eight_days() -> Simulation:
    """Long enough for growth to be told."""
    return lived(24 * 8)


def page(world: Simulation, **changed: object) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as printed:
        console.print(summary(world.frame(), 6, {**RUN, **changed}))
    return printed.get()


# Charts


def test_a_sparkline_rises_with_its_column() -> None:
    assert sparkline(np.arange(8.0), 8) == "▁▂▃▄▅▆▇█"
    assert sparkline(np.arange(8.0)[::-1], 8) == "█▇▆▅▄▃▂▁"


def test_a_sparkline_averages_what_does_not_fit() -> None:
    assert sparkline(np.array([0.0, 0.0, 4.0, 4.0, 8.0, 8.0]), 3) == "▁▅█"


def test_a_sparkline_on_a_fixed_scale_can_be_compared() -> None:
    assert sparkline(np.array([0.0, 0.5, 1.0]), 3, 0.0, 1.0) == "▁▅█"
    assert sparkline(np.array([0.5, 0.5]), 2, 0.0, 1.0) == "▅▅"


def test_what_is_undefined_is_a_gap() -> None:
    assert sparkline(np.array([np.nan, 1.0, 2.0]), 3) == " ▁█"
    assert sparkline(np.array([np.nan, np.nan]), 5) == "  "
    assert sparkline(np.array([]), 5) == ""
    assert bar(float("nan"), 4) == "    "


def test_a_column_that_never_changes_lies_in_the_middle() -> None:
    assert sparkline(np.full(3, 7.0), 3) == "▅▅▅"


@given(st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), max_size=90), st.integers(1, 40))
def test_a_sparkline_is_never_wider_than_asked(values: list[float], width: int) -> None:
    assert len(sparkline(np.array(values), width)) == min(width, len(values))


@given(st.floats(0.0, 1.0), st.integers(1, 40))
def test_a_bar_fills_its_share_to_an_eighth_of_a_cell(share: float, width: int) -> None:
    drawn = bar(share, width)
    eighths = sum(" ▏▎▍▌▋▊▉█".index(cell) for cell in drawn)
    assert len(drawn) == width
    assert abs(eighths / 8 - share * width) <= 1 / 16 + 1e-9


# The document


def test_the_document_is_json_and_says_null_for_undefined() -> None:
    world = lived(0)
    told = document(world.settings, RUN, world.frame(), world.engine.chronicle)
    text = json.dumps(told, allow_nan=False)
    assert json.loads(text)["vitals"]["effective_topics"] is None
    assert json.loads(text)["daily"]["day"] == []


def test_the_document_s_days_are_the_world_s() -> None:
    world = lived(50)
    told = json.loads(json.dumps(document(world.settings, RUN, world.frame(), world.engine.chronicle)))
    assert set(told["vitals"]) == {"people", "videos", *FIGURES}
    assert set(told["daily"]) == {"day", *FIGURES}
    assert told["daily"]["day"] == [1, 2]
    views = world.engine.chronicle.vital("views_day")
    assert told["daily"]["views_day"] == [views[23], views[47]]


@pytest.mark.slow
def test_the_document_tells_the_followed_brand(eight_days: Simulation) -> None:
    world, frame = eight_days, eight_days.frame()
    whole = document(world.settings, RUN, frame, world.engine.chronicle)
    brand = json.loads(json.dumps(whole, allow_nan=False))["brand"]
    assert brand["index"] == pytest.approx(25 * sum(brand["parts"].values()))
    assert list(brand["parts"]) == ["awareness", "linked", "perceived_quality", "loyalty"]
    topic, share = frame.brand.links[0]
    assert brand["associations"][0] == {"topic": frame.topics[topic], "share": share}
    assert set(brand["bass"]) == {"p", "q", "m", "fit"}
    assert set(brand["sentences"]) == {"index", *brand["parts"], "associations", "advocates", "p", "q", "m"}
    assert all(sentence.endswith(".") for sentence in brand["sentences"].values())


# The page


def test_an_end_below_the_reach_of_now_is_not_told_as_the_end(eight_days: Simulation) -> None:
    brand = eight_days.frame().brand
    topics, say = eight_days.settings.world.topics, catalogue("en")
    for reach, says in ((0.9, True), (0.1, False)):
        bass = replace(brand.bass, m=0.5, fit=0.9)
        (end,) = (row for row in told(replace(brand, reach=reach, bass=bass), topics, say) if row.key == "m")
        assert (end.sentence == say("report.brand.m.outgrown")) == says


def test_the_page_tells_the_brand_and_says_not_yet_while_a_week_is_not_over(eight_days: Simulation) -> None:
    world, brand = eight_days, eight_days.frame().brand
    young, text = page(lived(2)), page(eight_days)
    assert brand.name in text
    assert re.search(rf"Brand index, 0 to 100 +{brand.index:.0f} ", text)
    topic, share = brand.links[0]
    assert f"{catalogue('en')('topic.' + world.settings.world.topics[topic])} {percent(share)}" in text
    assert percent(brand.bass.p) in text
    assert "not yet" in young
    assert "not yet" not in text


def test_the_page_says_what_the_frame_says() -> None:
    world = lived(30)
    text, vitals = page(world), world.frame().vitals
    assert f"{vitals.effective_topics:.1f} of 16" in text
    assert percent(vitals.cocooned) in text
    assert "40 people, 6 creators" in text
    assert "1.25 days of newest, seed 1" in text
    assert "1,234 views in 0.5 s: 2,468 views a second." in text
    assert world.digest in text
    assert "nan" not in text


def test_an_interrupted_run_says_so() -> None:
    assert "(interrupted)" in page(lived(2), status="interrupted")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_before_the_first_hour_nothing_is_defined_and_the_page_still_prints(lang: str) -> None:
    text = page(lived(0, lang))
    assert "–" in text
    assert "nan" not in text


def test_both_languages_have_the_same_sentences_with_the_same_values() -> None:
    english, chinese = catalogue("en"), catalogue("zh")

    def values(sentence: str) -> list[str]:
        return sorted(re.findall(r"{(\w+)[}:]", sentence))

    keys = {key for key in english if key.startswith(("cli.", "report."))}
    assert keys == {key for key in chinese if key.startswith(("cli.", "report."))}
    assert len(keys) > 30
    for key in keys:
        assert values(english(key)) == values(chinese(key)), key
