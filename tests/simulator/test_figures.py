"""One table of figures: whoever keeps, shows or prints one reads its row, and calls it by its one name."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from simulator.app.readings import readings
from simulator.app.screens.help import chapters
from simulator.frames import FIGURES, Figure, Unit
from simulator.frames.told import entry, long, short, told
from simulator.frames.written import percent
from simulator.locale import LANGUAGES, _flatten, catalogue
from simulator.observe.chronicle import Chronicle
from simulator.recording.frame_text import read, written
from simulator.report.document import document
from simulator.report.summary import summary
from simulator.rooms.society import state as society
from simulator.rooms.story.measures import MEASURES, named
from simulator.rooms.worlds.two_worlds import MEASURES as COMPARED
from simulator.world import state
from tests.app.frames import make_frame
from tests.simulator.worlds import lived, settings

ROOT = Path(__file__).parents[2]


def test_every_figure_is_kept_and_named_in_both_languages() -> None:
    chronicle = Chronicle(state.born(settings(20, 4)))
    for name in FIGURES:
        assert len(chronicle.vital(name)) == 0
        for lang in LANGUAGES:
            say = catalogue(lang)
            assert 0 < cell_len(short(name, say)) <= 19 and long(name, say)
            assert say(f"{entry(name)}.text").endswith((".", "。"))
    words = {key.split(".")[1] for key in catalogue("en") if key.startswith("figures.")} - {"points"}
    assert words == set(FIGURES)


def test_whoever_shows_figures_shows_those_of_the_table() -> None:
    assert {name.removeprefix("vitals.") for name in MEASURES if name.startswith("vitals.")} == set(FIGURES)
    assert set(society.MEASURES) <= set(FIGURES)
    assert all(FIGURES[measure.name].near > 0 for measure in COMPARED)


OTHERS = ("abtest.of.", "compare.measure.", "app.diet.", "view.state.", "view.states.", "paper.", "fame.column.",
          "view.brand.", "hot.column.", "view.status.", "help.ticker.", "lab.", "words.")  # fmt: skip
"""Words of an experiment's units, how a study computes what it measures over days, one person's state, one creator's or
stream's day, a paper's own measures: no figures of the platform."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_has_two_names(lang: str) -> None:
    """Two figures never share a name, and outside the table nothing is called after one or repeats its words."""
    say = catalogue(lang)
    names = [text for name in FIGURES for text in (short(name, say), long(name, say))]
    assert len(set(names)) == len(names)
    for key in say:
        if not key.startswith(("figures.", *OTHERS)):
            assert key.split(".")[-1] not in FIGURES, key
            assert say._entry(key) not in names, key
    shown = {named(one, say) for one in MEASURES if one.startswith("vitals.")}
    assert shown == {short(name, say) for name in FIGURES}


def test_no_module_names_a_figure_in_words() -> None:
    """No sentence of a module holds the name of a figure; whoever needs it asks the table."""
    names = [long(name, catalogue(lang)) for name in FIGURES for lang in LANGUAGES]
    modules = [*(ROOT / "simulator").rglob("*.py"), *(ROOT / "recommender").rglob("*.py")]
    for module in modules:
        text = module.read_text(encoding="utf-8")
        assert [name for name in names if f'"{name}' in text] == [], module


@given(st.floats(-2, 200))
def test_a_share_is_written_in_one_way(share: float) -> None:
    text = percent(share)
    assert re.fullmatch(r"-?\d+(\.\d)?%", text)
    assert float(text.rstrip("%")) == pytest.approx(100 * share, abs=0.5 if abs(share) > 0.0994 else 0.0501)
    assert told("small_half", share, catalogue("en")) == FIGURES["small_half"].written(share) == text


def test_no_other_place_writes_shares_by_itself() -> None:
    own = re.compile(r"\} %|:\.\df?\}%|:\.\d%")
    found = {
        str(path.relative_to(ROOT))
        for folder in ("app", "report", "frames")
        for path in (ROOT / "simulator" / folder).rglob("*.py")
        if own.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("count", 1234.0, "1,234"), ("minutes", 41.4, "41"), ("topics", 3.14, "3.1"), ("share", 0.041, "4.1%"),
        ("index", 0.456, "0.46"), ("points", 0.041, "4.1"), ("share", math.nan, "–"), ("count", math.nan, "–"),
    ],
)  # fmt: skip
def test_each_unit_by_hand(unit: Unit, value: float, text: str) -> None:
    places = {"topics": 1, "index": 2}.get(unit, 0)
    assert Figure(unit, lambda hour: hour.views, places=places).written(value) == text


def test_a_figure_more_is_one_row_and_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A throw-away figure: declared once, it is kept, drawn, printed, explained and written."""
    monkeypatch.setitem(FIGURES, "unliked", Figure("share", lambda hour: 1.0 - hour.a_view(hour.likes)))
    words = {"unliked": {"name": "Views unliked", "long": "Views without a like", "text": "Not liked."}}
    say = catalogue("en")
    monkeypatch.setattr(say, "_entries", {**say._entries, **dict(_flatten("figures", words))})
    chosen = settings(60, 8, world={"past_days": 0})
    run = lived(chosen, 30)
    frame = run.frame()
    likes = frame.trends.figures["like_share"]
    assert frame.vitals.unliked == pytest.approx(1 - likes[-1])
    assert frame.trends.unliked == pytest.approx(1 - likes, nan_ok=True)
    assert read(written(frame)).vitals.unliked == frame.vitals.unliked
    [shown] = [one for one in readings(frame, say) if one.label == "Views unliked"]
    assert shown.value == percent(frame.vitals.unliked) and len(shown.series) == len(likes)
    assert ("Views unliked", "Not liked.") in [row for page in chapters(say) for row in page.rows]
    facts = {"status": "complete", "days": 1, "views": 1, "seconds": 1.0, "views_per_second": 1.0}
    made = document(chosen, facts, frame, run.engine.chronicle)
    assert made["vitals"]["unliked"] == frame.vitals.unliked and len(made["daily"]["unliked"]) == 1
    console = Console(width=100)
    with console.capture() as page:
        console.print(summary(frame, 8, facts))
    assert "Views without a like" in page.get()


def test_frames_of_older_recordings_are_read_and_what_they_lack_is_undefined() -> None:
    """Once each figure was a field of its own, and there were fewer; and a field had another name."""
    frame = make_frame(30)
    old = json.loads(written(frame))
    for part in ("vitals", "trends"):
        figures = old[part].pop("figures")
        del figures["quality_seen"]
        old[part] |= figures
    old["ended"] = old.pop("unforked") + 8
    back = read(json.dumps(old))
    assert back.unforked == 7
    assert back.vitals.minutes == frame.vitals.minutes and math.isnan(back.vitals.quality_seen)
    assert np.array_equal(back.trends.minutes, frame.trends.minutes)
    assert np.isnan(back.trends.quality_seen).all() and len(back.trends.quality_seen) == len(back.trends.tick)
