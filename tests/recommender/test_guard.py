"""Privacy and noise stand between people and the recommender, and can be turned at any time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from recommender import NO_ITEM, Slate, Source
from recommender.config import MethodSettings
from recommender.methods.table import suite
from recommender.privacy.consent import PrivacySettings, opted_out
from recommender.privacy.guard import Guard
from recommender.privacy.noise import NoiseSettings
from recommender.testing import (
    CHECKS,
    ITEMS,
    NOBODY,
    TICKS,
    USERS,
    Factory,
    events,
    everyone,
    items,
    same,
    watched,
)
from tests.recommender.covering import covering
from tests.recommender.guarded import BOTS, EVERYONE, LUCK, NAMES, guard, lived


def factory(name: str, privacy: PrivacySettings | None = None, noise: NoiseSettings | None = None) -> Factory:
    return lambda: guard(privacy, noise, (name,))[name]


def retaining(name: str) -> Factory:
    return lambda: guard(names=(name,), retention_h=6)[name]


ALL_AT_ONCE = (
    PrivacySettings(opt_out=0.3, epsilon=2.0),
    NoiseSettings(sparse=0.2, random=0.2, bots=0.1, bot_disguise=0.0),
)
GUARDED: dict[str, Factory] = {
    **{f"{name}, all at once": factory(name, *ALL_AT_ONCE) for name in NAMES},
    "user-cf, off": factory("user-cf"),
    "user-cf, half opted out": factory("user-cf", PrivacySettings(opt_out=0.5)),
    "user-cf, all opted out": factory("user-cf", PrivacySettings(opt_out=1.0)),
    "user-cf, epsilon 1": factory("user-cf", PrivacySettings(epsilon=1.0)),
    "user-cf, sparse": factory("user-cf", None, NoiseSettings(sparse=0.5)),
    "trending, everything lost": factory("trending", None, NoiseSettings(sparse=1.0)),
    "user-cf, bots": factory("user-cf", None, BOTS),
    **{f"{name}, six hours kept": retaining(name) for name in ("user-cf", "item-cf", "content", "hybrid")},
}


@covering(GUARDED, CHECKS, ("user-cf, all at once",))
def test_contract(kind: Factory, check: Callable[[Factory], None]) -> None:
    check(kind)


def test_with_everything_off_it_is_the_suite_to_the_last_bit() -> None:
    plain, guarded = suite(NAMES, MethodSettings(), LUCK), guard()
    for model in (plain, guarded):
        model.publish(items(0, ITEMS))
        for tick in range(TICKS):
            model.update(events(tick))
    assert tuple(guarded) == tuple(plain)
    assert len(guarded) == len(plain)
    for name in NAMES:
        one, other = (model[name].recommend(everyone(), 10, TICKS) for model in (guarded, plain))
        same(one, other)
        assert one.items.tobytes() == other.items.tobytes()
    for one, other in zip(guarded.memory.history.rows(), plain.memory.history.rows(), strict=True):
        assert one.tobytes() == other.tobytes()


def out_and_in(share: float) -> tuple[np.ndarray, np.ndarray]:
    out = opted_out(EVERYONE, share, LUCK)
    assert 0 < out.sum() < USERS
    return EVERYONE[out], EVERYONE[~out]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_opted_out_do_reaches_the_recommender(name: str) -> None:
    out, tracked = out_and_in(0.4)
    model, never = guard(PrivacySettings(opt_out=0.4)), guard()
    lived(model)
    never.publish(items(0, ITEMS))
    for tick in range(TICKS):
        batch = events(tick)
        never.update(batch.rows(np.isin(batch.user, tracked)))
    same(model[name].recommend(tracked, 12, TICKS), never[name].recommend(tracked, 12, TICKS))
    assert not np.isin(out, model.memory.history.rows()[0]).any()
    assert not any(np.isin(out, views.user).any() for views in model.memory.trend._log)
    assert not model.memory.seen(out[:, None], np.arange(ITEMS)).any()


def test_the_opted_out_get_what_trends_among_the_others_then_the_newest_and_nothing_twice() -> None:
    out, _ = out_and_in(0.4)
    model = lived(guard(PrivacySettings(opt_out=0.4)))
    slate = model["user-cf"].recommend(out, ITEMS, TICKS)
    trend = model.memory.trending(TICKS)
    published = items(0, ITEMS).tick
    for user, row, sources in zip(out, slate.items, slate.source, strict=True):
        unseen = np.flatnonzero(~watched()[user, :ITEMS])
        lately = sorted(unseen[trend[unseen] > 0], key=lambda i: (-trend[i], -i))
        rest = sorted(unseen[trend[unseen] == 0], key=lambda i: (-published[i], -i))
        assert row[: len(unseen)].tolist() == [*lately, *rest]
        assert (row[len(unseen) :] == NO_ITEM).all()
        assert (sources[: len(lately)] == Source.TRENDING).all()
        why = model["user-cf"].explain(int(user), int(row[0]), TICKS)
        assert (why.source, why.score) == (Source.TRENDING, trend[row[0]])


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_larger_share_of_opt_outs_only_adds_people(low: float, high: float) -> None:
    users = np.arange(500, dtype=np.int32)
    fewer, more = (opted_out(users, share, LUCK) for share in sorted((low, high)))
    assert not (fewer & ~more).any()
    assert abs(more.mean() - max(low, high)) < 0.1


@pytest.mark.parametrize("name", NAMES)
def test_who_newly_opts_out_is_forgotten_at_once_and_still_sees_nothing_twice(name: str) -> None:
    out, tracked = out_and_in(0.4)
    model, never = lived(guard()), guard()
    never.publish(items(0, ITEMS))
    for tick in range(TICKS):
        batch = events(tick)
        never.update(batch.rows(np.isin(batch.user, tracked)))
    model.privacy = PrivacySettings(opt_out=0.4)
    for tick in range(TICKS, TICKS + 3):
        same(model[name].recommend(tracked, 12, tick), never[name].recommend(tracked, 12, tick))
        slate = model[name].recommend(out, ITEMS, tick)
        row, place = np.nonzero(slate.items != NO_ITEM)
        assert not watched()[out[row], slate.items[row, place]].any()
        model.update(events(tick))
        never.update(events(tick).rows(np.isin(events(tick).user, tracked)))


def test_who_opts_in_again_starts_cold_and_still_sees_nothing_twice() -> None:
    out, _ = out_and_in(0.4)
    model = lived(guard(PrivacySettings(opt_out=0.4)))
    model.privacy = PrivacySettings()
    assert not model.opted_out(out).any()
    assert not np.isin(out, model.memory.history.rows()[0]).any()
    slate = model["user-cf"].recommend(out, ITEMS, TICKS)
    assert not (slate.source == Source.NEIGHBOURS).any()
    row, place = np.nonzero(slate.items != NO_ITEM)
    assert not watched()[out[row], slate.items[row, place]].any()
    seen_by_others = [
        len({int(u) for u in EVERYONE if u not in out and watched()[u, i]}) for i in range(ITEMS)
    ]
    assert model.memory.viewers.tolist() == seen_by_others  # their old views count nowhere
    lived(model, range(TICKS, TICKS + 12))
    assert np.isin(out, model.memory.history.rows()[0]).all()


def test_forget_leaves_nothing_on_the_device_either() -> None:
    out, _ = out_and_in(0.4)
    model = lived(guard(PrivacySettings(opt_out=0.4)))
    model.forget(out)
    model.privacy = PrivacySettings()
    assert not model.memory.seen(out[:, None], np.arange(ITEMS)).any()


@given(
    knobs=st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.3, 0.6, 1.0]),
            st.sampled_from([math.inf, 1.0]),
            st.sampled_from([0.0, 0.4]),
            st.sampled_from([0.0, 0.1]),
        ),
        min_size=3,
        max_size=6,
    )
)
def test_however_the_knobs_are_turned_nobody_is_shown_a_video_twice(knobs) -> None:
    model = guard(names=("user-cf", "most-watched"))
    model.publish(items(0, ITEMS))
    met = np.zeros((USERS, ITEMS), dtype=np.bool_)
    for tick, (opt_out, epsilon, sparse, bots) in enumerate(knobs):
        model.privacy = PrivacySettings(opt_out=opt_out, epsilon=epsilon)
        model.noise = NoiseSettings(sparse=sparse, random=sparse, bots=bots)
        batch = events(tick)
        model.update(batch)
        met[batch.user, batch.item] = True
        for name in model:
            slate = model[name].recommend(EVERYONE, ITEMS, tick + 1)
            row, place = np.nonzero(slate.items != NO_ITEM)
            assert not met[row, slate.items[row, place]].any()
            assert len(row) == (~met).sum()


@pytest.mark.parametrize(
    ("privacy", "noise"),
    [
        (PrivacySettings(opt_out=0.4), NoiseSettings()),
        (PrivacySettings(epsilon=1.0), NoiseSettings()),
        (PrivacySettings(), NoiseSettings(sparse=0.4)),
        (PrivacySettings(), NoiseSettings(random=0.4)),
    ],
)
def test_follows_get_through_as_far_as_people_and_noise_let_them(privacy, noise) -> None:
    model = guard(privacy, noise, ("following",))
    lived(model, range(1))
    model.follow(EVERYONE, 0 * EVERYONE + 7)  # creator 7 has published nothing
    told = model.memory.follows(EVERYONE, np.array(7))
    if privacy.opt_out:
        np.testing.assert_array_equal(told, ~model.opted_out(EVERYONE))
        model.privacy = PrivacySettings(opt_out=1.0)
        assert not len(model.memory.follows.of(EVERYONE)[1]), "who opts out later is forgotten"
    else:
        assert told.any() == np.isinf(privacy.epsilon)
        assert not told.all()
    with pytest.raises(ValueError, match=f"not {NOBODY + 1}"):
        model.follow(np.array([NOBODY + 1], dtype=np.int32), np.array([0], dtype=np.int32))


def test_strangers_are_refused_before_anything_is_learned() -> None:
    methods = suite(("trending",), MethodSettings(), LUCK)
    model = Guard(methods, methods.memory, noise=NoiseSettings(sparse=0.5), chance=LUCK, people=USERS - 1)
    model.publish(items(0, ITEMS))
    with pytest.raises(ValueError, match="user ids must be 0 to 22, not 23"):
        model.update(events(0))
    assert not model.memory.trending(0).any()


def test_a_slate_keeps_the_order_in_which_people_were_asked_for() -> None:
    model = lived(guard(PrivacySettings(opt_out=0.5)))["user-cf"]
    order = np.array([5, 0, 9, 3, 17, 2], dtype=np.int32)
    slate = model.recommend(order, 6, TICKS)
    for row, user in enumerate(order):
        alone = model.recommend(order[row : row + 1], 6, TICKS)
        same(
            alone,
            Slate(alone.users, *(part[row : row + 1] for part in (slate.items, slate.scores, slate.source))),
        )
        assert alone.users[0] == user


@pytest.mark.parametrize(
    ("settings_of", "field", "value"),
    [
        (PrivacySettings, "opt_out", 1.1),
        (PrivacySettings, "epsilon", 0),
        (PrivacySettings, "epsilon", math.nan),
        (NoiseSettings, "sparse", -0.1),
        (NoiseSettings, "random", 2),
        (NoiseSettings, "bots", 11),
        (NoiseSettings, "bot_views", 0),
        (NoiseSettings, "bot_pushes", 1.5),
        (NoiseSettings, "bot_disguise", -1),
        (NoiseSettings, "bot", 1),
    ],
)
def test_settings_refuse_what_makes_no_sense(settings_of, field, value) -> None:
    with pytest.raises(ValidationError, match=field):
        settings_of(**{field: value})
