"""Experiments inside a world: who is served by what, what is measured of whom, and how far that is from the truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from recommender.types import NO_ITEM
from simulator.cli import command_line
from simulator.experiments.studies.abtest import AbtestDesign, Experiment, abtest, designed
from simulator.experiments.studies.experiment import in_second
from simulator.experiments.studies.inference import wilson
from simulator.experiments.studies.run import RunRow, run_one
from simulator.experiments.wiring import build
from simulator.report import abtest_page
from simulator.settings.files import override
from simulator.settings.tree import Settings, SettingsError
from simulator.simulation import Simulation
from tests.simulator.worlds import FEW

SMALL = override(Settings(), {**FEW, "world.people": 60, "world.creators": 12, "feed.algorithm": "newest"})
OTHER = override(SMALL, {"feed.algorithm": "most-watched"})
Captured = pytest.CaptureFixture[str]


def lived(side: str, share: float = 0.5, hours: int = 8) -> Simulation:
    world = build(SMALL, ("newest", "most-watched"))
    world.split(OTHER, side, share)  # pyright: ignore[reportArgumentType]
    for _ in range(hours):
        world.step()
    return world


def slates(world: Simulation, name: str, n: int = 10) -> np.ndarray:
    people = np.arange(60, dtype=np.int32)
    return world.engine.methods[name].recommend(people, n, world.tick).items


def test_viewers_get_the_slates_of_their_arm() -> None:
    world = lived("viewers")
    split = world._methods["newest"]
    treated = split.viewers(np.arange(60))  # pyright: ignore
    assert 15 < treated.sum() < 45
    theirs, ours = slates(world, "most-watched"), slates(build(SMALL, ("newest",)), "newest")
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(slates(world, "newest")[treated], theirs[treated])
    pure = super(type(split), split).recommend(np.arange(60, dtype=np.int32), 10, world.tick).items
    np.testing.assert_array_equal(slates(world, "newest")[~treated], pure[~treated])
    assert (pure != theirs).any()


def test_a_merged_slate_keeps_each_method_s_order_of_its_own_creators() -> None:
    world = lived("creators")
    split = world._methods["newest"]
    made_by = world.engine.world.videos.creator
    treated = split.creators(np.arange(12))  # pyright: ignore
    assert 0 < treated.sum() < 12
    people = np.arange(60, dtype=np.int32)
    own = super(type(split), split).recommend(people, 40, world.tick).items
    theirs = split.other.recommend(people, 40, world.tick).items  # pyright: ignore
    merged = slates(world, "newest", 20)
    for person in range(60):
        row = merged[person][merged[person] != NO_ITEM]
        assert len(set(row)) == len(row)
        for pure, arm in ((own, False), (theirs, True)):
            order = [item for item in pure[person] if item >= 0 and treated[made_by[item]] == arm]
            kept = [item for item in row if treated[made_by[item]] == arm]
            assert kept == order[: len(kept)]


def test_both_sides_touch_only_treated_viewers() -> None:
    world = lived("both")
    split = world._methods["newest"]
    treated = split.viewers(np.arange(60))  # pyright: ignore
    pure = super(type(split), split).recommend(np.arange(60, dtype=np.int32), 10, world.tick).items
    now = slates(world, "newest")
    np.testing.assert_array_equal(now[~treated], pure[~treated])
    assert (now[treated] != pure[treated]).any()


def test_a_split_between_equals_changes_nothing() -> None:
    plain, split = build(SMALL, ("newest",)), build(SMALL, ("newest",))
    split.split(SMALL, "viewers", 0.5)
    for _ in range(8):
        plain.step()
        split.step()
    assert split.digest == plain.digest


def test_reasons_and_scores_are_those_of_the_arm() -> None:
    world = lived("viewers")
    split = world._methods["newest"]
    people = np.arange(60, dtype=np.int32)
    slate = split.recommend(people, 5, world.tick)
    np.testing.assert_array_equal(
        split.score(people, slate.items, world.tick) == slate.scores, slate.items >= 0
    )
    for person in (int(np.argmax(split.viewers(people))), int(np.argmin(split.viewers(people)))):  # pyright: ignore
        why = split.explain(person, int(slate.items[person, 0]), world.tick)
        assert why.source == slate.source[person, 0]


def design(side: str, **more: object) -> AbtestDesign:
    words = {"base": SMALL, "split": side, "share": 0.5, "days": 1.0, "window": None, "seeds": 2}
    return designed("newest", "most-watched", measures=("views", "enjoyed"), **(words | more))  # pyright: ignore


@pytest.mark.sampled(4)
@pytest.mark.parametrize("side", ["viewers", "creators", "both", "switchback:6h"])
def test_arms_add_up_to_the_world(side: str) -> None:
    """Views of both arms, each times its units and days, are all views of the world; in a small world by hand."""
    plans = design(side).plans(3)
    split, twin = run_one(plans["split"]), run_one(plans["a"])
    assert split.done and twin.done, (split.error, twin.error)
    world = build(plans["split"].settings, ("newest", "most-watched"))
    made = world.split(OTHER, side, 0.5) if side[0] != "s" else None  # pyright: ignore
    second, views = in_second(3, 24, 6), 0
    for tick in range(24):
        if made is None and tick % 6 == 0:
            world.switch("most-watched" if second[tick] else "newest")
        events = len(world.engine.step().interactions)
        views += events if tick >= plans["split"].first else 0
    days = (24 - plans["split"].first) / 24
    if made is None:
        one, two = 60 * days * second.mean(), 60 * days * (1 - second.mean())
    else:
        v, c = made.viewers(np.arange(60)).sum(), made.creators(np.arange(12)).sum()
        one = {"viewers": v, "creators": c, "both": v * c / 12}[side] * days
        two = (12 if side == "creators" else 60) * days - one
    assert split["views.b"] * one + split["views.a"] * two == pytest.approx(views)
    assert split.digest == world.digest
    assert twin["views.viewer"] * 60 == pytest.approx(twin["views.creator"] * 12)


def test_a_switchback_gives_each_arm_one_of_two_periods() -> None:
    second = in_second(5, 24 * 8, 24)
    days = second.reshape(8, 24)
    assert (days == days[:, :1]).all()
    assert (days[:, 0].reshape(4, 2).sum(axis=1) == 1).all()
    assert len({tuple(in_second(seed, 192, 24)) for seed in range(8)}) > 2


def told(effects: list[tuple[float, float]]) -> Experiment:
    made = design("viewers", seeds=len(effects))
    rows: dict[tuple[str, int], RunRow] = {}
    for seed, (naive, truth) in enumerate(effects, start=1):
        rows["split", seed] = RunRow("k", "done", {"views.a": 10.0, "views.b": 10.0 + naive})
        rows["a", seed] = RunRow("k", "done", {"views.viewer": 9.0})
        rows["b", seed] = RunRow("k", "done", {"views.viewer": 9.0 + truth})
    return Experiment(made, rows)


def test_bias_is_naive_less_truth_and_wrong_signs_are_counted() -> None:
    line = told([(2.0, 1.0), (3.0, 1.0), (1.0, -1.0), (2.0, 0.5)]).table[0]
    assert line.bias.mean == pytest.approx((1 + 2 + 2 + 1.5) / 4)
    assert (line.naive.mean, line.truth.mean, line.all_a) == pytest.approx((2.0, 0.375, 9.0))
    assert (line.wrong, line.pairs) == (1, 4)
    assert (line.often.low, line.often.high) == pytest.approx((0.0456, 0.6994), abs=1e-4)


def test_the_table_breaks_no_interval() -> None:
    page = abtest_page.page(told([(0.0021, -0.0007), (-0.0093, 0.0002), (0.0054, -0.0031)]), "en", 120)
    assert "[-0.020, +0.019]" in page, page
    assert all(line.count("[") == line.count("]") for line in page.splitlines())


def test_wilson_s_interval_by_hand() -> None:
    found = wilson(0, 10)
    assert (found.low, found.high) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert not wilson(0, 0).known


def test_a_run_that_fails_costs_its_seed_alone() -> None:
    found = told([(2.0, 1.0), (3.0, 1.0), (1.0, 1.0)])
    ill = Experiment(found.design, {**found.rows, ("b", 2): RunRow("k", "failed", {}, error="ill")})
    assert ill.table[0].pairs == 2
    assert (ill.exit_code, ill.failed) == (3, (("b", 2, "ill"),))
    assert np.isnan(ill.values.where(seed=2, measure="views")["value"]).all()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"split": "people"}, "--split must be one of viewers, creators, both, switchback"),
        ({"split": "switchback"}, "a switchback needs a period such as switchback:7d"),
        ({"split": "viewers:7d"}, "only a switchback has a period"),
        ({"split": "switchback:7d"}, "needs at least two periods"),
        ({"share": 1.0}, "--share must be above 0 and below 1, not 1"),
        ({"measures": ("vews",)}, "--measure must be one of minutes"),
        (
            {"b": "x=newest,taste.drift=0.1"},
            "may change feed.algorithm, feed.adoption, feed.rerank, not taste.drift",
        ),
        ({"b": "magic"}, "must be one of user-cf"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: dict[str, object], sentence: str) -> None:
    usual = {"a": "newest", "b": "random", "base": SMALL, "days": 1.0, "executor": "here"}
    with pytest.raises(SettingsError, match=sentence) as error:
        abtest(**(usual | words))  # pyright: ignore
    assert "\n" not in str(error.value)


def test_the_verb_tells_both_languages(tmp_path: Path, capsys: Captured) -> None:
    few = [
        word
        for name, value in {**FEW, "world.people": 60, "world.creators": 12}.items()
        for word in ("--set", f"{name}={value}")
    ]
    words = ["abtest", "newest", "random", "--days", "0.5", "--seeds", "2", "--executor", "here", *few]
    words += ["--store", str(tmp_path)]
    assert command_line(words) == 0
    assert (
        "random against newest: 50% of viewers are served by the second"
        in capsys.readouterr().out.replace("\n", " ")
    )
    assert command_line([*words, "--lang", "zh"]) == 0
    assert "朴素估计" in capsys.readouterr().out
    assert command_line([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"][0]["worlds"] == 2
