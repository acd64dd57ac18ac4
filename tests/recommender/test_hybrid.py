"""Blends: weighted, switching and cascade."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recommender import HistorySettings, Memory, MethodSettings, Source
from recommender.config import HybridSettings
from recommender.luck import Luck
from recommender.methods.hybrid import Hybrid
from recommender.methods.table import make
from recommender.testing import CHECKS, ITEMS, PLACES, TICKS, Factory, everyone, taught

WAYS = {
    "weighted": HybridSettings(),
    "weighted, one counts": HybridSettings(weights=(1.0, 0.0, 0.0)),
    "switching": HybridSettings(how="switching", parts=("user-cf", "content"), weights=(1, 1), enough=9),
    "cascade": HybridSettings(how="cascade", parts=("user-cf", "content"), weights=(1, 1), depth=2),
    "of baselines": HybridSettings(parts=("newest", "most-watched"), weights=(0.5, 0.5)),
}


def factory(settings: HybridSettings, window: int = 100) -> Factory:
    of = MethodSettings(hybrid=settings, history=HistorySettings(window=window))
    return lambda: make("hybrid", of, Luck(3))


def alone(name: str):
    return taught(lambda: make(name, MethodSettings(), Luck(3)))


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("settings", WAYS.values(), ids=WAYS)
def test_contract(settings: HybridSettings, check: Callable[[Factory], None]) -> None:
    check(factory(settings))


def test_a_weighted_score_is_the_sum_of_scaled_scores() -> None:
    blend = taught(factory(HybridSettings(parts=("newest", "most-watched"), weights=(3.0, 1.0))))
    newest, watched = alone("newest"), alone("most-watched")
    for user in range(0, 24, 5):
        who = np.array([user], dtype=np.int32)
        slate = blend.recommend(who, PLACES, TICKS)
        proposed = {
            int(item)
            for part in (newest, watched)
            for item in part.recommend(who, 50, TICKS).items[0]
            if item >= 0
        }
        expected: dict[int, float] = {}
        for part, weight in ((newest, 0.75), (watched, 0.25)):
            raw = {item: part.score(who, np.array([[item]]), TICKS)[0, 0] for item in proposed}
            known = [score for score in raw.values() if not np.isnan(score)]
            for item, score in raw.items():
                level = 0.0 if np.isnan(score) else (score - min(known)) / (max(known) - min(known))
                expected[item] = expected.get(item, 0.0) + weight * level
        best = sorted(expected.values(), reverse=True)[:PLACES]
        np.testing.assert_allclose(slate.scores[0], best, rtol=1e-12)
        np.testing.assert_allclose([expected[int(item)] for item in slate.items[0]], best, rtol=1e-12)


def test_a_part_with_all_the_weight_decides_the_order() -> None:
    blend = taught(factory(HybridSettings(weights=(0.0, 1.0, 0.0))))
    content = alone("content")
    slate = blend.recommend(everyone(), PLACES, TICKS)
    own = content.score(slate.users, slate.items, TICKS)
    drawn = slate.source == Source.BLEND
    for row, there in zip(own, drawn, strict=True):
        falling = np.nan_to_num(row[there])
        assert (np.diff(falling) <= 1e-6).all()


def test_switching_serves_strangers_by_the_last_part() -> None:
    model = taught(factory(WAYS["switching"]))
    slate = model.recommend(everyone(), PLACES, TICKS)
    user_cf, content = (alone(name).recommend(everyone(), PLACES, TICKS) for name in ("user-cf", "content"))
    held = (model.memory.history.value > 0).sum(axis=1)
    known = np.append(held >= 9, False)
    assert known.any() and not known.all()
    np.testing.assert_array_equal(slate.items[known], user_cf.items[known])
    np.testing.assert_array_equal(slate.items[~known], content.items[~known])


def test_a_cascade_orders_what_its_first_part_chose() -> None:
    model = taught(factory(WAYS["cascade"]))
    slate = model.recommend(everyone(), PLACES, TICKS)
    first = alone("user-cf").recommend(everyone(), 2 * PLACES, TICKS)
    for row, chosen in zip(slate.items, first.items, strict=True):
        assert set(row) <= set(chosen)
    score = alone("content").score(slate.users, np.maximum(slate.items, 0), TICKS)
    falling = np.nan_to_num(score, nan=-1.0)
    assert (np.diff(falling, axis=1) <= 1e-9).all()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parts": ("user-cf",), "weights": (1.0,)}, "at least 2"),
        ({"parts": ("user-cf", "content"), "weights": (1.0,)}, "at least 2"),
        (
            {"parts": ("user-cf", "content"), "weights": (1.0, 1.0, 1.0)},
            "2 numbers, one for each of the parts",
        ),
        ({"parts": ("user-cf", "hybrid"), "weights": (1.0, 1.0)}, "none of them hybrid"),
        ({"parts": ("user-cf", "user-cf"), "weights": (1.0, 1.0)}, "different methods"),
        ({"parts": ("user-cf", "content"), "weights": (0.0, 0.0)}, "must not all be 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        HybridSettings.model_validate(wrong)


def test_an_unknown_part_is_named() -> None:
    of = MethodSettings(hybrid=HybridSettings(parts=("user-cf", "magic"), weights=(1, 1)))
    with pytest.raises(ValueError, match=r"methods\.hybrid\.parts must be one of .*, not 'magic'"):
        make("hybrid", of, Luck(1))
    with pytest.raises(ValueError, match="share its memory"):
        Hybrid(HybridSettings(), {"newest": make("newest", of, Luck(1))}, Memory())


def test_the_whole_catalogue_can_be_asked_for() -> None:
    slate = taught(factory(HybridSettings())).recommend(everyone(), ITEMS + 10, TICKS)
    assert (slate.items[-1] >= 0).sum() == ITEMS + 10
