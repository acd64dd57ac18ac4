"""Privacy and noise stand between people and the recommender, and can be turned at any time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from recommender import NO_ITEM, HistorySettings, Interactions, Slate, Source
from recommender.config import MethodSettings
from recommender.memory.history import strengths
from recommender.methods.table import suite
from recommender.privacy.consent import (
    PrivacySettings,
    answered,
    enjoyed,
    estimated_share,
    opted_out,
    truthfulness,
)
from recommender.privacy.guard import Guard
from recommender.privacy.noise import NoiseSettings, lost, scrambled
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
from simulator.luck import Luck

LUCK = Luck(3)
NAMES = (
    "user-cf",
    "item-cf",
    "content",
    "following",
    "trending",
    "most-watched",
    "newest",
    "random",
    "hybrid",
)
EVERYONE = np.arange(USERS, dtype=np.int32)
BOTS = NoiseSettings(bots=0.1, bot_disguise=0.0)


def guard(
    privacy: PrivacySettings | None = None,
    noise: NoiseSettings | None = None,
    names: tuple[str, ...] = NAMES,
    retention_h: float = math.inf,
) -> Guard:
    """Untaught; retention is the only setting of the methods that is not the default."""
    chosen = MethodSettings(history=HistorySettings(retention_h=retention_h))
    methods = suite(names, chosen, LUCK)
    return Guard(methods, methods.memory, privacy, noise, chance=LUCK, people=NOBODY + 1)


def lived(model: Guard, ticks: range = range(TICKS)) -> Guard:
    if ticks.start == 0:
        model.publish(items(0, ITEMS))
    for tick in ticks:
        model.update(events(tick))
    return model


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


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("name", GUARDED)
def test_contract(name: str, check) -> None:
    check(GUARDED[name])


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
    assert not np.isin(out, model.memory.trend._views[0]).any()
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


@settings(max_examples=30, deadline=None)
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


def reactions(ratio: list[float], **flags: list[bool]) -> Interactions:
    """One person's views of items 0, 1, ... of ten seconds each."""
    count = len(ratio)
    no = [False] * count
    marks = {
        name: np.array(flags.get(name, no))
        for name in ("liked", "commented", "shared", "followed", "disliked")
    }
    long = np.full(count, 10, dtype=np.float32)
    ids = np.arange(count, dtype=np.int32)
    return Interactions(0 * ids, ids, 0 * ids, np.array(ratio, np.float32) * long, long, **marks)


def many(rate: float, count: int = 20_000) -> Interactions:
    return reactions([1.0 if place < rate * count else 0.0 for place in range(count)])


def test_enjoyed_is_most_of_it_watched_or_a_kind_act_and_no_dislike() -> None:
    batch = reactions(
        [0.74, 0.75, 0.1, 0.1, 1.5],
        liked=[False, False, True, False, False],
        disliked=[False, False, False, True, True],
    )
    assert enjoyed(batch).tolist() == [False, True, True, False, False]


def test_an_answer_is_one_bit_and_the_same_however_often_it_is_given() -> None:
    batch = reactions(
        [0.1, 0.4, 1.7, 1.0] * 50, followed=[True, False, False, False] * 50, shared=[False, True] * 100
    )
    told = answered(batch, 1.0, LUCK)
    assert set((told.watch_s / told.duration_s).tolist()) == {0.0, 1.0}
    for flag in (told.liked, told.commented, told.shared, told.followed, told.disliked):
        assert not flag.any()
    again = answered(batch.rows(np.arange(len(batch))[::-1]), 1.0, LUCK)
    np.testing.assert_array_equal(again.watch_s[::-1], told.watch_s)
    assert answered(batch, math.inf, LUCK) is batch
    strength = strengths(told, HistorySettings().strength)
    assert set(strength.tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 3.0])
def test_answers_are_true_as_often_as_warner_says(epsilon: float) -> None:
    batch = many(0.4)
    truth, told = enjoyed(batch), answered(batch, epsilon, LUCK).watch_s > 0
    p = math.e**epsilon / (math.e**epsilon + 1)
    assert truthfulness(epsilon) == pytest.approx(p)
    assert (truth == told).mean() == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / len(batch)))


def test_a_smaller_budget_turns_more_answers_and_turns_none_back() -> None:
    batch = many(0.5)
    wrong = [enjoyed(batch) != (answered(batch, eps, LUCK).watch_s > 0) for eps in (3.0, 1.0, 0.2)]
    assert not (wrong[0] & ~wrong[1]).any()
    assert not (wrong[1] & ~wrong[2]).any()
    assert wrong[0].sum() < wrong[1].sum() < wrong[2].sum()


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("epsilon", [0.5, 2.0])
def test_the_estimate_finds_the_true_share_within_its_error(rate: float, epsilon: float) -> None:
    told = answered(many(rate), epsilon, LUCK).watch_s > 0
    share, error = estimated_share(int(told.sum()), len(told), epsilon)
    assert abs(share - rate) < 4 * error
    assert abs(told.mean() - rate) > 10 * error or rate == 0.3  # the answers as they stand are far off


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.1, 5))
def test_the_estimate_is_unbiased(reports: int, enjoyed_views: int, epsilon: float) -> None:
    """Its mean over all outcomes, each with its own chance, is the truth: yes is a sum of two binomials."""
    enjoyed_views = min(enjoyed_views, reports)
    p = truthfulness(epsilon)

    def chances(count: int, chance: float) -> list[float]:
        return [math.comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in range(count + 1)]

    outcome = np.convolve(chances(enjoyed_views, p), chances(reports - enjoyed_views, 1 - p))
    mean = sum(
        chance * estimated_share(yes, reports, epsilon)[0] for yes, chance in enumerate(outcome.tolist())
    )
    assert mean == pytest.approx(enjoyed_views / reports, abs=1e-9)


def test_estimates_of_nothing_and_bad_counts() -> None:
    assert all(math.isnan(value) for value in estimated_share(0, 0, 1.0))
    assert estimated_share(3, 10, math.inf)[0] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="yes must be between 0 and the 3 reports, not 4"):
        estimated_share(4, 3, 1.0)
    with pytest.raises(ValueError, match="epsilon must be above 0"):
        estimated_share(1, 3, 0.0)


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_larger_share_loses_more_events_and_finds_none_again(low: float, high: float) -> None:
    batch = many(0.5, 2_000)
    fewer, more = (lost(batch, share, LUCK) for share in sorted((low, high)))
    assert not (fewer & ~more).any()
    assert abs(more.mean() - max(low, high)) < 0.06


def test_random_reactions_replace_the_share_asked_for_and_say_nothing_of_the_truth() -> None:
    batch = reactions([1.5] * 10_000, liked=[True] * 10_000, followed=[True] * 10_000)
    hit = ~scrambled(batch, 0.3, LUCK).followed
    assert abs(hit.mean() - 0.3) < 0.02
    told = scrambled(batch, 1.0, LUCK)
    assert abs((told.watch_s / told.duration_s).mean() - 0.5) < 0.02
    assert abs(told.liked.mean() - 0.05) < 0.01
    assert scrambled(batch, 0.0, LUCK) is batch


def test_fake_people_lift_what_they_push_and_are_nobody_of_the_people() -> None:
    honest, attacked = lived(guard()), lived(guard(noise=BOTS))
    pushed = attacked.pushed()
    assert 0 < len(pushed) < ITEMS / 2
    assert len(honest.pushed()) == 0

    def shown(model: Guard, name: str) -> float:
        slate = model[name].recommend(EVERYONE, 10, TICKS)
        return float(np.isin(slate.items, pushed).mean())

    for name in ("trending", "most-watched"):
        assert shown(attacked, name) > 1.5 * shown(honest, name)
    users = attacked.memory.history.rows()[0]
    fake = users[users >= NOBODY + 1]
    assert len(np.unique(fake)) == round(0.1 * (NOBODY + 1))


def test_fake_people_do_as_much_as_they_are_told_to_every_hour() -> None:
    def views(noise: NoiseSettings, hours: range) -> np.ndarray:
        model = guard(noise=noise, names=("trending",))
        model.publish(items(0, ITEMS))
        for tick in hours:
            model.update(events(tick))
            model.update(events(tick).rows(np.zeros(2 * USERS, dtype=np.bool_)))
            model.update(events(tick))  # the hour goes on: they do not act again
        first = NOBODY + 1
        fake = np.arange(first, first + round(noise.bots * first))
        beyond = np.arange(fake[-1] + 1, fake[-1] + 20)
        assert not model.memory.seen(beyond[:, None], np.arange(ITEMS)).any()
        return np.stack(np.nonzero(model.memory.seen(fake[:, None], np.arange(ITEMS))))

    one = NoiseSettings(bots=0.2, bot_views=1, bot_disguise=0.0, bot_pushes=0.5)
    assert views(one, range(1)).shape[1] == 25
    assert views(one, range(3)).shape[1] > 50
    assert views(NoiseSettings(bots=0.2, bot_views=3, bot_pushes=0.5), range(1)).shape[1] > 50
    hidden = views(NoiseSettings(bots=0.2, bot_disguise=1.0), range(1, 8))[1]
    open_ = views(NoiseSettings(bots=0.2, bot_disguise=0.0), range(1, 8))[1]
    assert len(np.unique(hidden)) > 1.5 * len(np.unique(open_))


def test_fewer_fake_people_are_as_if_the_others_had_never_been() -> None:
    model, honest = lived(guard(noise=BOTS)), lived(guard())
    model.noise = NoiseSettings()
    for name in NAMES:
        same(model[name].recommend(everyone(), 12, TICKS), honest[name].recommend(everyone(), 12, TICKS))


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
