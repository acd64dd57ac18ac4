"""The program that asks whether the two effects of a world are true runs, and judges as it says."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from simulator.validation.targets import EFFECTS, Target
from tests.benchmarks import truth


@pytest.mark.slow
def test_a_tiny_world_gets_its_table_its_contrast_and_its_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small = ["--set", "world.people=30", "--set", "world.creators=8", "--set", "measure.least_views=1"]
    small += ["--set", "world.past_days=0"]
    file = tmp_path / "found.json"
    truth.main(
        ["--seeds", "2", "--days", "2,1", *small, "--arms", "base,random,explore", "--json", str(file)]
    )
    told, err = capsys.readouterr()
    assert all(told.count(target.what) >= 3 for target in EFFECTS)
    assert "explore minus base on day 2, 2 seeds" in told
    assert "random: " in told
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"{arm}, seed {seed}" for arm in ("base", "random", "explore") for seed in (1, 2)
    ]
    kept = json.loads(file.read_text())
    assert set(kept) == {"base", "random", "explore"}
    assert all(sorted(course) == ["1", "2"] for course in kept["base"])
    assert {target.key for target in EFFECTS} <= set(kept["base"][0]["2"])


def test_a_cell_has_mean_range_and_verdict() -> None:
    target = Target("a", "a", 0.35, math.inf, "", percent=True, least_days=30)
    assert truth.cell(target, [0.3, 0.5], 1_000, 30) == "40% (30%..50%) ok"
    assert truth.cell(target, [0.3], 1_000, 30) == "30% NO"
    assert truth.cell(target, [0.3], 1_000, 7) == "30%  ."
    assert truth.cell(target, [math.nan], 1_000, 30) == "-  ."
    assert truth.wanted(target) == "at least 35%"


def test_an_arm_that_widens_everybody_does_so_for_sure() -> None:
    def course(topics: float) -> truth.Course:
        return {7: {**dict.fromkeys(truth.COMPARED, 0.0), "topics": topics}}

    base = [course(3.0), course(3.2), course(2.9)]
    wider = [course(4.0), course(4.1), course(4.0)]
    (line,) = [line for line in truth.contrast("explore", wider, base, 7) if "topics" in line]
    assert line.endswith("leaves out 0  should widen: ok")
    (line,) = [line for line in truth.contrast("explore", base, wider, 7) if "topics" in line]
    assert line.endswith("leaves out 0  should widen: NO")


def test_cocoons_come_within_a_week_or_never() -> None:
    def course(*shares: float) -> truth.Course:
        return {
            day: {"cocooned": share, "cocooned_made": share / 2}
            for day, share in zip((7, 30), shares, strict=True)
        }

    assert truth.cocoons("content", [course(0.2, 0.05)], [7, 30]).endswith("ok")
    assert truth.cocoons("content", [course(0.05, 0.2)], [7, 30]).endswith("NO")
    assert truth.cocoons("random", [course(0.0, 0.01)], [7, 30]).endswith("ok")
    assert truth.cocoons("random", [course(0.0, 0.05)], [7, 30]).endswith("NO")


@pytest.mark.slow
def test_arms_of_a_seed_have_lived_the_same_past_if_nobody_is_born_otherwise() -> None:
    from tests.simulator.worlds import settings

    world = settings(30, 8, world={"past_days": 1})
    past = {arm: truth.opened(arm, 1, world) for arm in ("base", "explore", "dislike", "random", "firm")}
    assert {past[arm].digest for arm in ("explore", "dislike", "random")} == {past["base"].digest}
    assert past["explore"].settings.feed.rerank.exploration.share == 0.25
    assert past["dislike"].settings.behaviour.dislikes == 1.0
    assert past["random"].engine.algorithm == "random"
    assert not past["firm"].engine.world.people.susceptibility.any()


@pytest.mark.slow
def test_healing_counts_days_from_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.simulator.worlds import settings

    monkeypatch.setattr(truth, "HEAL_AT", 2)
    monkeypatch.setattr(truth, "HEALING", 3)
    found = truth.healed(1, settings(30, 8, measure={"least_views": 1}))
    assert found["topics_after"] > 1.0
    assert math.isnan(found["out_days"]) or 1.0 <= found["out_days"] <= 3.0
    assert truth.first([False, True, True]) == 1.0
    assert math.isnan(truth.first([False]))
    assert "after the switch to random" in truth.healing([{2: found}])[0]
