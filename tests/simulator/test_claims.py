"""Claims of research: the statistics by hand, arms that differ in what the claim is about alone, and the verb."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from recommender.split import Split
from simulator.cli import claims as run_claims
from simulator.cli import command_line
from simulator.experiments.claims import CLAIMS, life
from simulator.experiments.claims.arms import (
    APART,
    ARMS,
    BASE,
    BESIDE,
    FEW,
    HALF,
    LOT,
    armed,
    sharp,
    taking_over,
)
from simulator.experiments.claims.claim import (
    Claim,
    ClaimResult,
    Statistic,
    StatisticResult,
    Verdict,
    outcome,
    together,
)
from simulator.experiments.claims.life import FIGURES, lived
from simulator.experiments.claims.student import chance, critical, inside, interval
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.store import Store
from simulator.experiments.wiring import Simulation, build
from simulator.report import claims_page
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings
from tests.refused import refused
from tests.simulator import worlds

TINY = Settings.model_validate({"world": {"people": 60, "creators": 12}})
FLAT = dict.fromkeys(FIGURES, 0.5)


def gap(side: int, least: float = 0.0) -> Statistic:
    return Statistic(
        "gap", "a minus b", ("a", "b"), lambda runs: runs["a"]["x"] - runs["b"]["x"], side, least
    )


# Statistics


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 10, 31])
def test_student_s_t_is_scipy_s(freedom: int) -> None:
    assert critical(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)
    for t in (0.0, 0.4, 2.0, 9.0):
        assert inside(t, freedom) == pytest.approx(1 - 2 * stats.t.sf(t, freedom), abs=1e-12)


def test_the_interval_by_hand_and_by_scipy() -> None:
    # 1, 2, 3: mean 2, standard error 1/sqrt(3), t 4.303 for two degrees of freedom
    assert interval([1.0, 2.0, 3.0]) == pytest.approx((2.0, 2 - 4.30265273 / 3**0.5, 2 + 4.30265273 / 3**0.5))
    values = [0.3, -1.2, 0.8, 2.5, 0.1]
    expected = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert interval(values)[1:] == pytest.approx(expected)


def test_a_single_value_has_no_interval_and_an_undefined_one_nothing() -> None:
    assert interval([2.0])[0] == 2.0
    assert math.isnan(interval([2.0])[1])
    assert all(math.isnan(part) for part in interval([1.0, math.nan]))
    assert all(math.isnan(part) for part in interval([]))


@pytest.mark.parametrize(
    ("values", "side", "verdict"),
    [
        ((1.0, 1.1, 0.9), 1, Verdict.HOLDS),
        ((1.0, 1.1, 0.9), -1, Verdict.FAILS),
        ((-1.0, -1.1, -0.9), -1, Verdict.HOLDS),
        ((-1.0, -1.1, -0.9), 1, Verdict.FAILS),
        ((1.0, -1.0, 0.5), 1, Verdict.OPEN),
        ((0.0, 0.0, 0.0), 1, Verdict.OPEN),
        ((1.0,), 1, Verdict.OPEN),
        ((1.0, math.nan, 1.0), 1, Verdict.OPEN),
        ((1.0, 1.1, 0.9), 0, Verdict.SHOWN),
    ],
)
def test_the_verdict_follows_from_the_interval(
    values: tuple[float, ...], side: int, verdict: Verdict
) -> None:
    assert StatisticResult(gap(side), values).verdict is verdict


@pytest.mark.parametrize(
    ("least", "side", "verdict"),
    [
        (0.5, 1, Verdict.HOLDS),
        (1.0, 1, Verdict.OPEN),
        (2.0, 1, Verdict.FAILS),  # surely above 0, but too little to matter
        (2.0, -1, Verdict.FAILS),
    ],
)
def test_an_effect_must_be_large_enough_to_matter(least: float, side: int, verdict: Verdict) -> None:
    assert StatisticResult(gap(side, least), (1.0, 1.1, 0.9)).verdict is verdict


def test_differences_are_taken_within_a_seed() -> None:
    """Seeds differ by hundreds, arms by about 1: unpaired, nothing could be told."""
    runs = [{"a": {"x": far + near}, "b": {"x": far}} for far, near in ((0, 1.0), (300, 1.1), (-500, 0.9))]
    (found,) = outcome(Claim("c", "c", "c", (gap(1),)), runs, 0.0).found
    assert found.values == pytest.approx((1.0, 1.1, 0.9))
    assert found.verdict is Verdict.HOLDS


def test_a_claim_holds_if_all_it_says_does() -> None:
    runs = tuple({"a": {"x": 1.0 + part}, "b": {"x": 0.0}} for part in (0.0, 0.1, -0.1))

    def verdict(*sides: int) -> Verdict:
        return ClaimResult(Claim("c", "c", "c", tuple(gap(side) for side in sides)), runs, 0.0).verdict

    assert verdict(1, 1, 0) is Verdict.HOLDS
    assert verdict(1, -1) is Verdict.FAILS
    assert ClaimResult(Claim("c", "c", "c", (gap(1),)), runs[:1], 0.0).verdict is Verdict.OPEN


def test_the_chance_of_a_mean_is_scipy_s() -> None:
    values = [0.3, -1.2, 0.8, 2.5, 0.1]
    for bound in (0.0, 0.5, -1.0):
        assert chance(values, bound) == pytest.approx(stats.ttest_1samp(values, bound).pvalue)
    assert (chance([1.0, 1.0], 1.0), chance([1.0, 1.0], 0.5)) == (1.0, 0.0)
    assert math.isnan(chance([1.0], 0.0)) and math.isnan(chance([1.0, math.nan], 0.0))


def test_what_is_sure_alone_may_be_open_among_many() -> None:
    runs = tuple({"a": {"x": 1.0 + part}, "b": {"x": 0.0}} for part in (0.0, 0.5, -0.5))
    one = ClaimResult(
        Claim("c", "c", "c", (gap(1), gap(0))), runs, 0.0
    )  # t = 3.46, p = .074; of four values .018
    one = ClaimResult(one.claim, (*runs, runs[0]), 0.0)
    assert one.verdict is Verdict.HOLDS
    (alone,) = together([one])
    assert alone.verdict is Verdict.HOLDS and alone.found[0].chance == one.found[0].chance
    assert [other.verdict for other in together([one] * 5)] == [Verdict.OPEN] * 5


def test_a_claim_whose_contrast_is_lacking_is_not_judged_and_asks_nothing_of_the_others() -> None:
    runs = tuple({"a": {"x": 1.0 + part}, "b": {"x": 0.0}} for part in (0.0, 0.1, -0.1))
    lacking = ClaimResult(Claim("c", "c", "c", (gap(1),), lacks="nobody here does so"), runs, 0.0)
    other = ClaimResult(Claim("d", "d", "d", (gap(1),)), runs, 0.0)
    first, second = together([lacking, other])
    assert (first.verdict, second.verdict) == (Verdict.LACKING, Verdict.HOLDS)
    assert first.found[0].verdict is Verdict.LACKING and second.found[0].chance == other.found[0].chance
    assert "nobody here does so" in claims_page.page(
        claims_page.ClaimTerms("demo", 60, 3, 4, 9.0), [first], 132
    )


# Claims and arms


@pytest.mark.parametrize("name", CLAIMS)
def test_statistics_need_their_own_arms_and_no_others(name: str) -> None:
    claim = CLAIMS[name]
    assert claim.name == name
    assert any(statistic.side for statistic in claim.statistics)
    for statistic in claim.statistics:
        assert set(statistic.arms) <= set(ARMS)
        assert math.isfinite(statistic.measure(dict.fromkeys(statistic.arms, FLAT)))
        moved = {arm: dict.fromkeys(FIGURES, 0.2 + 0.1 * place) for place, arm in enumerate(statistic.arms)}
        for arm in statistic.arms:
            figures = {key: 0.9 - 0.05 * place for place, key in enumerate(FIGURES)}
            other = {
                **moved,
                arm: {**figures, "narrowing": 0.95},
            }  # so that it leads, wherever the largest is asked
            assert statistic.measure(other) != statistic.measure(moved)


def test_a_gap_has_the_sign_of_the_claim() -> None:
    narrow = {**FLAT, "topics": 2.0, "relative": 0.2}
    runs = {BASE: narrow, sharp(0.0): {**FLAT, "topics": 9.0, "relative": 1.0}}
    values = [statistic.measure(runs) for statistic in CLAIMS["similarity-deepens"].statistics]
    assert values == pytest.approx([-7.0, -0.8])


def test_the_lead_of_a_state_by_hand() -> None:
    states = [
        (0.9, 0.1, 0.0),
        (0.2, 0.7, 0.1),
        (0.1, 0.6, 0.3),
        (0.0, 0.3, 0.7),
    ]
    claim = CLAIMS["three-regimes"]
    runs = {
        arm: {**FLAT, **dict(zip(("varied", "narrowing", "cocooned"), shares, strict=True))}
        for arm, shares in zip(claim.ladder, states, strict=True)
    }
    assert [one.measure(runs) for one in claim.statistics[:3]] == pytest.approx([0.8, 0.5, 0.4])


def test_every_arm_is_run_for_some_claim() -> None:
    assert set(run_claims.arms_of([*CLAIMS.values()])) == set(ARMS)


@pytest.mark.parametrize("arm", [arm for arm in ARMS if arm != FEW])
def test_arms_share_people_and_differ_in_what_they_name(arm: str) -> None:
    base, other = armed(TINY, BASE, 5), armed(TINY, arm, 5)
    assert base.seed == other.seed == 5
    changed = {name: value for name, value in flat(other).items() if flat(base)[name] != value}
    (*later,) = [name for command in taking_over(arm) for name in command.values]
    assert sorted([*changed, *later]) == sorted(ARMS[arm])
    one, two = build(base, ("user-cf",)).engine.world, build(other, (other.feed.algorithm,)).engine.world
    np.testing.assert_array_equal(one.people.innate, two.people.innate)
    np.testing.assert_array_equal(one.people.arrives, two.people.arrives)
    np.testing.assert_array_equal(one.creators.topic, two.creators.topic)
    np.testing.assert_array_equal(one.videos.topics, two.videos.topics)


def test_what_an_arm_changes_begins_with_its_algorithm(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds: dict[str, Simulation] = {}

    def kept(simulation: Simulation, *_: object) -> dict[str, float]:
        worlds[arm] = simulation
        return FLAT

    monkeypatch.setattr(life, "figures", kept)
    small = override(TINY, {"world.past_days": 1})
    for arm in (BASE, "no dislikes", LOT, HALF, "self"):
        lived(planned(armed(small, arm, 1), 4, commands=taking_over(arm)))
    assert {world.tick for world in worlds.values()} == {24}
    assert len({world.digest for world in worlds.values()}) == 1, "all have lived the same past"
    feeds = {arm: world.settings.feed for arm, world in worlds.items()}
    assert feeds[LOT].rerank.exploration.on and not feeds[BASE].rerank.exploration.on
    assert (feeds[HALF].adoption, feeds["self"].algorithm) == (0.5, "self")
    assert worlds["no dislikes"].settings.behaviour.dislikes == 0.0
    assert worlds[BASE].settings.behaviour.dislikes > 0.0


def test_a_smaller_pool_has_half_of_the_interests_and_the_same_crowd() -> None:
    base, few = armed(TINY, BASE, 5), armed(TINY, FEW, 5)
    assert few.world.topics == base.world.topics[:8] and len(base.world.topics) == 16
    assert {name for name, value in flat(few).items() if flat(base)[name] != value} == {"world.topics"}
    assert build(few, ("user-cf",)).engine.world.people.innate.shape == (60, 8)


def flat(settings: Settings) -> dict[str, object]:
    found: dict[str, object] = {}

    def walk(branch: dict[str, object], at: str) -> None:
        for name, value in branch.items():
            if isinstance(value, dict):
                walk(value, f"{at}{name}.")
            else:
                found[at + name] = value

    walk(settings.model_dump(), "")
    return found


@pytest.mark.slow
def test_a_run_has_every_figure_in_its_range_and_is_repeatable() -> None:
    found, digest = lived(planned(armed(TINY, BASE, 1), 8))
    assert list(found) == list(FIGURES)
    assert len(digest) == 64
    halves = {name for name in found if "takers" in name or "others" in name}
    assert all(math.isfinite(value) == (name not in halves) for name, value in found.items())
    assert found["varied"] + found["narrowing"] + found["cocooned"] == pytest.approx(1.0)
    assert 1 <= found["topics"] <= 16
    assert 1 <= found["creators"] <= 12
    for name in ("alike", "alike_early", "enjoyed", "drifted", "video_gini", "creator_gini", "likeness"):
        assert 0 < found[name] < 1, name
    assert lived(planned(armed(TINY, BASE, 1), 8)) == (found, digest)


@pytest.mark.slow
def test_half_of_the_people_are_served_and_the_others_choose() -> None:
    found, digest = lived(planned(armed(TINY, APART, 1), 4, asked=BESIDE[APART]))
    assert digest not in {lived(planned(armed(TINY, arm, 1), 4))[1] for arm in (BASE, "self")}
    early, late = (
        [found[f"topics_{half}{when}"] for half in ("takers", "others")] for when in ("_early", "")
    )
    for halves, whole in ((early, found["topics_early"]), (late, found["topics"])):
        assert min(halves) < whole < max(halves)


@pytest.mark.slow
def test_a_firm_taste_does_not_move() -> None:
    firm = override(armed(TINY, BASE, 1), {"people.susceptibility": 0.0})
    assert lived(planned(firm, 4))[0]["drifted"] == pytest.approx(0.0, abs=1e-5)


def test_claims_share_their_runs_and_keep_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lived: list[tuple[str, int]] = []

    def counting(simulation: Simulation, days: int, split: Split | None) -> dict[str, float]:
        assert days == 4 and (split is not None) == (len(lived) % 5 == 2)  # the third is that of two halves
        settings = simulation.engine.world.settings
        lived.append((settings.feed.algorithm, settings.seed))
        return {**FLAT, "topics": float(settings.seed)}

    monkeypatch.setattr(life, "figures", counting)
    claims = [CLAIMS["wider-and-alike"], CLAIMS["diversity-falls"], CLAIMS["cf-concentrates"]]
    told: list[str] = []

    def tested(seeds: int) -> list[ClaimResult]:
        return run_claims.put_to_the_test(claims, TINY, seeds, 4, told.append, "here", Store(tmp_path))

    tested(1)
    assert len(lived) == 5
    found = tested(2)  # the first seed's runs are in the store
    order = [*enumerate(("user-cf", "self", APART, "most-watched", "trending"))]
    served = [BASE if arm == APART else arm for _, arm in order]
    assert lived == [(algorithm, seed) for seed in (1, 2) for algorithm in served]
    ends = [re.split("  |: ", line)[:2] for line in told if " seed " in line]
    assert ends == [
        [f"{n + 1} of 5", f"{algorithm}, seed {seed}"] for seed in (1, 2) for n, algorithm in order
    ]
    assert told.count("5 of 10 runs are in the store") == 1
    assert [run[BASE]["topics"] for run in found[0].runs] == [1.0, 2.0]


# The verb

QUICK = ["validate", "--claims", "--seeds", "1", "--days", "2", "--only", "similarity-deepens"]


@pytest.mark.slow
def test_json_is_alone_on_stdout_with_every_figure_of_every_seed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDSCOPE_STORE", str(tmp_path / "runs"))
    small = {**worlds.FEW, "world.people": 200, "world.creators": 20}
    monkeypatch.setattr("simulator.cli.validate.load_preset", lambda name: override(load_preset(name), small))
    assert command_line([*QUICK, "--json", "--out", str(tmp_path / "there")]) == 0
    told, err = capsys.readouterr()
    document = json.loads(told)
    assert err.startswith("2 runs to live; a short try says how long that takes")
    assert [line.partition("  ")[0] for line in err.splitlines()[2:]] == ["1 of 2", "2 of 2"]
    (claim,) = document["claims"]
    assert (document["world"], document["seeds"], document["days"]) == ("demo", [1], 2)
    assert (claim["name"], claim["verdict"]) == ("similarity-deepens", "cannot tell")
    for statistic, expected in zip(claim["statistics"], ("< -0.25", "< -0.05"), strict=True):
        assert (statistic["n"], statistic["low"], statistic["expected"]) == (1, None, expected)
        assert statistic["values"] == [statistic["mean"]]
    assert set(claim["arms"]) == {"user-cf", "sharpness 0"}
    for arm in claim["arms"].values():
        assert {name: len(values) for name, values in arm["figures"].items()} == dict.fromkeys(FIGURES, 1)
    assert json.loads((tmp_path / "there" / "claims.json").read_text()) == document


def test_the_page_says_claim_interval_and_verdict() -> None:
    runs = [
        {arm: {**FLAT, "varied": 0.2 + 0.01 * seed} for arm in CLAIMS["three-regimes"].arms}
        for seed in range(3)
    ]
    found = outcome(CLAIMS["three-regimes"], runs, 3.0)
    page = claims_page.page(claims_page.ClaimTerms("demo", 60, 3, 4, 9.0), [found], 132)
    assert f"three-regimes: {found.verdict.value}." in page
    assert "n = 3" in page
    assert "sharpness 15" in page
    assert "21%" in page
    assert "feedscope paper piao2023" in page.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--claims", "--only", "similarity"], "--only must be one of similarity-deepens, "),
        (["--claims", "--only", ","], "--only must name at least one of similarity-deepens, "),
        (["--only", "cf-concentrates"], "--only needs --claims"),
        (["--claims", "--seeds", "0"], "--seeds must be a whole number between 1 and 1000, not '0'"),
        (["--claims", "--world", "demo,town"], "--world must name one world with --claims, not 'demo,town'"),
    ],
)
def test_wrong_options_end_in_one_line(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "validate", *words).startswith(sentence)
