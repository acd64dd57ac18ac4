"""Frames show what happened, and looking changes nothing."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender.types import Source
from simulator.camera import phone, thinned
from simulator.camera.remarks import mood
from simulator.experiments.wiring import Simulation, build
from simulator.frames import Diet
from simulator.metrics import cocoon
from simulator.metrics.cocoon import places
from simulator.session import Search, View
from simulator.settings.tree import Settings
from tests.simulator.worlds import lived, settings

SETTINGS = settings(150, 20, seed=3)
OWN = (SETTINGS.feed.algorithm,)
"""Only the method that chooses learns: what no test here asks about need not be trained."""


@pytest.fixture(scope="module")
def run() -> Simulation:
    return lived(SETTINGS, 70)


def test_the_phone_shows_the_last_session_in_order_and_what_came_next() -> None:
    run = build(SETTINGS, OWN)
    for _ in range(45):
        events = run.step()
    happened = events.interactions
    person = int(happened.user[0])
    mine = happened.user == person
    phone = run.frame(View(person=person)).phone
    assert phone.online
    assert phone.since == 44
    assert phone.watched == mine.sum()
    assert [item.video for item in phone.items[: phone.watched]] == happened.item[mine].tolist()
    assert [item.liked for item in phone.items[: phone.watched]] == happened.liked[mine].tolist()
    row = events.slate.users.tolist().index(person)
    wanted = int(events.wanted[row])
    assert [i.video for i in phone.items[phone.watched :]] == events.slate.items[
        row, wanted : wanted + 3
    ].tolist()
    assert all(item.watch_s == 0 for item in phone.items[phone.watched :])


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_phone_of_a_new_world_soon_lives(seed: int) -> None:
    run = lived(Settings(seed=seed), 3)
    phone = run.frame(View()).phone
    assert 0 <= phone.since < 3 and phone.items


def test_what_phones_remember_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds of the last hours at most, without their scores: a year of few views must not fill the memory."""
    monkeypatch.setattr(phone, "KEPT_PLACES", 2_000)
    run = build(SETTINGS, OWN)
    kept = run._camera._phone._recent  # pyright: ignore[reportPrivateUsage]
    for _ in range(30):
        last = run.step()
    places = sum(hour.slate.items.size for hour in kept)
    assert last.slate.items.size <= places <= max(2_000, last.slate.items.size) and kept[-1].tick == last.tick
    assert not any(hour.slate.scores.size for hour in kept)


def test_who_never_came_online_has_an_empty_phone() -> None:
    phone = build(SETTINGS, OWN).frame(View(person=5)).phone
    assert phone.since == -1
    assert not phone.online
    assert phone.items == ()
    assert phone.state == Diet.UNKNOWN
    assert np.isnan(phone.diet).all()


def test_the_reasons_of_a_followed_persons_feed_name_neighbours_whose_shares_stay_within_the_whole() -> None:
    run = build(SETTINGS, OWN)
    run.frame(View(person=7))
    personal = 0
    for _ in range(120):
        run.step()
        for item in run.frame(View(person=7)).phone.items:
            total = sum(share for _, share in item.why.bars)
            assert total <= 1 + 1e-9
            if item.why.source == Source.NEIGHBOURS and item.why.bars:
                personal += 1
                assert len(item.why.bars) <= 3
                assert item.why.others or total == pytest.approx(1.0)
                assert [s for _, s in item.why.bars] == sorted((s for _, s in item.why.bars), reverse=True)
        if personal > 60:
            break
    assert personal > 20


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("algorithm", "source"),
    [
        ("item-cf", Source.ITEMS),
        ("following", Source.FOLLOWING),
        ("content", Source.TOPICS),
        ("newest", Source.HOT),
    ],
)
def test_reasons_name_the_titles_creators_topics_and_tags_they_are_made_of(
    algorithm: str, source: Source
) -> None:
    hot = {"on": source == Source.HOT, "share": 0.5, "rise": 1.0}
    eager = {"feed": {"algorithm": algorithm, "rerank": {"hot": hot}}, "behaviour": {"follows": 0.3}}
    run = build(Settings.model_validate(SETTINGS.model_dump() | eager), (algorithm,))
    named: list[str] = []
    titles: set[str] = set()
    for _ in range(72):
        run.step()
        for item in run.frame(View(person=7)).phone.items:
            titles.add(item.title)
            if item.why.source == source and item.why.bars:
                assert sum(share for _, share in item.why.bars) <= 1 + 1e-9
                if source == Source.FOLLOWING:
                    assert item.why.bars == ((item.creator_name, 1.0),)
                if source == Source.HOT:
                    assert item.why.bars in [((f"#{tag}", 1.0),) for tag in item.tags]
                named.extend(name for name, _ in item.why.bars)
        if len(named) > 200:
            break
    assert len(named) > 20
    if source == Source.ITEMS:
        assert set(named) <= titles
    elif source == Source.TOPICS:
        assert {"#" in name for name in named} == {True, False}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("audience", ["lot", "followers", "topics"])
def test_a_video_on_trial_says_whom_the_setting_tries_it_on(audience: str) -> None:
    methods = {"methods": {"user_cf": {"trial_audience": audience, "trial_share": 0.5}}}
    run = build(Settings.model_validate(SETTINGS.model_dump() | methods), ["user-cf"])
    told: set[str] = set()
    for _ in range(30):
        events = run.step()
        if len(events.interactions):
            phone = run.frame(View(person=int(events.interactions.user[0]))).phone
            told |= {item.why.audience for item in phone.items if item.why.source == Source.TRIAL}
            assert not any(item.why.audience for item in phone.items if item.why.source != Source.TRIAL)
    assert told == {audience}


def test_dots_stand_towards_what_is_watched_and_as_far_out_as_the_diet_is_narrow() -> None:
    diet = np.zeros((4, 4), dtype=np.float32)
    diet[0] = 1e6
    diet[1, 0] = 1e9
    diet[2, 1] = 1e9
    x, y = places(diet, np.ones(4), cocoon.narrowness(diet))
    assert (x[0], y[0]) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert (x[1], y[1]) == pytest.approx((0.0, 1.0), abs=1e-3)
    assert (x[2], y[2]) == pytest.approx((1.0, 0.0), abs=1e-3)
    assert math.isnan(x[3])
    assert math.isnan(y[3])


def test_first_videos_do_not_throw_a_dot_to_the_rim() -> None:
    diet = np.zeros((3, 16), dtype=np.float32)
    diet[:, 3] = 10.0
    x, y = places(diet, np.array([0.0, 0.05, 0.5]), np.full(3, np.nan))
    np.testing.assert_allclose(np.hypot(x, y), [0.0, 0.05, 0.5], atol=1e-6)


@given(
    arrays(np.float64, 8, elements=st.one_of(st.floats(0, 1), st.just(cocoon.COCOON_ABOVE), st.just(np.nan)))
)
def test_a_dot_is_outside_the_ring_only_where_its_person_is_in_a_cocoon(narrow: np.ndarray) -> None:
    diet = np.zeros((8, 16), dtype=np.float32)
    diet[:, 3] = 10.0
    x, y = places(diet, np.full(8, 0.99), narrow)
    assert ((np.hypot(x, y) > cocoon.COCOON_ABOVE) == (cocoon.states(narrow) == Diet.COCOONED)).all()


@given(arrays(np.float32, (6, 16), elements=st.floats(0, 1000, width=32)), st.integers(2, 16))
def test_distance_state_topics_and_word_never_contradict_each_other(every: np.ndarray, topics: int) -> None:
    diet = every[:, :topics]
    diet = diet[diet.sum(axis=1) > 0]
    narrow, seen = cocoon.narrowness(diet), cocoon.effective_topics(diet)
    np.testing.assert_allclose(seen, topics ** (1.0 - narrow), rtol=1e-6)
    x, y = places(diet, np.ones(len(diet)), narrow)
    # Topics opposite each other pull as much: then the leading one says where to, and nothing how far.
    np.testing.assert_allclose(np.hypot(x, y), narrow, atol=1e-5)
    state = cocoon.states(narrow)
    near, far = seen > topics ** (1.0 - cocoon.VARIED_BELOW), seen < topics ** (1.0 - cocoon.COCOON_ABOVE)
    apart = np.abs(narrow[:, None] - [cocoon.VARIED_BELOW, cocoon.COCOON_ABOVE]).min(axis=1) > 1e-6
    assert ((state == Diet.VARIED) == near)[apart].all()
    assert ((state == Diet.COCOONED) == far)[apart].all()
    assert ((state == Diet.NARROWING) == ~(near | far))[apart].all()


def test_the_crowd_keeps_its_people_and_always_holds_the_followed_one() -> None:
    many = build(Settings.model_validate({"world": {"people": 9_001, "creators": 2, "backlog": 1}}), OWN)
    for followed in (0, 1, 8_999, 9_000):
        people = many.frame(View(person=followed)).crowd.person
        assert followed in people
        assert len(people) <= 4_001
        assert (np.diff(people) > 0).all()


def test_shares_of_states_sum_to_one_and_values_lie_in_their_ranges(run: Simulation) -> None:
    vitals = run.frame().vitals
    assert vitals.varied + vitals.narrowing + vitals.cocooned == pytest.approx(1.0)
    assert 1 <= vitals.effective_topics <= 16
    for name in ("like_share", "likeness", "exposure_gini", "top_tenth"):
        assert 0 <= getattr(vitals, name) <= 1, name
    assert vitals.watch_ratio > 0
    assert vitals.minutes > 0


def test_a_comment_sounds_as_its_writer_has_fared() -> None:
    """Lured by a title, gone before the middle, or delighted to the end: by what happened in that very view."""
    chosen = {
        "seed": 6,
        "world": {"people": 150, "creators": 20},
        "behaviour": {"comments": 1.0},
        "creators": {"clickbait": 0.9},
    }
    run = build(Settings.model_validate(chosen), ("user-cf",))
    heard: dict[str, int] = {}
    for _ in range(60):
        events = run.step()
        happened = events.interactions
        for place in np.flatnonzero(happened.commented).tolist():
            feeling, ratio = mood(events, place), happened.watch_s[place] / happened.duration_s[place]
            heard[feeling] = heard.get(feeling, 0) + 1
            assert (feeling == "lured") == bool(events.lured[place])
            assert feeling != "bored" or ratio < 0.5
            assert feeling != "glad" or (ratio >= 0.95 and events.appeal[place] > 0)
            assert feeling != "cross" or events.appeal[place] < 0
    assert {*heard} == {"lured", "bored", "cross", "wry", "glad"}
    assert heard["glad"] > heard["bored"] > heard["cross"]


def test_before_anything_happened_nothing_is_claimed() -> None:
    vitals = build(SETTINGS, OWN).frame().vitals
    assert vitals.online == vitals.views_day == 0
    for name in ("minutes", "watch_ratio", "effective_topics", "varied", "likeness", "exposure_gini"):
        assert math.isnan(getattr(vitals, name)), name


def test_the_rank_of_a_brand_is_among_those_who_have_posted() -> None:
    world = {"people": 30, "creators": 300, "backlog": 1}
    run = build(Settings.model_validate({"world": world, "creators": {"rate_spread": 2.0}}), OWN)
    for creator in (None, 0, 150, 299):
        brand = run.frame(View(creator=creator)).brand
        assert 1 <= brand.rank <= brand.creators < 150


def test_trends_end_at_the_present(run: Simulation) -> None:
    frame = run.frame()
    assert frame.trends.tick[-1] == frame.tick
    assert frame.trends.effective_topics[-1] == frame.vitals.effective_topics


@pytest.mark.parametrize("length", [0, 1, 2, 239, 240, 241, 1_000, 10_001])
def test_thinning_keeps_first_and_last_and_few(length: int) -> None:
    kept = thinned(length)
    assert len(kept) <= 241
    assert (np.diff(kept) > 0).all()
    if length:
        assert kept[0] == 0
        assert kept[-1] == length - 1


def test_a_search_finds_people_and_creators_by_name_and_number(run: Simulation) -> None:
    name = run.frame(View(person=42)).phone.name
    found = run.frame(View(search=Search("person", name.split()[0].lower()))).found
    assert found is not None
    assert 42 in [row[0] for row in found.rows]
    by_number = run.frame(View(search=Search("person", "42"))).found
    assert by_number is not None
    assert by_number.rows[0][0] == 42
    everyone = run.frame(View(search=Search("creator", ""))).found
    assert everyone is not None
    assert len(everyone.rows) == 20


def test_absurd_targets_are_brought_into_range(run: Simulation) -> None:
    frame = run.frame(View(person=10**9, creator=-5))
    assert frame.phone.person == 149
    assert frame.brand.creator == 0


def test_the_language_changes_words_and_nothing_else(run: Simulation) -> None:
    en, zh = run.frame(View(lang="en")), run.frame(View(lang="zh"))
    assert en.phone.name != zh.phone.name
    assert en.phone.person == zh.phone.person
    assert en.vitals == zh.vitals
    assert en.digest == zh.digest


def test_a_frame_travels_between_processes(run: Simulation) -> None:
    frame = run.frame()
    again = pickle.loads(pickle.dumps(frame))
    assert again.digest == frame.digest
    assert np.array_equal(again.crowd.x, frame.crowd.x, equal_nan=True)
    assert len(pickle.dumps(frame)) < 200_000
