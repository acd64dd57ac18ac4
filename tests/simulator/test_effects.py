"""Whose cocoons form and who wins reach: every figure by hand, at its ends, by a property and by a second formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.metrics import growth, ownership, persistence, tail
from simulator.metrics.diffusion import bass_curve
from simulator.metrics.inequality import gini
from simulator.validation.effects import WEEK_H, Effects
from simulator.validation.returning import Returning
from tests.simulator.worlds import events, lived, settings, stocked

NAN = float("nan")

# Whose cocoon


def test_favourites_by_hand() -> None:
    amounts = np.array([[1.0, 3.0, 2.0], [2.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    assert ownership.favourite(amounts).tolist() == [1, 0, ownership.NOTHING]
    assert ownership.led(amounts).tolist() == [0.5, 0.5, 0.0]
    assert ownership.largest_group(amounts) == 0.5


def test_one_crowd_and_everybody_for_themselves() -> None:
    crowd, own = np.tile([1.0, 0.0, 0.0, 0.0], (4, 1)), np.eye(4)
    assert ownership.largest_group(crowd) == 1.0
    assert ownership.largest_group(own) == 0.25
    assert ownership.among_own(crowd, own) == 0.25 == ownership.by_chance(crowd, own)
    assert ownership.among_own(own, own) == 1.0
    assert ownership.by_chance(own, own) == 0.25
    assert ownership.by_chance(own, own, first=3) == 0.75


def test_among_own_by_hand() -> None:
    inborn = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [1.0, 0.0, 0.0]])
    watched = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 9.0], [0.0, 0.0, 0.0]])
    assert ownership.among_own(watched, inborn) == pytest.approx(1 / 3)  # the second person
    assert ownership.among_own(watched, inborn, first=2) == pytest.approx(2 / 3)
    assert ownership.among_own(watched, inborn, first=3) == 1.0
    assert ownership.by_chance(watched, inborn) == pytest.approx(2 / 3 * 1 / 3)


def test_nobody_watched_anything() -> None:
    none, inborn = np.zeros((3, 4)), np.full((3, 4), 0.25)
    assert np.isnan(ownership.largest_group(none))
    assert np.isnan(ownership.among_own(none, inborn))
    assert np.isnan(ownership.by_chance(none, inborn))


def test_by_chance_is_what_shuffled_people_have() -> None:
    luck = np.random.default_rng(1)
    inborn, watched = luck.dirichlet(np.full(6, 0.5), 300), luck.dirichlet([4, 2, 1, 1, 1, 1], 300)
    shuffled = [ownership.among_own(watched[luck.permutation(300)], inborn, 2) for _ in range(400)]
    assert ownership.by_chance(watched, inborn, 2) == pytest.approx(np.mean(shuffled), abs=0.005)


def test_a_taste_that_moved_by_hand() -> None:
    inborn = np.array([[1.0, 0.0], [0.5, 0.5], [0.25, 0.75]])
    taste = np.array([[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]])
    assert ownership.moved(taste, inborn).tolist() == [1.0, 0.0, 0.25]


# How long it stays theirs


def test_all_variance_between_people_or_all_within() -> None:
    own = np.repeat(np.eye(3)[:, None, :], 2, axis=1)
    assert persistence.variance(own).icc == 1.0
    same = np.tile(np.array([[3.0, 1.0], [1.0, 3.0]]), (4, 1, 1))
    spread = persistence.variance(same)
    assert spread.within == pytest.approx(0.25)
    assert spread.icc == pytest.approx(-1.0)  # -1 / (k - 1): nobody differs, occasions do
    assert np.isnan(persistence.variance(np.ones((3, 2, 2))).icc)
    assert np.isnan(persistence.variance(own[:1]).icc)


def test_variance_by_hand_leaves_out_who_watched_nothing_once() -> None:
    amounts = np.array([[[4.0, 0.0], [2.0, 2.0]], [[0.0, 1.0], [0.0, 5.0]], [[1.0, 1.0], [0.0, 0.0]]])
    # Shares of the first topic: 1 and 1/2, 0 and 0; means 3/4 and 0. MSB = 2 * 9/32, MSW = (1/8 + 0) / 2; twice, for
    # the second topic mirrors the first.
    found = persistence.variance(amounts)
    assert found.within == pytest.approx(2 * 1 / 16)
    assert found.between == pytest.approx(2 * (9 / 16 - 1 / 16) / 2)
    assert found.icc == pytest.approx(0.8)


def test_the_variance_of_one_topic_is_that_of_a_textbook() -> None:
    """Shrout and Fleiss 1979: their six targets and four judges have ICC(1,1) .17."""
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    amounts = np.stack([table, 20.0 - table], axis=2)
    assert persistence.variance(amounts).icc == pytest.approx(0.17, abs=0.005)


def test_stability_by_hand() -> None:
    early = np.array([[[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]])
    assert (
        persistence.stability(early, early) == 1.0
    )  # the second person, who watched nothing once, is left out
    assert persistence.stability(early, early[:, :, ::-1]) == 0.0
    tilted = np.array([[[1.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]])
    assert persistence.stability(early, tilted) == pytest.approx(0.5**0.5)
    assert np.isnan(persistence.stability(early[1:], early[1:]))


def test_the_luck_of_a_week_is_not_taken_for_change() -> None:
    luck = np.random.default_rng(2)
    taste = luck.dirichlet(np.full(8, 0.5), 400)
    halves = np.stack([[luck.multinomial(10, own, size=2) for own in taste] for _ in range(2)]).astype(float)
    assert persistence.cosine(halves[0, :, 0], halves[1, :, 0]).mean() < 0.9
    assert persistence.stability(halves[0], halves[1]) == pytest.approx(1.0, abs=0.02)


# The tail, and reach


def test_what_size_allows_by_hand() -> None:
    views = np.array([10, 10, 0, 0, 0])
    assert tail.top_bound(views, 0.2, 10) == 0.5
    assert tail.top_bound(views, 0.01, 10) == 0.5  # at least one video
    assert tail.top_bound(views, 0.2, 100) == 1.0
    assert tail.gini_bound(views, 10) == pytest.approx(0.6)
    assert np.isnan(tail.top_bound(np.zeros(3), 0.1, 10))
    assert np.isnan(tail.gini_bound(np.zeros(3), 10))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60).filter(any))
def test_no_world_is_above_what_its_size_allows(drawn: list[int]) -> None:
    views = np.array(drawn)
    for part in (0.01, 0.1, 0.5):
        # `leading` rounds to whole videos, the bound never down.
        assert tail.leading(views, part) <= tail.top_bound(views, part, 30) + 1e-9
    assert gini(views) <= tail.gini_bound(views, 30) + 1e-9


def test_the_bounds_are_met_where_some_have_all() -> None:
    views = np.array([30] * 4 + [0] * 36)
    assert tail.leading(views, 0.05) == tail.top_bound(views, 0.05, 30) == 0.5
    assert gini(views) == pytest.approx(tail.gini_bound(views, 30)) == 0.9


def test_largest_and_median_reach() -> None:
    assert tail.largest_reach(np.array([3, 1, 0]), 4) == 0.75
    assert np.isnan(tail.largest_reach(np.zeros(0), 4))
    assert tail.reach(np.arange(11), 20) == pytest.approx((0.25, 0.45, 0.5))
    assert np.isnan(tail.reach(np.zeros(0), 20)).all()


def test_correlations_by_hand() -> None:
    one = np.array([1.0, 2.0, 3.0, 4.0])
    assert tail.correlation(one, 2 * one + 1) == pytest.approx(1.0)
    assert tail.rank_correlation(one, -(one**3)) == pytest.approx(-1.0)
    assert tail.correlation(one, np.array([1.0, 3.0, 2.0, 4.0])) == pytest.approx(0.8)
    # Ranks 1, 2.5, 2.5, 4 against 1 2 3 4.
    assert tail.rank_correlation(one, np.array([0, 5, 5, 9])) == pytest.approx(4.5 / (5 * 4.5) ** 0.5)
    assert np.isnan(tail.correlation(one, np.ones(4)))
    assert np.isnan(tail.correlation(one[:2], one[:2]))


def test_an_s_is_won_from_person_to_person_and_mere_watching_is_not() -> None:
    days = np.arange(1.0, 31.0)
    won, met = bass_curve(0.01, 0.4, 0.3, days), bass_curve(0.1, 1e-4, 0.9, days)
    still = np.full(30, 0.5)
    reached = np.rint(10_000 * np.stack([won, won, met, still], axis=1)).astype(np.int32)
    assert growth.growing(reached).tolist() == [0, 1, 2]
    found = growth.growth(reached, 10_000)
    assert (found.fitted, found.imitated) == (3, pytest.approx(2 / 3))
    assert found.p == pytest.approx(0.01, rel=0.05)
    assert found.q == pytest.approx(0.4, rel=0.05)
    assert np.isnan(growth.growth(reached[:5], 10_000).imitated)
    assert np.isnan(growth.growth(reached[:, 3:], 10_000).q)


def test_few_people_make_no_curve() -> None:
    reached = np.arange(1, 31)[:, None] // np.array([[1, 4]])
    assert growth.growing(reached).tolist() == [0]


def test_first_followers_by_hand() -> None:
    followers = np.array([[0, 0, 3], [1, 4, 3], [4, 5, 3]])
    assert growth.first_followers(followers, np.array([1, 0, 0]), most=4) == (pytest.approx(2 / 3), 1.0)
    share, days = growth.first_followers(followers, np.zeros(3, dtype=int), most=9)
    assert share == 0.0
    assert np.isnan(days)
    assert np.isnan(growth.first_followers(followers[:, :0], np.zeros(0, dtype=int))).all()


# Watching a run


def test_who_comes_back_on_the_seventh_day() -> None:
    returning, everybody = Returning(4), np.ones(4, dtype=np.bool_)
    returning.note(np.array([0, 1]), 5)
    returning.note(np.array([0]), 5 + 7 * 24 - 1)  # the sixth day
    returning.note(np.array([1, 2]), 5 + 7 * 24)
    assert np.isnan(returning.share(7, everybody, 5 + 8 * 24 - 1))
    assert returning.share(7, everybody, 5 + 8 * 24) == 0.5
    assert returning.share(7, np.array([False, True, True, True]), 5 + 8 * 24) == 1.0
    assert np.isnan(returning.share(30, everybody, 5 + 8 * 24))


def test_every_other_view_goes_to_the_other_half() -> None:
    run = lived(settings(20, 5), 1)
    effects, world = Effects(run.engine), stocked(settings(20, 5))
    effects._watched[:] = 0
    effects.note(events([2, 2, 2, 7], [0, 1, 2, 3], world), 1)
    effects.note(events([2, 7], [4, 5], world), 2)
    seconds = world.videos.topics[:6] * world.videos.duration_s[:6, None]
    assert effects._halves[2, 0] == pytest.approx(seconds[0] + seconds[2])
    assert effects._halves[2, 1] == pytest.approx(seconds[1] + seconds[4])
    assert effects._halves[7, 1] == pytest.approx(seconds[5])


@pytest.mark.slow
def test_a_world_of_two_weeks_has_its_figures() -> None:
    from simulator.experiments.wiring import build

    engine = build(
        settings(60, 12, people={"newcomers": 0.5, "newcomers_within_days": 1.0}), ("user-cf",)
    ).engine
    effects = Effects(engine)
    for _ in range(2 * WEEK_H):
        effects.note(engine.step().interactions, engine.tick - 1)
    found = effects.figures()
    undefined = {name for name, value in found.items() if np.isnan(value)}
    assert undefined <= {"returned_30", "hundred", "hundred_days", "cocoon_topics", "cocoon_own"}
    shares = (
        "leading",
        "own",
        "own_chance",
        "own_three",
        "narrow",
        "low",
        "fresh",
        "largest",
        "reach",
        "returned_7",
    )
    assert all(0.0 <= found[name] <= 1.0 for name in shares)
    assert found["own"] <= found["own_three"]
    assert found["reach"] <= found["reach_ninth"] <= found["reach_best"]
    assert found["top_hundredth"] <= found["top_tenth"] <= 1.0
    assert found["largest"] == engine.world.videos.total("views").max() / 60
    assert effects.figures() == pytest.approx(found, nan_ok=True)
