"""What goes into slates by lot: at which places, and what it leaves of the others' order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Slate, Source
from recommender.luck import Luck
from recommender.methods.lots import inserted, spread
from recommender.rerank.gamma import beta

LUCK = Luck(11)


@given(
    ordinary=st.lists(st.integers(0, 12), min_size=6, max_size=6, unique=True),
    given_=st.lists(st.one_of(st.just(-1), st.integers(0, 20)), min_size=4, max_size=4),
    missing=st.integers(0, 3),
)
def test_inserted_items_keep_their_places_and_the_others_their_order(ordinary, given_, missing) -> None:
    named = [item for item in given_ if item >= 0]
    if len(set(named)) < len(named):
        return
    own = [*ordinary[: 6 - missing], *[-1] * missing]
    slate = Slate(
        np.zeros(1, dtype=np.int32),
        np.array([own], dtype=np.int32),
        np.where(np.array([own]) < 0, np.nan, 1.0),
        np.where(np.array([own]) < 0, 0, Source.NEWEST).astype(np.uint8),
    )
    items = np.array([given_], dtype=np.int32)
    after = inserted(slate, items, np.where(items < 0, np.nan, 2.0), Source.TRIAL)
    result = after.items[0].tolist()
    rest = [item for item in own if item >= 0 and item not in named]
    expected: list[int] = []
    for place in range(6):
        if place < 4 and given_[place] >= 0:
            expected.append(given_[place])
        elif rest:
            expected.append(rest.pop(0))
    assert result == [*expected[:6], *[-1] * (6 - len(expected))]
    for item, score, source in zip(result, after.scores[0], after.source[0], strict=True):
        if item < 0:
            assert np.isnan(score) and source == Source.NONE
        else:
            assert (score, source) == ((2.0, Source.TRIAL) if item in named else (1.0, Source.NEWEST))


def test_spread_meets_its_share_evenly() -> None:
    places = spread(np.arange(1000, dtype=np.int32), 20, 0.25, 3, LUCK, "test")
    assert (places.sum(axis=1) == 5).all()
    gaps = np.diff(np.nonzero(places)[1].reshape(1000, 5), axis=1)
    assert set(gaps.ravel()) == {4}


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (1.0, 9.0), (20.5, 7.25)])
def test_beta_draws_have_the_moments_of_beta(a: float, b: float) -> None:
    many = np.arange(40_000)
    x = beta(np.full(40_000, a), np.full(40_000, b), LUCK, "test", many)
    variance = a * b / ((a + b) ** 2 * (a + b + 1))
    assert x.mean() == pytest.approx(a / (a + b), abs=5 * np.sqrt(variance / 40_000))
    assert x.var() == pytest.approx(variance, rel=0.05)
    assert ((x > 0) & (x < 1)).all()
