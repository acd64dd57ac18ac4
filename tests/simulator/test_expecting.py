"""What a video is worth to a person, against the laws that decide what comes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recommender.luck import Luck
from simulator.laws import attention, drift, expecting, reaction
from simulator.settings.files import override
from simulator.world.state import World
from tests.simulator.worlds import settings, shown_all, stocked, tie

USERS, ITEMS = np.arange(12, dtype=np.int32), np.arange(0, 300, 17, dtype=np.int32)


def world(**behaviour: float) -> World:
    """Nobody tires within a session, so that the order of videos does not matter."""
    return stocked(settings(60, 12, behaviour={"fatigue_per_view": 0.0, **behaviour}))


@pytest.mark.parametrize("mood", [0.0, 0.5])
def test_it_is_the_mean_of_what_the_laws_draw(mood: float) -> None:
    made = world(mood=mood)
    made.videos.clickbait[::3] = 0.8
    tie(made, np.arange(60), 3, follows=True)
    expected = expecting.experience(made, USERS, ITEMS)
    slate, wanted = shown_all(made, USERS, ITEMS)
    felt, rounds = np.zeros(expected.shape), 400
    for number in range(rounds):
        made.luck = Luck(number)
        views = attention.watch(made, slate, wanted)
        felt += drift.experience(reaction.react(made, views, 0)).reshape(expected.shape)
    felt /= rounds
    assert abs((felt - expected).mean()) < 0.01
    assert np.abs(felt - expected).max() < 0.1, "four standard errors and more of four hundred draws"
    assert 0.0 < expected.min() < expected.max() < 1.0


def test_one_meeting_by_hand() -> None:
    """Nobody likes or refuses anything here, and no video is clickbait."""
    made = world(likes=0.0, dislikes=0.0)
    made.videos.clickbait[:] = 0.0
    made.videos.duration_s[0] = 20.0
    mind = made.settings.behaviour
    taste, topics = made.people.taste[0].astype(float), made.videos.topics[0].astype(float)
    well = float(made.videos.quality[0]) - 0.5
    appeal = mind.stay + mind.taste * math.log(float(taste @ topics) * 16 + 0.1) + mind.quality * well
    appeal += float(made.kinds.appeal[made.videos.kind[0]])

    def chance(logits: float) -> float:
        return 1 / (1 + math.exp(-logits))

    ends = chance(
        mind.finish
        + mind.finish_appeal * appeal
        + mind.finish_quality * well
        - mind.long_videos * math.log(2)
    )
    on = mind.replays * chance(appeal - mind.long_videos * math.log(2))
    end = on + (1 - on) * 0.9955
    way = mind.leave_from + (0.95 - mind.leave_from) / 2.5
    glance = (0.4 + 3.0) / 2 / 20.0
    by_hand = (1 - chance(appeal)) * glance + chance(appeal) * ((1 - ends) * way + ends * end)
    assert expecting.experience(made, USERS[:1], ITEMS[:1])[0, 0] == pytest.approx(by_hand, rel=1e-5)


def test_a_pair_does_not_depend_on_who_else_is_asked_for_and_luck_has_no_part() -> None:
    made = world()
    made.videos.guest[ITEMS[2]] = 4
    tie(made, np.arange(6), 4, follows=True)
    tie(made, np.arange(4), np.arange(12), exposures=5)
    made.creators.trust[:] = 0.9
    whole = expecting.experience(made, USERS, ITEMS)
    made.luck = Luck(99)
    for row, column in np.ndindex(whole.shape):
        alone = expecting.experience(made, USERS[row : row + 1], ITEMS[column : column + 1])
        assert alone[0, 0] == whole[row, column]


def test_it_rises_with_quality_and_taste_and_falls_with_fatigue() -> None:
    made = world()
    before = expecting.experience(made, USERS, ITEMS)
    made.videos.quality[ITEMS] = np.minimum(made.videos.quality[ITEMS] + 0.1, 1.0)
    better = expecting.experience(made, USERS, ITEMS)
    assert (better > before).all()
    made.people.fatigue[:] = 0.5
    assert (expecting.experience(made, USERS, ITEMS) < better).all()


def test_the_shortlist_is_half_the_newest_and_half_the_best_made() -> None:
    made = world()
    for column in (made.videos.kind, made.videos.clickbait):
        column[:] = 0
    listed, last = expecting.Shortlist()(made, 40), len(made.videos)
    np.testing.assert_array_equal(listed[20:], np.arange(last - 20, last))
    older = made.videos.quality[: last - 20]
    assert older[listed[:20]].min() >= np.delete(older, listed[:20]).max()
    np.testing.assert_array_equal(expecting.Shortlist()(made, 10_000), np.arange(last))
    np.testing.assert_array_equal(expecting.Shortlist()(made, 10_000, 7), np.arange(7))
    assert expecting.Shortlist()(made, 1).tolist() == [last - 1]


def test_a_shortlist_asked_again_is_that_of_who_asks_first() -> None:
    made, kept = world(), expecting.Shortlist()
    last = len(made.videos)
    for count, videos in (
        (40, 60),
        (40, 61),
        (40, 61),
        (40, last),
        (1, last),
        (1, last),
        (10, last),
        (40, 50),
    ):
        np.testing.assert_array_equal(kept(made, count, videos), expecting.Shortlist()(made, count, videos))
    made.settings = override(made.settings, {"behaviour.quality": 0.0, "behaviour.finish_quality": 0.0})
    listed = expecting.Shortlist()(made, 40)
    assert listed.tolist() != kept(world(), 40).tolist()
    np.testing.assert_array_equal(kept(made, 40), listed)


def test_settings_are_those_of_now() -> None:
    made = world()
    before = expecting.experience(made, USERS, ITEMS)
    made.settings = override(made.settings, {"behaviour.stay": 3.0})
    assert (expecting.experience(made, USERS, ITEMS) > before).all()
