"""`import feedscope`: a world in a few lines of Python, the same as the command line runs."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import simulator
from simulator import Settings, SettingsError, World, run
from simulator.cli import command_line
from simulator.settings.files import to_toml
from tests.simulator.worlds import FEW

SMALL = {**FEW, "world.people": 60, "world.creators": 8, "feed.algorithm": "trending"}


def small(**changes: object) -> Settings:
    return Settings.preset("demo", **{**SMALL, **changes})


def test_a_world_lives_what_the_command_line_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = small(seed=3)
    (tmp_path / "small.toml").write_text(to_toml(settings), encoding="utf-8")
    assert command_line(["run", "--settings", str(tmp_path / "small.toml"), "--days", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Settings.read(tmp_path / "small.toml") == settings
    world = run(settings, days=1)
    assert world.digest == told["digest"] != run(small(seed=4), days=1).digest
    assert len(world.events["user"]) == told["views"]
    assert world.metrics["views_day"] == told["vitals"]["views_day"]
    assert world.metrics["exposure_gini"] == pytest.approx(told["vitals"]["exposure_gini"])


def test_hour_by_hour_it_is_the_same_world() -> None:
    by_days, by_hours = World(small(), algorithms=[]).run(days=0.5), World(small(), algorithms=[])
    views = [len(by_hours.step()) for _ in range(12)]
    assert by_hours.digest == by_days.digest and by_hours.hours == by_days.hours == 12
    assert sum(views) == len(by_hours.events["watch_s"])
    history = by_hours.history
    assert history["hour"].tolist() == [*range(1, 13)]
    assert {len(column) for column in history.values()} == {12}
    assert history["online"][-1] == by_hours.metrics["online"] == by_hours.frame().vitals.online
    assert by_hours.frame(person=7).phone.person == 7


def test_hours_before_the_algorithm_are_lived_first_and_not_counted() -> None:
    world = World(small(**{"world.past_days": 1}), algorithms=[])
    assert world.hours == 0 and len(world.events["user"]) == 0
    world.step()
    assert world.hours == 1 and world.frame().tick == 25
    assert set(world.events["tick"]) <= {24}
    assert len(world.history["online"]) == 1


def test_a_fork_shares_the_past_and_leaves_the_world_alone() -> None:
    world, alone = (World(small(), algorithms=["random"]).run(days=0.5) for _ in range(2))
    twin = world.fork("random").run(days=0.5)
    assert (twin.algorithm, world.algorithm) == ("random", "trending")
    assert world.digest == alone.digest and world.hours == 12 and twin.hours == 24
    mine, theirs = world.events, twin.events
    assert all(np.array_equal(theirs[name][: len(mine[name])], mine[name]) for name in mine)
    assert world.run(days=0.5).digest == alone.run(days=0.5).digest != twin.digest


def test_it_can_be_changed_while_it_runs() -> None:
    world = World(small(), algorithms=["random"]).run(days=0.25)
    world.switch("random")
    world.tune(**{"feed.adoption": 0.5})
    world.step()
    assert (world.algorithm, world.settings.feed.adoption) == ("random", 0.5)


def test_a_notebook_shows_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(small(), algorithms=[], keep_events=False)
    assert "60 people" in repr(world) and world._repr_html_().startswith("<pre>&lt;World")
    page = world.run(days=1)._repr_html_()
    assert world.digest in page.replace("\n", "") and page.startswith("<pre")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (lambda: Settings.preset("tonw"), "did you mean 'town'?"),
        (lambda: Settings.preset(**{"world.peple": 3}), "did you mean 'people'?"),
        (lambda: World(small()).run(days=0), "days must be at least an hour"),
        (lambda: World(small(), algorithms=[]).fork("random"), "algorithm must be one of trending"),
        (lambda: World(small()).tune(**{"world.people": 3}), "cannot change while the world runs"),
        (lambda: World(small(), keep_events=False).events, "events were not kept"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(asked: object, sentence: str) -> None:
    assert callable(asked)
    with pytest.raises(SettingsError) as refused:
        asked()
    assert sentence in str(refused.value)


def test_feedscope_is_the_same_face_and_loads_nothing_until_touched() -> None:
    code = (
        "import sys, feedscope\n"
        "assert not {'numpy', 'pydantic', 'numba'} & set(sys.modules), 'loaded too early'\n"
        "assert {'Settings', 'World', 'compare', 'Store'} <= set(dir(feedscope))\n"
        "from feedscope import Settings\n"
        "assert 'numba' not in sys.modules\n"
        "import simulator\n"
        "assert feedscope.World is simulator.World\n"
        "import recommender\n"
        "assert feedscope.fit is recommender.fit and feedscope.RatingKNN is recommender.RatingKNN\n"
        "print('same')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("same\n", 0), done.stderr
    assert {"Settings", "SettingsError", "World", "run", "compare", "advise", "Store", "Model"} <= set(
        simulator.__all__
    )


def test_a_world_that_nobody_holds_is_gone_at_once() -> None:
    """Not when Python next looks for circles: what lives one world after the other would hold many at a time."""
    world = World(small(), algorithms=["user-cf"])
    world.step()
    world.frame()
    gc.disable()
    try:
        engine = weakref.ref(world._simulation.engine)
        del world
        assert engine() is None
    finally:
        gc.enable()
