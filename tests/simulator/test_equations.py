"""Equations that the laws' docstrings print, held by numbers: a sign, a factor or a bound that is another shows here.

Chances are held by how often things happen, within five standard deviations of what was to be expected.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.types import Interactions
from simulator.frames.levers import HOURS
from simulator.laws import (
    attention,
    careers,
    collaborating,
    drift,
    expecting,
    following,
    posting,
    presence,
    reaction,
    satiation,
    streaming,
    trending,
)
from simulator.laws.attention import Views
from simulator.world.state import World
from simulator.world.trends import CHALLENGE
from simulator.world.videos import TAGS
from tests.simulator.worlds import events, settings, shown_all, stocked


@pytest.fixture(scope="module")
def met() -> tuple[World, Views, Interactions]:
    """Two hundred people meet a hundred videos, and do at the slightest pleasure what they are ready for; every other
    one is a fifth as ready to comment and to share."""
    world = stocked(settings(behaviour={"likes": 1.0, "comments": 0.5, "shares": 0.5, "dislikes": 1.0}))
    world.people.likes[:] = 1.0
    world.people.comments[:] = world.people.shares[:] = np.where(np.arange(len(world.people)) % 2, 1.0, 0.2)
    slate, wanted = shown_all(world, np.arange(200), np.arange(100))
    views = attention.watch(world, slate, wanted)
    return world, views, reaction.react(world, views, 0)


def happens(done: np.ndarray, chance: np.ndarray) -> bool:
    """Were so many to be expected, where each happens with its chance?"""
    chance = np.minimum(chance, 1.0)
    return bool(abs(done.sum() - chance.sum()) < 5.0 * np.sqrt((chance * (1.0 - chance)).sum()))


def pleasure(views: Views) -> np.ndarray:
    return np.minimum(views.ratio, 1.0) / (1.0 + np.exp(1.0 - np.asarray(views.appeal, dtype=float)))


def test_likes_come_with_a_pleasure_that_needs_an_appeal_of_one_to_be_half(
    met: tuple[World, Views, Interactions],
) -> None:
    _, views, made = met
    for low, high in ((-9.0, 0.0), (0.0, 2.0), (2.0, 9.0)):
        part = (views.appeal > low) & (views.appeal < high)
        assert part.sum() > 500
        assert happens(made.liked[part], pleasure(views)[part]), (low, high)


@pytest.mark.parametrize("act", ["comment", "share"])
def test_who_is_a_fifth_as_ready_comments_and_shares_a_fifth_as_often(
    met: tuple[World, Views, Interactions], act: str
) -> None:
    world, views, made = met
    done = made.commented if act == "comment" else made.shared
    kind = world.videos.kind[views.item]
    usual = 0.5 * pleasure(views) * getattr(world.kinds, f"{act}s")[kind]
    for remainder, ready in ((0, 0.2), (1, 1.0)):
        part = views.user % 2 == remainder
        assert happens(done[part], usual[part] * ready), ready


def test_who_skipped_or_was_lured_says_no_the_likelier_the_less_it_appealed(
    met: tuple[World, Views, Interactions],
) -> None:
    _, views, made = met
    open_to = (views.ratio < 0.25) | views.lured
    assert not made.disliked[~open_to].any()
    appeal = np.asarray(views.appeal, dtype=float)
    for low, high in ((-9.0, -1.0), (-1.0, 0.0), (0.0, 9.0)):
        part = open_to & (appeal > low) & (appeal < high)
        assert part.sum() > 200
        assert happens(made.disliked[part], 1.0 / (1.0 + np.exp(appeal[part]))), (low, high)


def test_half_of_what_lies_above_the_threshold_is_half_enjoyed_and_draws_half_as_far() -> None:
    world = stocked(
        settings(taste={"drift": 0.1, "boredom": 0.0, "pull_back_per_day": 0.0, "discovery": 0.0})
    )
    world.people.susceptibility[:] = 1.0
    world.people.taste[:] = 1 / 16
    video = int(np.flatnonzero(world.videos.topics.max(axis=1) == 1.0)[0])
    topic = int(world.videos.topic[video])
    for person, ratio, enjoyed in ((1, 0.35, 0.0), (2, 0.35 + 0.65 / 2, 0.5), (3, 1.0, 1.0)):
        view = events([person], [video], world, ratio)
        assert drift.enjoying(drift.experience(view)[0]) == pytest.approx(enjoyed, abs=1e-5)
        drift.drift(world, view)
        assert world.people.taste[person, topic] == pytest.approx(1 / 16 + 0.1 * enjoyed * 15 / 16, abs=1e-5)


def test_a_discovery_goes_three_twentieths_of_the_way_and_an_hour_of_them_half_of_it() -> None:
    world = stocked(
        settings(taste={"drift": 0.0, "boredom": 0.0, "pull_back_per_day": 0.0, "discovery": 1.0})
    )
    world.people.susceptibility[:] = 1.0
    world.people.taste[:] = np.eye(16, dtype=np.float32)[3]
    world.videos.topics[:5] = np.eye(16, dtype=np.float32)[7]
    drift.drift(world, events([1, 2, 2, 2, 2, 2], [0, 0, 1, 2, 3, 4], world))
    assert world.people.taste[1, [3, 7]] == pytest.approx([0.85, 0.15], abs=1e-6)
    assert world.people.taste[2, [3, 7]] == pytest.approx([0.5, 0.5], abs=1e-6), (
        "five would go three quarters"
    )
    assert world.people.taste[0, 3] == 1.0, "who watched nothing found nothing"


@pytest.mark.parametrize("carry", [1, 5])
def test_a_challenge_warms_by_the_share_of_views_that_carry_it_as_far_as_it_is_new_and_not_full(
    carry: int,
) -> None:
    world = stocked(settings(trends={"growth": 0.5, "novelty_half_life_h": 20.0, "cooling_half_life_h": 6.0}))
    world.trends.arise(CHALLENGE, 0, 199, 0, 0.8, 0.3)
    world.videos.trend[:carry] = 0
    quiet = posting.post(world, 0)
    quiet = replace(quiet, topic=quiet.topic[:0], trend=quiet.trend[:0])
    trending.live_on(world, events([1, 2, 3, 4, 5], [0, 1, 2, 3, 4], world), quiet, 10)
    share, novelty = carry / 5, 2.0 ** -(0.5**0.4)
    warmed = 0.5 * 0.8 * novelty * share / (share + 0.02) * 0.7
    assert world.trends.heat[0] == pytest.approx(0.3 + warmed - (1.0 - 2.0 ** (-1 / 6)) * 0.3, abs=1e-6)


def test_a_trend_s_tag_takes_a_free_place_and_only_where_there_is_none_that_of_another() -> None:
    world = stocked(settings(150, 60, seed=3, trends={"join": 1.0, "births_per_week": 0.0}))
    tag = 199
    world.trends.arise(CHALLENGE, 0, tag, 0, 1.0, 1.0)
    plain = posting.backlog(world)
    joined = trending.join(world, plain)
    rows = np.flatnonzero((joined.trend >= 0) & ~(plain.tags == tag).any(axis=1))
    count = (plain.tags[rows] >= 0).sum(axis=1)
    between = (plain.tags[rows, 1] < 0) & (plain.tags[rows, 2] >= 0)
    assert TAGS == 3 and {*count.tolist()} == {1, 2, 3} and between.any()
    for before, after in zip(plain.tags[rows].tolist(), joined.tags[rows].tolist(), strict=True):
        own = [name for name in before if name >= 0]
        kept = own if len(own) < TAGS else own[:-1]
        assert sorted(name for name in after if name >= 0) == sorted([*kept, tag])


def test_nobody_is_sure_to_come_in_any_hour() -> None:
    """However often somebody would: one hour in twenty passes without them."""
    world = stocked(settings(4_000, 2, people={"active_days": 1.0, "newcomers": 0.0}))
    world.people.sessions_per_day[:] = 1e6
    world.people.active_days[:] = 1.0
    came, _ = presence.online(world, 20)
    assert happens(np.ones(len(came)), np.full(4_000, 0.95))


@pytest.mark.parametrize(("name", "peak"), [("morning", 8), ("noon", 12), ("evening", 20), ("night", 23)])
def test_who_keeps_to_a_time_of_day_posts_from_two_hours_before_it_to_three_behind_it(
    name: str, peak: int
) -> None:
    world = stocked(settings(2, 2))
    world.creators.hours[:] = HOURS.index(name)
    world.creators.posts_per_day[:] = 1.0
    day = np.array([posting.due(world, hour)[0][0] for hour in range(24)])
    by_hand = np.zeros(24)
    by_hand[(peak + np.arange(-2, 4)) % 24] = np.array([1, 2, 3, 3, 2, 1]) / 12
    assert day == pytest.approx(by_hand) and day.sum() == pytest.approx(1.0)


def test_half_the_attention_tires_half_as_much_and_a_day_s_half_life_takes_half_in_a_day() -> None:
    world = stocked(settings(behaviour={"fatigue_per_view": 0.4, "fatigue_half_life_h": 24.0}))
    world.people.fatigue[:] = 0.0
    topics = np.eye(16, dtype=np.float32)[[5, 5, 9]]
    for _ in range(2):
        satiation.tire(world, np.array([1, 2, 2], dtype=np.int32), topics, np.array([1.0, 0.5, 0.25]))
    fades = 2.0 ** (-1 / 24)
    assert world.people.fatigue[1, 5] == pytest.approx(0.4 * (1.0 + fades), abs=1e-6)
    assert world.people.fatigue[2, [5, 9]] == pytest.approx(
        [0.2 * (1.0 + fades), 0.1 * (1.0 + fades)], abs=1e-6
    )
    assert not world.people.fatigue[3].any(), "who watched nothing is not tired"


def test_who_is_a_fifth_as_ready_follows_a_guest_a_fifth_as_often_and_twice_as_often_at_full_trust() -> None:
    world = stocked(settings(6_000, 40, behaviour={"follows": 0.5}))
    world.people.follows[:] = np.where(np.arange(6_000) % 2, 1.0, 0.2)
    world.creators.trust[7] = 1.0
    world.videos.guest[0] = 7
    slate, wanted = shown_all(world, np.arange(6_000), np.arange(1))
    views = attention.watch(world, slate, wanted)
    followed = following.follow_guest(world, views, np.full(6_000, 0.6))
    usual = 0.5 * 0.6 * world.kinds.follows[world.videos.kind[0]] * 2.0
    for remainder, ready in ((0, 0.2), (1, 1.0)):
        part = views.user % 2 == remainder
        assert happens(followed[part], np.full(part.sum(), usual * ready)), ready


def test_who_keeps_to_no_time_of_day_goes_live_in_an_evening_hour_as_often_as_people_are_there() -> None:
    world = stocked(settings(2, 4_000))
    world.creators.hours[:] = HOURS.index("any")
    slots = streaming.slot(world, np.arange(4_000))
    evening = presence.RHYTHM[18:] / presence.RHYTHM[18:].sum()
    for hour, share in zip(range(18, 24), evening, strict=True):
        assert happens(slots == hour, np.full(4_000, share)), hour
    assert ((slots >= 18) & (slots < 24)).all()


def test_a_creator_s_drive_ends_at_a_tenth_and_at_five_times_what_it_began_with() -> None:
    world = stocked(settings(20, 2, creators={"encouragement": 2.0, "stopping_per_week": 0.0}))
    made = world.creators
    own = [np.flatnonzero(world.videos.creator == who) for who in (0, 1)]
    world.videos.tick[:] = 10
    world.videos.total("views")[own[0]] = 0
    world.videos.total("views")[own[1]] = 5_000
    made.expects[:] = 500.0
    careers.look_back(world, careers.WEEK_H)
    assert made.drive[:2] == pytest.approx([0.1, 5.0])


def test_an_answered_comment_invites_to_follow_and_trust_doubles_or_halves() -> None:
    assert following.follows_chance(0.1, 0.05, 0.5, 0.75) == pytest.approx(0.15 * 0.5 * 1.5)
    assert following.follows_chance(0.1, 0.0, 1.0, 0.5) == pytest.approx(0.1), (
        "1 at an unproven creator's trust"
    )


def test_the_first_creator_of_all_wins_followers_as_a_guest_too() -> None:
    world = stocked(settings(3_000, 40, behaviour={"follows": 1.0}))
    world.people.follows[:] = 1.0
    world.videos.guest[:2] = [0, -1]
    slate, wanted = shown_all(world, np.arange(3_000), np.arange(2))
    won = collaborating.won_over(world, attention.watch(world, slate, wanted), 0)
    assert len(won) > 50 and not won.creator.any() and not won.item.any()


def test_what_a_video_is_about_is_one_topic_whole_or_a_leading_one_and_others() -> None:
    topics = stocked(settings(2, 400)).videos.topics
    assert topics.sum(axis=1) == pytest.approx(np.ones(len(topics)), abs=1e-6)
    alone = (topics > 0).sum(axis=1) == 1
    assert alone.any() and (~alone).any()
    assert topics[~alone].max(axis=1) == pytest.approx(
        np.full((~alone).sum(), posting.LEADING_SHARE), abs=1e-6
    )


def test_a_view_that_ends_once_ends_evenly_from_its_first_moment_and_at_most_with_the_video() -> None:
    """From .4 on over a whole video: three fifths end before it does, at .7 in the middle; the rest see it all."""
    assert expecting._once(0.4, 0.6, 1.0) == pytest.approx((0.6 * 0.7 + 0.4, 0.6 * 0.52 + 0.4))
