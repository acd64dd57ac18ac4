"""One table of figures: whoever keeps, shows or prints one reads its row."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from simulator.app.story.measures import MEASURES
from simulator.app.two_worlds import MEASURES as COMPARED
from simulator.chronicle import Chronicle
from simulator.closeups import society
from simulator.frames import FIGURES, SOCIETY, VITALS, Trends, Vitals
from simulator.world import state
from tests.simulator.worlds import settings

ROOT = Path(__file__).parents[2]


def test_the_vitals_and_their_trends_are_those_of_the_table() -> None:
    vital = [name for name, figure in FIGURES.items() if figure.vital]
    assert {field.name for field in fields(Vitals)} == {"people", "videos", *vital}
    assert [field.name for field in fields(Trends)] == ["tick", *VITALS]


def test_every_hourly_figure_is_kept() -> None:
    chronicle = Chronicle(state.born(settings(20, 4)))
    for name, figure in FIGURES.items():
        if figure.hourly:
            assert len(chronicle.vital(name)) == 0
    assert set(VITALS) | set(SOCIETY) == {name for name, figure in FIGURES.items() if figure.hourly}


def test_whoever_shows_figures_shows_those_of_the_table() -> None:
    told = {name.removeprefix("vitals.") for name in MEASURES if name.startswith("vitals.")}
    assert told == {name for name, figure in FIGURES.items() if figure.vital}
    assert set(society.MEASURES) <= set(FIGURES)
    assert all(FIGURES[measure.field].near > 0 for measure in COMPARED)


def test_the_readme_says_of_each_what_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", readme[readme.index("## The numbers") :], re.MULTILINE)
    assert {name for name, figure in FIGURES.items() if figure.vital} <= set(rows)
