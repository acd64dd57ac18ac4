"""R grows by batches to what a plain dictionary would hold, row by row and column by column."""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from recommender import History, HistorySettings, Interactions, Strength
from recommender.growing import ranks
from recommender.memory.history import strengths
from recommender.neighbours.kernels import transposed
from tests.recommender.models import column

EVENT = st.tuples(st.integers(0, 5), st.integers(0, 25), st.sampled_from([0.0, 0.5, 1.0, 3.0]))
EVENTS = st.lists(EVENT, max_size=120)


def fed(events, cuts=(), window=8, half_life_h=math.inf, ticks=None) -> History:
    """A history that got the events in the batches that `cuts` makes."""
    history = History(HistorySettings(window=window, half_life_h=half_life_h))
    users, items, values = (np.array(part) for part in zip(*events, strict=True)) if events else ([],) * 3
    ticks = np.zeros(len(events), dtype=np.int32) if ticks is None else ticks
    for part in np.split(np.arange(len(events)), sorted(cuts)):
        if len(part):
            history.add(users[part].astype(np.int32), items[part].astype(np.int32), values[part], ticks[part])
    return history


def by_dictionary(events, window=8) -> dict[int, OrderedDict[int, float]]:
    rows: dict[int, OrderedDict[int, float]] = {}
    for user, item, value in events:
        row = rows.setdefault(user, OrderedDict())
        if value > 0:
            if item not in row and len(row) == window:
                row.popitem(last=False)
            row[item] = row.get(item, 0.0) + value
    return rows


def by_columns(history: History) -> dict[tuple[int, int], float]:
    """(user, item) -> strength, read from the transpose."""
    column, user, value = transposed(history.item, history.value, history.taken, history.users, history.items)
    assert column[0] == 0 and column[-1] == len(user) == len(value)
    item = np.repeat(np.arange(history.items), np.diff(column))
    pairs = zip(user.tolist(), item.tolist(), strict=True)
    return dict(zip(pairs, value.tolist(), strict=True))


def check_consistent(history: History) -> None:
    users, items, values = history.rows()
    rows = dict(zip(zip(users.tolist(), items.tolist(), strict=True), values.tolist(), strict=True))
    assert by_columns(history) == rows
    assert history.stored == len(rows)
    np.testing.assert_array_equal(
        history.raters[: history.items], np.bincount(items, minlength=history.items)[: history.items]
    )


@given(events=EVENTS, cuts=st.lists(st.integers(0, 120), max_size=6))
def test_batches_of_any_size_make_what_a_dictionary_makes(events, cuts) -> None:
    history = fed(events, [cut for cut in cuts if cut < len(events)])
    users, items, values = history.rows()
    told = {(int(u), int(i)): v for u, i, v in zip(users, items, values, strict=True)}
    expected = {(u, i): v for u, row in by_dictionary(events).items() for i, v in row.items()}
    assert told == expected
    check_consistent(history)
    for user, item, _ in events:
        assert history.seen(column(user), column(item))[0]
    assert history.seen.viewers.sum() == len({event[:2] for event in events})


@given(events=EVENTS, cut=st.integers(0, 120), half_life_h=st.sampled_from([math.inf, 3.0]))
def test_many_small_updates_equal_one_big_one_to_the_last_byte(events, cut, half_life_h) -> None:
    ticks = (np.arange(len(events)) // 3).astype(np.int32)
    one = fed(events, (), half_life_h=half_life_h, ticks=ticks)
    for cuts in ([min(cut, len(events))], range(1, len(events))):
        many = fed(events, cuts, half_life_h=half_life_h, ticks=ticks)
        for part, other in zip(one.rows(9), many.rows(9), strict=True):
            assert part.tobytes() == other.tobytes()


@given(events=EVENTS, later=EVENTS, gone=st.sets(st.integers(0, 7)))
def test_a_forgotten_user_leaves_no_entry_behind(events, later, gone) -> None:
    history = fed(events)
    history.forget(np.array(sorted(gone), dtype=np.int32))
    check_consistent(history)
    never = fed([event for event in events if event[0] not in gone])
    for part, other in zip(history.rows(), never.rows(), strict=True):
        assert part.tobytes() == other.tobytes()
    pairs = np.indices((8, 26)).astype(np.int32)
    np.testing.assert_array_equal(history.seen(*pairs), never.seen(*pairs))
    np.testing.assert_array_equal(history.strength(*pairs), never.strength(*pairs))


def test_a_full_window_drops_the_item_taken_in_first() -> None:
    history = fed([(0, item, 1.0) for item in range(10)])
    assert sorted(history.rows()[1].tolist()) == list(range(2, 10))
    assert history.seen(column(0), column(0, 1, 9, 10)).tolist() == [True, True, True, False]


def test_strength_halves_each_half_life_however_long_ago() -> None:
    history = fed([(0, 0, 4.0), (0, 1, 4.0)], half_life_h=2.0, ticks=np.array([0, 6], dtype=np.int32))
    np.testing.assert_allclose(history.rows(6)[2], [0.5, 4.0])
    history.add(column(1), column(0), np.ones(1), 200)  # 100 half-lives on: the epoch moves
    np.testing.assert_allclose(history.rows(200)[2], [4 * 2.0**-100, 4 * 2.0**-97, 1.0], rtol=1e-6)
    np.testing.assert_allclose(history.rows(6)[2][:2], [0.5, 4.0], rtol=1e-6)


def test_the_same_item_again_adds_to_its_decayed_strength() -> None:
    history = fed([(0, 0, 4.0), (0, 0, 1.0)], half_life_h=2.0, ticks=np.array([0, 2], dtype=np.int32))
    np.testing.assert_allclose(history.rows(2)[2], [3.0])


def test_an_event_older_than_the_others_counts_by_its_own_age() -> None:
    history = fed([(0, 0, 1.0), (1, 0, 1.0)], half_life_h=2.0, ticks=np.array([10, 4], dtype=np.int32))
    np.testing.assert_allclose(history.rows(10)[2], [1.0, 0.125])


def test_empty_and_bad_input() -> None:
    history = History(HistorySettings())
    history.add(column(), column(), np.zeros(0))
    assert len(history.rows()[0]) == 0
    with pytest.raises(ValueError, match="ids must be 0 or more"):
        history.add(column(0), column(-1), np.ones(1))
    for value in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="finite and 0 or more"):
            history.add(column(0), column(0), np.array([value]))
    assert len(history.rows()[0]) == 0


def test_ranks_count_earlier_equals() -> None:
    rank, distinct, counts = ranks(column(7, 3, 7, 7))
    assert (rank.tolist(), distinct.tolist(), counts.tolist()) == ([0, 0, 1, 2], [3, 7], [1, 3])
    assert [len(part) for part in ranks(column())] == [0, 0, 0]


def event(watch_s: float, duration_s: float, **marks: bool) -> Interactions:
    flags = {name: np.array([marks.get(name, False)]) for name in MARKS}
    zero = column(0)
    long = np.array([duration_s], dtype=np.float32)
    return Interactions(zero, zero, zero, np.array([watch_s], dtype=np.float32), long, **flags)


MARKS = ("liked", "commented", "shared", "followed", "disliked")


def test_strength_is_the_weighted_sum_of_what_was_done() -> None:
    weights = Strength(
        watch=1, watch_cap=1.5, skip_below=0.1, like=2, comment=3, share=4, follow=5, dislike=-6
    )
    assert strengths(event(10, 20), weights)[0] == 0.5
    assert strengths(event(90, 20), weights)[0] == 1.5
    assert strengths(event(1, 20), weights)[0] == 0.0
    assert (
        strengths(event(10, 20, liked=True, commented=True, shared=True, followed=True), weights)[0] == 14.5
    )
    assert strengths(event(10, 20, disliked=True), weights)[0] == 0.0
    assert strengths(event(10, 20, followed=True, liked=True, disliked=True), weights)[0] == 1.5
    assert strengths(event(10, 0), weights)[0] == 0.0


@pytest.mark.parametrize(
    ("field", "value"),
    [("window", 7), ("window", 10_001), ("half_life_h", 0), ("half_life_h", math.nan), ("win", 9)],
)
def test_settings_refuse_what_makes_no_sense(field, value) -> None:
    with pytest.raises(ValidationError, match=field):
        HistorySettings(**{field: value})
