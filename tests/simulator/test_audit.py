"""Audits of real platforms, taken here: counting by hand and by a slow oracle, puppets in a small world, the verb."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli import command_line
from simulator.experiments.audits import AUDITS
from simulator.experiments.audits.audit import AuditMeasure, AuditResult
from simulator.experiments.audits.puppets import LAST, half_way, shown
from simulator.experiments.audits.reasons import explained
from simulator.experiments.claims.claim import Verdict
from simulator.experiments.studies.course import Course
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow
from simulator.experiments.wiring import build
from simulator.settings.files import load_preset, override
from tests.refused import refused

SMALL = override(
    load_preset("demo"),
    {"world.people": 60, "world.creators": 300, "world.past_days": 1, "methods.user_cf.threads": 1},
)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((0.40, 0.41, 0.39), Verdict.HOLDS),
        ((0.20, 0.21, 0.19), Verdict.FAILS),
        ((0.60, 0.61, 0.59), Verdict.FAILS),
        ((0.30, 0.31, 0.29), Verdict.OPEN),
        ((0.40,), Verdict.OPEN),
        ((0.40, math.nan, 0.39), Verdict.OPEN),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(values: tuple[float, ...], verdict: Verdict) -> None:
    measure = AuditMeasure("x", "x", "x", 0.3, 0.5)
    assert AuditResult(measure, values).verdict is verdict
    assert measure.range == "30% to 50%"
    assert AuditResult(AuditMeasure("x", "x", "x"), values).verdict is Verdict.SHOWN


def test_half_the_way_by_hand() -> None:
    """The topic makes a tenth at first; from the 100th video on it is all there is. Half the way from .1 to 1 is .55,
    28 of the last 50: the 80th, the 90th, and the 100th to the 125th."""
    own = np.zeros(300, dtype=bool)
    own[0:100:10] = True
    own[100:] = True
    assert half_way(own, 0.1, 1.0) == 126
    assert math.isnan(half_way(own, 0.5, 0.5)) and math.isnan(half_way(own[:60], 0.1, 1.0))


EVENT = st.tuples(
    st.integers(0, 2), st.integers(0, 3), st.lists(st.integers(-1, 4), min_size=3, max_size=3),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(EVENT, min_size=1, max_size=25))
def test_reasons_are_those_of_a_slow_count(events: list[tuple]) -> None:
    user, creator, tags, liked, followed, ended = (np.array(column) for column in zip(*events, strict=True))
    told = explained(user.astype(np.int32), creator.astype(np.int32), tags, liked, followed, ended)
    for now in range(len(events)):
        mine = [n for n in range(now) if user[n] == user[now]]
        same = [n for n in mine if creator[n] == creator[now]]
        expected = {
            "likes": any(liked[n] for n in same),
            "follows": any(followed[n] for n in same),
            "creators": any(ended[n] for n in same),
            "tags": any(liked[n] and ({*tags[n]} & {*tags[now]}) - {-1} for n in mine),
        }
        assert {name: bool(told[name][now]) for name in expected} == expected
        assert told["explained"][now] == any(expected.values())


@pytest.mark.slow
def test_a_feed_follows_a_puppet_in_a_twin_and_the_world_never_notices() -> None:
    """Under a method that matches contents, in a world so small that a topic's videos are soon all watched."""
    world = build(override(SMALL, {"feed.algorithm": "content"}), ("content",)).open()
    before = world.digest
    topic = int(np.bincount(world.engine.world.videos.topic).argmax())
    own, alike = shown(world, topic, LAST, 10), shown(world, None, LAST, 10)
    assert len(own) == len(alike) == LAST
    assert (own == topic).mean() > 0.2 > (alike == topic).mean() + 0.1
    np.testing.assert_array_equal(shown(world, topic, LAST, 10), own)
    assert (world.digest, world.tick) == (before, 24)
    assert world.engine.player is None


@pytest.mark.parametrize("name", AUDITS)
def test_the_verb_tells_every_measure_in_words_and_as_json(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    audit = AUDITS[name]

    def whole(course: Course, groups: list[dict[tuple[str, int], Plan]]) -> dict[tuple[str, int], RunRow]:
        plans = {place: plan for group in groups for place, plan in group.items()}
        assert [(place, plan.work) for place, plan in plans.items()] == [
            (("user-cf", seed), audit.work) for seed in (1, 2, 3)
        ]
        return {
            (arm, seed): RunRow(plan.key, "done", {one.name: 0.1 * seed for one in audit.measures})
            for (arm, seed), plan in plans.items()
        }

    monkeypatch.setattr(Course, "whole", whole)
    assert command_line(["audit", name, "--out", str(tmp_path)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(one.what.split()[0] in told for one in audit.measures) and audit.source in told
    assert command_line(["audit", name, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads((tmp_path / "audit.json").read_text())
    assert [one["mean"] for one in found["measures"]] == pytest.approx([0.2] * len(audit.measures))
    assert found["measures"][0]["verdict"] in {verdict.value for verdict in Verdict}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["amplify"], "audit must be one of amplification, exploit, not 'amplify'"),
        (["exploit", "--videos", "0"], "--videos must be a whole number between 1 and 100000, not '0'"),
        (["amplification", "--videos", "20"], "--videos must be a whole number between 150 and"),
        (["amplification", "--topics", "foot"], "--topics must be one of"),
        (["amplification", "--per-hour", "99"], "--per-hour must be a whole number between 1 and 40"),
        (["amplification", "--set", "world.past_days=0"], "world.past_days must be 1 or more"),
        (["exploit", "--days", "0"], "--days must be a number above 0"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "audit", *words).startswith(sentence)
