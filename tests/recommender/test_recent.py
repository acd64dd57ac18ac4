"""What people watched last."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender import HistorySettings
from recommender.memory.history import History
from recommender.methods.recent import Recent, remembered
from recommender.types import NO_ITEM

EVENTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=40)


def columns(events: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(events, dtype=np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@given(events=EVENTS, cuts=st.lists(st.integers(0, 40), max_size=3), length=st.integers(1, 5))
def test_before_each_event_stand_the_items_the_person_watched_last(events, cuts, length) -> None:
    recent, lines, before = Recent(length), {}, []
    for user, item in events:
        line = lines.setdefault(user, [NO_ITEM] * length)
        before.append(line[-length:])
        line.append(item)
    users, items = columns(events)
    cuts = sorted(min(cut, len(events)) for cut in cuts)
    parts = [recent.follow(u, i) for u, i in zip(np.split(users, cuts), np.split(items, cuts), strict=True)]
    np.testing.assert_array_equal(np.concatenate(parts), np.array(before).reshape(-1, length))
    everyone = np.arange(9, dtype=np.int32)
    expected = [lines.get(user, [NO_ITEM] * length)[-length:] for user in everyone]
    np.testing.assert_array_equal(recent.of(everyone), expected)


def test_a_forgotten_person_has_watched_nothing() -> None:
    recent = Recent(3)
    recent.follow(*columns([(0, 1), (1, 2), (0, 3)]))
    recent.forget(np.array([0, 77]))
    np.testing.assert_array_equal(recent.of(np.array([0, 1])), [[-1, -1, -1], [-1, -1, 2]])


@given(events=EVENTS, window=st.integers(8, 12), most=st.integers(1, 40))
def test_what_is_remembered_is_each_persons_newest_in_order(events, window, most) -> None:
    history = History(HistorySettings(window=window, half_life_h=math.inf))
    lines: dict[int, list[int]] = {}
    for user, item in events:  # one by one, as the oracle sees them
        history.add(np.array([user], np.int32), np.array([item], np.int32), np.ones(1))
        line = lines.setdefault(user, [])
        if item not in line:
            line.append(item)
            del line[:-window]
    users, items, strengths = remembered(history, 0, most)
    each = 1
    while sum(min(len(line), each + 1) for line in lines.values()) <= most and each < window:
        each += 1
    expected = [(user, item) for user in sorted(lines) for item in lines[user][-each:]]
    assert list(zip(users.tolist(), items.tolist(), strict=True)) == expected
    assert (strengths > 0).all()
