"""What is older than the retention window is gone, as if it had never been; pairs can be taken back alone."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender import History, HistorySettings, Memory, TrendingSettings, UserCF, UserCFSettings
from recommender.luck import Luck
from recommender.memory.seen import Seen
from recommender.memory.trend import Trend
from recommender.testing import ITEMS, TICKS, USERS, events, items
from tests.recommender.models import column
from tests.recommender.test_baselines import views
from tests.recommender.test_history import check_consistent

RETENTION = 6
EVENT = st.tuples(
    st.integers(0, 4), st.integers(0, 20), st.integers(0, 30), st.sampled_from([0.0, 0.5, 1.0, 3.0])
)
EVENTS = st.lists(EVENT, max_size=80)
CUTS = st.lists(st.integers(0, 80), max_size=6)


def remembered(rows, cuts=(), retention_h: float = RETENTION, half_life_h: float = 5.0) -> History:
    """A history that got (user, item, tick, strength) rows in the batches that `cuts` makes."""
    history = History(HistorySettings(window=8, half_life_h=half_life_h, retention_h=retention_h))
    for part in np.split(np.arange(len(rows)), sorted(cut for cut in cuts if cut < len(rows))):
        if len(part):
            user, item, tick, value = (np.array([rows[at][c] for at in part]) for c in range(4))
            history.add(user.astype(np.int32), item.astype(np.int32), value, tick.astype(np.int32))
    return history


def assert_same(one: History, other: History, tick: int) -> None:
    for part, twin in zip(one.rows(tick), other.rows(tick), strict=True):
        assert part.tobytes() == twin.tobytes()


@given(rows=EVENTS, cuts=CUTS, half_life_h=st.sampled_from([math.inf, 5.0]))
def test_r_is_what_a_model_holds_that_never_saw_the_old_events(rows, cuts, half_life_h) -> None:
    once = list({row[:2]: row for row in rows}.values())  # nobody does the same item twice
    once.sort(key=lambda row: row[2])
    newest = max((row[2] for row in once), default=0)
    history = remembered(once, cuts, half_life_h=half_life_h)
    young = [row for row in once if row[2] >= newest - RETENTION]
    assert_same(history, remembered(young, retention_h=math.inf, half_life_h=half_life_h), newest)
    check_consistent(history)


@given(rows=EVENTS, cuts=CUTS)
def test_time_goes_event_by_event_however_they_are_split_and_in_whatever_order(rows, cuts) -> None:
    history = remembered(rows, cuts, half_life_h=math.inf)
    assert_same(history, remembered(rows, range(len(rows)), half_life_h=math.inf), 30)
    entries: dict[int, dict[int, list[float]]] = {}  # user -> item -> [strength, last hour], oldest first
    clock = 0
    for user, item, tick, value in rows:
        clock = max(clock, tick)
        for row in entries.values():
            for stale in [i for i, (_, last) in row.items() if last < clock - RETENTION]:
                del row[stale]
        if tick < clock - RETENTION or value == 0:
            continue
        row = entries.setdefault(user, {})
        if item not in row and len(row) == 8:
            del row[next(iter(row))]
        strength, last = row.get(item, (0.0, tick))
        row[item] = [strength + value, max(last, tick)]
    told = {(int(u), int(i)): v for u, i, v in zip(*history.rows(), strict=True)}
    assert told == {(u, i): s for u, row in entries.items() for i, (s, _) in row.items()}
    check_consistent(history)


def test_what_was_seen_and_who_is_followed_outlive_the_window() -> None:
    memory = Memory(HistorySettings(retention_h=2))
    memory.publish(items(0, 10))
    batch = views([0, 1], [3, 3], tick=0)
    batch.followed[0] = True
    memory.learn(batch)
    memory.learn(views([1], [4], tick=9))
    assert memory.history.strength(column(0, 1), column(3, 3)).tolist() == [0.0, 0.0]
    assert memory.seen(column(0, 1), column(3, 3)).all()
    assert memory.viewers[3] == 2
    assert memory.follows(column(0), memory.catalogue.creator[column(3)]).all()
    assert memory.trending(9)[3] == 0


def test_user_cf_recommends_as_if_the_old_events_had_never_been_but_nothing_twice() -> None:
    def model(retention_h: float) -> UserCF:
        history = HistorySettings(retention_h=retention_h)
        made = UserCF(UserCFSettings(trial_share=0.0), Luck(3), Memory(history, TrendingSettings()))
        made.publish(items(0, ITEMS))
        return made

    short, never = model(4), model(math.inf)
    never.memory.trend = Trend(24.0, 1e6)  # rounded weights as the other's, and nothing deleted
    met = np.zeros((USERS, ITEMS), dtype=np.bool_)
    for tick in range(TICKS):
        batch = events(tick)
        batch = batch.rows(~met[batch.user, batch.item])
        met[batch.user, batch.item] = True
        short.update(batch)
        if tick >= TICKS - 1 - 4:
            never.update(batch)
        else:
            never.memory.seen.hide(batch.user, batch.item)
    everyone = np.arange(USERS, dtype=np.int32)
    one, other = short.recommend(everyone, 12, TICKS), never.recommend(everyone, 12, TICKS)
    assert one.items.tobytes() == other.items.tobytes()
    assert one.scores.tobytes() == other.scores.tobytes()


@given(rows=EVENTS, cuts=CUTS, half_life_h=st.sampled_from([0.5, 3.0, 24.0]), gone=st.sets(st.integers(0, 4)))
def test_the_trend_counts_only_views_within_the_window(rows, cuts, half_life_h, gone) -> None:
    def fed(kept, cuts=()) -> Trend:
        trend = Trend(half_life_h, RETENTION)
        for part in np.split(np.arange(len(kept)), sorted(cut for cut in cuts if cut < len(kept))):
            user, item, tick = (np.array([kept[at][c] for at in part], dtype=np.int32) for c in range(3))
            trend.add(views(user, item, tick))
        return trend

    trend, newest = fed(rows, cuts), max((row[2] for row in rows), default=0)
    young = [row for row in rows if row[2] >= newest - RETENTION]
    assert trend.at(31, 21).tobytes() == fed(young).at(31, 21).tobytes()
    expected = np.zeros(21)
    for _, item, tick, _ in young:
        if tick >= (newest // half_life_h - 10) * half_life_h:
            expected[item] += 2 ** (-(31 - tick) / half_life_h)
    np.testing.assert_allclose(trend.at(31, 21), expected, rtol=1e-4)
    trend.forget(np.array(sorted(gone), dtype=np.int32))
    if any(row[2] == newest and row[0] not in gone for row in rows):
        left = fed([row for row in rows if row[0] not in gone])
        assert trend.at(31, 21).tobytes() == left.at(31, 21).tobytes()


@given(rows=EVENTS, taken=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 25)), max_size=12), more=EVENTS)
def test_a_pair_taken_back_was_never_there(rows, taken, more) -> None:
    """Rows are kept below the window: what a full row has dropped does not come back."""
    few = [(user, item % 7, 3, value) for user, item, _, value in rows]
    taken = {(user, item % 7) for user, item in taken}
    history = remembered(few, retention_h=math.inf)
    users, pairs = column(*(u for u, _ in taken)), column(*(i for _, i in taken))
    history.retract(users, pairs)
    history.seen.retract(users, pairs)
    never = remembered([row for row in few if row[:2] not in taken], retention_h=math.inf)
    assert_same(history, never, 3)
    cells = np.indices((8, 26)).astype(np.int32)
    np.testing.assert_array_equal(history.seen(*cells), never.seen(*cells))
    viewers = min(len(history.seen.viewers), len(never.seen.viewers))
    np.testing.assert_array_equal(history.seen.viewers[:viewers], never.seen.viewers[:viewers])
    assert not history.seen.viewers[viewers:].any()
    check_consistent(history)
    for model in (history, never):
        later = [(u, i, 4, v) for u, i, _, v in more]
        if later:
            user, item, tick, value = (np.array([row[c] for row in later]) for c in range(4))
            model.add(user.astype(np.int32), item.astype(np.int32), value, tick.astype(np.int32))
    assert_same(history, never, 4)


def test_hidden_pairs_are_seen_but_count_as_nobodys_view() -> None:
    seen = Seen()
    seen.mark(column(0, 1), column(3, 3))
    seen.hide(column(0, 2, 2, 2), column(3, 3, 9, 9))
    assert seen(column(0, 1, 2, 2), column(3, 3, 3, 9)).all()
    assert seen.viewers[[3, 9]].tolist() == [2, 0]
    assert seen.of(2).tolist() == [3, 9]
    other = Seen()
    other.mark(column(0, 1), column(3, 50))
    other.hide_all_of(seen, column(0, 2, 77))
    assert [other.of(user).tolist() for user in range(4)] == [[3], [50], [3, 9], []]
    assert other.viewers.sum() == 2  # what was taken over is hidden, what was there is not
    assert seen.mark(column(2, 2), column(3, 3)).tolist() == [True, False]  # known after all, and once
    assert seen.viewers[3] == 3
    seen.retract(column(2, 2, 5), column(9, 3, 3))
    assert not seen(column(2, 2), column(3, 9)).any()
    assert seen.viewers[[3, 9]].tolist() == [2, 0]
    seen.hide(column(1), column(40))
    seen.forget(column(0, 1, 99))
    assert not seen(column(0, 1, 1), column(3, 3, 40)).any()
    assert not seen.viewers.any()


@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["mark", "hide", "retract", "forget"]), st.integers(0, 3), st.integers(0, 40)
        ),
        max_size=40,
    )
)
def test_seen_is_two_plain_sets(acts) -> None:
    seen = Seen()
    marked: set[tuple[int, int]] = set()
    hidden: set[tuple[int, int]] = set()
    for act, user, item in acts:
        pair = (user, item)
        if act == "mark":
            assert seen.mark(column(user), column(item))[0] == (pair not in marked)
            marked.add(pair)
            hidden.discard(pair)
        elif act == "hide":
            seen.hide(column(user), column(item))
            hidden |= {pair} - marked
        elif act == "retract":
            seen.retract(column(user), column(item))
            marked.discard(pair)
            hidden.discard(pair)
        else:
            seen.forget(column(user))
            marked = {p for p in marked if p[0] != user}
            hidden = {p for p in hidden if p[0] != user}
    told = {(user, int(item)) for user in range(4) for item in seen.of(user)}
    assert told == marked | hidden
    counted = np.zeros(48, dtype=np.int64)
    for _, item in marked:
        counted[item] += 1
    assert seen.viewers.sum() == counted.sum()
    assert (seen.viewers[:48] == counted[: len(seen.viewers)]).all()
