"""The tick as a whole: same luck, same events; nothing scripted; no knob wired to nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from recommender.methods.libraries import missing
from recommender.types import Interactions
from simulator.engine.tick import fold
from simulator.experiments.wiring import Simulation, build
from simulator.session import View
from simulator.settings.tree import ALGORITHMS, Settings, SettingsError

SMALL = {"seed": 5, "world": {"people": 120, "creators": 20}}

HERE = [name for name in ALGORITHMS if not missing(name)]
"""Algorithms whose libraries are installed."""


def small(algorithm: str = "user-cf", **branches: object) -> Settings:
    return Settings.model_validate({**SMALL, **branches, "feed": {"algorithm": algorithm}})


def lived(settings: Settings, ticks: int, then: Callable[[Simulation], None] | None = None) -> Simulation:
    run = build(settings, (settings.feed.algorithm, "random"))
    for _ in range(ticks):
        run.step()
    if then:
        then(run)
    return run


@pytest.mark.sampled(3)
@pytest.mark.parametrize("algorithm", HERE)
def test_same_seed_and_settings_give_the_same_events(algorithm: str) -> None:
    assert lived(small(algorithm), 14).digest == lived(small(algorithm), 14).digest


@pytest.mark.slow
def test_seeds_and_algorithms_give_other_events() -> None:
    digests = {lived(small(name), 30).digest for name in HERE}
    digests.add(lived(small(seed=6), 30).digest)
    assert len(digests) == len(HERE) + 1


def test_threads_language_and_onlookers_touch_no_event() -> None:
    plain = lived(small(methods={"user_cf": {"threads": 1}}, lang="en"), 30).digest
    watched = build(small(methods={"user_cf": {"threads": 2}}, lang="zh"), ("user-cf",))
    for tick in range(30):
        watched.step()
        watched.frame(View(person=tick, creator=tick % 20, lang="zh"))
    assert watched.digest == plain


def test_a_method_that_waits_its_turn_changes_nothing() -> None:
    alone = build(small("trending"), algorithms=("trending",))
    for _ in range(30):
        alone.step()
    assert alone.digest == lived(small("trending"), 30).digest


def test_same_luck_in_both_worlds() -> None:
    """Whoever comes online, and whatever is posted, is the same under every algorithm, unless what they saw makes
    people keener to come or leave, or draws them to live streams; and so is how a person whom nothing has moved yet
    meets a video."""
    steady: dict[str, object] = {
        "behaviour": {"retention": 0.0, "leaving_per_day": 0.0}, "creators": {"live": 0.0},
    }  # fmt: skip
    one, other = (build(small(name, **steady), (name,)) for name in ("random", "newest"))
    for tick in range(30):
        a, b = one.step(), other.step()
        assert np.array_equal(a.slate.users, b.slate.users)
        assert np.array_equal(a.wanted, b.wanted)
        if tick == 0:
            seen = {(u, v): w for u, v, w in _meetings(a.interactions)}
            both = [(w, seen[u, v]) for u, v, w in _meetings(b.interactions) if (u, v) in seen]
            assert all(w == pytest.approx(v, abs=0) for w, v in both)
    assert one.frame().vitals.videos == other.frame().vitals.videos


def _meetings(events: Interactions) -> list[tuple[int, int, float]]:
    return list(zip(events.user.tolist(), events.item.tolist(), events.watch_s.tolist(), strict=True))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("algorithm", HERE)
def test_nobody_watches_a_video_twice(algorithm: str) -> None:
    run = build(small(algorithm), (algorithm,))
    pairs = [np.stack([e.user, e.item], 1) for e in (run.step().interactions for _ in range(36))]
    met = np.concatenate(pairs)
    assert len(np.unique(met, axis=0)) == len(met)


def test_switching_takes_effect_at_the_next_tick_and_the_new_method_knows_what_happened() -> None:
    def switch(run: Simulation) -> None:
        run.switch("random")

    switched = lived(small("user-cf"), 20, switch)
    plain = lived(small("user-cf"), 20)
    assert switched.digest == plain.digest
    users = (switched.step().interactions, plain.step().interactions)
    assert not np.array_equal(users[0].item, users[1].item)
    assert switched.frame().algorithm == "random"


def test_an_unknown_algorithm_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"algorithm must be one of user-cf, .*, not 'magic'"):
        build(small()).switch("magic")


def test_the_digest_is_the_fold_of_all_events() -> None:
    run, digest = build(small(), ("user-cf",)), hashlib.sha256()
    for _ in range(20):
        fold(digest, run.step().interactions)
        fold(digest, run.engine.world.lives.last)
    assert run.digest == digest.hexdigest()


@pytest.mark.sampled(7)
@pytest.mark.parametrize(
    "world",
    [
        {"people": 1, "creators": 1},
        {"people": 1, "creators": 20, "backlog": 0},
        {"people": 50, "creators": 1, "backlog": 0, "posts_per_day": 0.0},
        {"people": 50, "creators": 3, "backlog": 1, "posts_per_day": 0.0},
        {"people": 30, "creators": 5, "topics": ("a", "b")},
    ],
)
@pytest.mark.parametrize("algorithm", HERE)
def test_tiny_and_empty_worlds_live(world: dict[str, object], algorithm: str) -> None:
    run = build(Settings.model_validate({"world": world, "feed": {"algorithm": algorithm}}), (algorithm,))
    run.frame()
    for _ in range(10):
        run.step()
    frame = run.frame()
    assert frame.tick == 10
    assert frame.vitals.people == world["people"]


def test_totals_agree_with_the_events() -> None:
    run = build(small(creators={"collaborate": 0.2}), ("user-cf",))
    views = np.zeros(100_000, dtype=int)
    likes = follows = introduced = 0
    for _ in range(36):
        events = run.step().interactions
        np.add.at(views, events.item, 1)
        likes += int(events.liked.sum())
        follows += int(events.followed.sum()) + int(run.engine.world.lives.last.followed.sum())
        follows += len(run.engine.world.introduced)
        introduced += int((run.engine.world.videos.guest[events.item] >= 0).sum())
    frames = [run.frame(View(creator=c)).brand for c in range(20)]
    assert sum(brand.impressions for brand in frames) == views.sum() + introduced
    assert introduced > 0
    assert sum(brand.followers for brand in frames) == follows
    for brand in frames:
        assert all(a >= b for a, b in zip(brand.funnel, brand.funnel[1:], strict=False))
        assert brand.funnel[1] == round(brand.reach * 120)
        assert brand.funnel[2] == round(brand.effective_reach * 120)
        assert 0 <= brand.awareness <= brand.reach
        for video in brand.top:
            assert 0 <= video.likes <= video.views


def test_a_creators_curves_only_rise_and_end_where_it_stands() -> None:
    brand = lived(small(), 36).frame().brand
    for curve in (brand.reach_curve, brand.effective_curve, brand.follower_curve):
        assert (np.diff(curve) >= 0).all()
    assert brand.reach_curve[-1] == pytest.approx(brand.reach)
    assert brand.tick[-1] == 36
