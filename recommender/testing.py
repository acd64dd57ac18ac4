"""The contract every recommender passes, whatever it learns.

    for check in CHECKS:
        check(lambda: MyRecommender(...))

Each check takes a factory of untaught recommenders and raises AssertionError; `conformance` runs them all and tells
which fail. The world they are taught is small and made by arithmetic, so that a failure is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.types import NO_ITEM, Ids, Interactions, Items, Recommender, Slate, Source

Factory = Callable[[], Recommender]

USERS, ITEMS, TOPICS, TICKS = 24, 60, 4, 12
PLACES = 10
NOBODY = USERS + 100


def items(first: int, count: int) -> Items:
    """`count` items from id `first` on, five a tick; one topic weighs more than the others, some have two tags, some
    a guest."""
    ids = np.arange(first, first + count, dtype=np.int32)
    second = np.where(ids % 3 == 0, -1, 10 + ids % 7)
    tags = np.stack((ids % 5, second), axis=1).astype(np.int32)
    topics = np.full((count, TOPICS), 0.1 / TOPICS, dtype=np.float32)
    topics[np.arange(count), ids * 7 % TOPICS] += np.float32(0.9)
    guest = np.where(ids % 4 == 1, (ids + 1 + ids % 3) % 6, -1).astype(np.int32)
    return Items(
        ids, ids // 5 - 3, ids % 6, topics, kind=ids % 3, tags=tags, words=tags[:, ::-1], guest=guest
    )


def events(tick: int) -> Interactions:
    """What each user did at `tick`: two items of a taste that users share in threes, some of them again."""
    user = np.repeat(np.arange(USERS, dtype=np.int32), 2)
    second = np.arange(len(user)) % 2
    item = ((user % 3 * 20 + (user // 3 * 5 + tick * (3 + user % 4) + second * 11) % 23) % ITEMS).astype(
        np.int32
    )
    watched = (2 + (user * 5 + item * 3 + tick) % 23).astype(np.float32)
    mark = user + item + tick
    return Interactions(
        user,
        item,
        np.full(len(user), tick, dtype=np.int32),
        watched,
        np.full(len(user), 20, dtype=np.float32),
        mark % 4 == 0,
        mark % 11 == 0,
        mark % 13 == 0,
        mark % 17 == 0,
        mark % 19 == 0,
    )


def taught(factory: Factory, without: Ids | None = None) -> Recommender:
    """A recommender that has met all users but `without`, and ITEMS items; nobody has watched ten more."""
    model = factory()
    model.publish(items(0, ITEMS))
    model.publish(items(ITEMS, 10))
    for tick in range(TICKS):
        batch = events(tick)
        model.update(batch if without is None else batch.rows(~np.isin(batch.user, without)))
    return model


def everyone() -> Ids:
    """All users met, and one never met."""
    return np.append(np.arange(USERS), NOBODY).astype(np.int32)


def watched() -> NDArray[np.bool_]:
    """(NOBODY + 1, items) what `taught` has shown to whom."""
    seen = np.zeros((NOBODY + 1, ITEMS + 10), dtype=np.bool_)
    for tick in range(TICKS):
        batch = events(tick)
        seen[batch.user, batch.item] = True
    return seen


def same(one: Slate, other: Slate) -> None:
    """Assert that two slates agree to the last bit."""
    np.testing.assert_array_equal(one.users, other.users)
    np.testing.assert_array_equal(one.items, other.items)
    np.testing.assert_array_equal(one.scores, other.scores)
    np.testing.assert_array_equal(one.source, other.source)


def _rows(slate: Slate, part: slice) -> Slate:
    return Slate(slate.users[part], slate.items[part], slate.scores[part], slate.source[part])


def check_shapes_and_empty_places(factory: Factory) -> None:
    """A slate has the promised shapes and types; exactly its empty places have no score and no source."""
    slate = taught(factory).recommend(everyone(), PLACES, TICKS)
    shape = (len(everyone()), PLACES)
    assert slate.items.shape == slate.scores.shape == slate.source.shape == shape
    assert (slate.items.dtype, slate.scores.dtype, slate.source.dtype) == (np.int32, np.float64, np.uint8)
    empty = slate.items == NO_ITEM
    np.testing.assert_array_equal(np.isnan(slate.scores), empty)
    np.testing.assert_array_equal(slate.source == Source.NONE, empty)


def check_a_watched_item_never_returns(factory: Factory) -> None:
    """No slate holds what its user has watched, however long it is."""
    slate = taught(factory).recommend(everyone(), ITEMS + 10, TICKS)
    filled = slate.items != NO_ITEM
    rows = np.nonzero(filled)[0]
    assert not watched()[slate.users[rows], slate.items[filled]].any()


def check_no_item_twice(factory: Factory) -> None:
    """No slate holds an item twice."""
    for row in taught(factory).recommend(everyone(), ITEMS + 10, TICKS).items:
        filled = row[row != NO_ITEM]
        assert len(np.unique(filled)) == len(filled)


def check_no_place_is_empty_in_vain(factory: Factory) -> None:
    """A slate longer than the catalogue holds everything unseen, and its empty places come last."""
    slate = taught(factory).recommend(everyone(), ITEMS + 50, TICKS)
    unseen = (~watched()[slate.users]).sum(axis=1)
    filled = slate.items != NO_ITEM
    np.testing.assert_array_equal(filled, np.arange(ITEMS + 50) < unseen[:, None])


def check_rows_are_independent(factory: Factory) -> None:
    """A user's row does not depend on who else is asked for, nor in what order."""
    model = taught(factory)
    users = everyone()
    whole = model.recommend(users, PLACES, TICKS)
    for order in (np.arange(len(users))[::-1], np.arange(0, len(users), 5), np.array([3])):
        part = model.recommend(users[order], PLACES, TICKS)
        same(part, Slate(users[order], whole.items[order], whole.scores[order], whole.source[order]))


def check_asking_changes_nothing(factory: Factory) -> None:
    """The same state, users and tick give the same slate, whatever was asked; so does another model."""
    model, twin = taught(factory), taught(factory)
    first = model.recommend(everyone(), PLACES, TICKS)
    model.recommend(everyone(), 3, TICKS + 50)
    model.explain(0, int(first.items[0, 0]), TICKS + 50)
    model.update(events(0).rows(np.zeros(2 * USERS, dtype=np.bool_)))
    model.follow(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    model.publish(items(ITEMS + 10, 0))
    model.forget(np.array([NOBODY], dtype=np.int32))
    same(model.recommend(everyone(), PLACES, TICKS), first)
    same(twin.recommend(everyone(), PLACES, TICKS), first)


def check_looking_ahead_changes_no_slate(factory: Factory) -> None:
    """Who is told for whom it will be asked next gives the same slates: after items were published meanwhile, and for
    somebody else after all; and learns and forgets as ever if it is not asked."""
    model, twin = taught(factory), taught(factory)
    users = everyone()
    for turn, asked in enumerate((users, users[::2], users[:0])):
        model.look_ahead(users, PLACES)
        for each in (model, twin):
            each.publish(items(ITEMS + 10 + 2 * turn, 2))
        same(model.recommend(asked, PLACES, TICKS), twin.recommend(asked, PLACES, TICKS))
    for learn in (True, False):
        model.look_ahead(users, PLACES)
        for each in (model, twin):
            if learn:
                each.update(events(TICKS - 1))
            else:
                each.forget(users[:3])
        same(model.recommend(users, PLACES, TICKS), twin.recommend(users, PLACES, TICKS))


def check_nothing_is_asked_or_published(factory: Factory) -> None:
    """Without items all places are empty; without users or places the slate is; nothing fails."""
    model = factory()
    assert (model.recommend(everyone(), PLACES, 0).items == NO_ITEM).all()
    model.forget(everyone())
    nobody = np.zeros(0, dtype=np.int32)
    assert model.recommend(nobody, PLACES, 0).items.shape == (0, PLACES)
    model = taught(factory)
    assert model.recommend(nobody, PLACES, 0).items.shape == (0, PLACES)
    assert model.recommend(everyone(), 0, 0).items.shape == (len(everyone()), 0)


def check_a_cold_start_fills_slates(factory: Factory) -> None:
    """Before anyone has watched anything, everyone gets a full slate of items nobody knows."""
    model = factory()
    model.publish(items(0, ITEMS))
    assert (model.recommend(everyone(), PLACES, 0).items != NO_ITEM).all()


def check_batches_may_be_split(factory: Factory) -> None:
    """Two batches of the same tick teach what one does."""
    model, halves = taught(factory), factory()
    halves.publish(items(0, ITEMS + 10))
    for tick in range(TICKS):
        batch = events(tick)
        for part in np.array_split(np.arange(len(batch)), 3):
            halves.update(batch.rows(part))
    same(halves.recommend(everyone(), PLACES, TICKS), model.recommend(everyone(), PLACES, TICKS))


def check_a_forgotten_user_leaves_no_trace(factory: Factory) -> None:
    """After `forget` the recommender equals one that never met the users, now and as both learn on."""
    gone = np.array([2, 7, 11, USERS - 1], dtype=np.int32)
    model, never = taught(factory), taught(factory, without=gone)
    model.follow(gone, gone % 6)
    model.forget(gone)
    for tick in range(TICKS, TICKS + 3):
        same(model.recommend(everyone(), PLACES, tick), never.recommend(everyone(), PLACES, tick))
        for item in range(0, ITEMS + 10, 9):
            assert repr(model.explain(5, item, tick)) == repr(never.explain(5, item, tick))
        model.update(events(tick))
        never.update(events(tick))


def check_who_follows_is_served_by_those_followed(factory: Factory) -> None:
    """A feed with places for followed creators gives them to what these made or are guests in, newest
    first, names them as the reason and changes nobody else's slate; nothing is left when the follower is forgotten."""
    model, creator = taught(factory), 5
    before = model.recommend(everyone(), ITEMS + 10, TICKS)
    who = np.array([NOBODY], dtype=np.int32)
    for _ in range(2):  # whoever follows already goes on
        model.follow(who, np.array([creator], dtype=np.int32))
    after = model.recommend(everyone(), ITEMS + 10, TICKS)
    same(_rows(after, slice(-1)), _rows(before, slice(-1)))
    given = after.items[-1][after.source[-1] == Source.FOLLOWING]
    published = items(0, ITEMS + 10)
    assert published.guest is not None
    assert (np.diff(given) < 0).all()
    assert ((published.creator[given] == creator) | (published.guest[given] == creator)).all()
    assert len(given) or not (before.source == Source.FOLLOWING).any()
    for item in given:
        why = model.explain(NOBODY, int(item), TICKS)
        assert why.source != Source.FOLLOWING or [part.id for part in why.parts] == [creator]
    model.forget(who)
    same(model.recommend(everyone(), ITEMS + 10, TICKS), before)


def check_explanations_add_up(factory: Factory) -> None:
    """An explanation's parts sum to its score, largest first; where sources agree it is the slate's score. Every other
    place is asked about, of each person others than of the last."""
    model = taught(factory)
    slate = model.recommend(everyone(), PLACES, TICKS)
    agreeing = 0
    rows = zip(slate.users, slate.items, slate.scores, slate.source, strict=True)
    for number, (user, row, scores, sources) in enumerate(rows):
        for item, score, source in list(zip(row, scores, sources, strict=True))[number % 2 :: 2]:
            why = model.explain(int(user), int(item), TICKS)
            assert (why.user, why.item) == (user, item)
            shares = [part.share for part in why.parts]
            assert shares == sorted(shares, reverse=True)
            np.testing.assert_allclose(sum(shares), why.score, rtol=1e-9)
            if why.source == source:
                agreeing += 1
                np.testing.assert_allclose(why.score, score, rtol=1e-9)
    assert agreeing > slate.items.size // 4


def check_scores_are_the_slate_s(factory: Factory) -> None:
    """`score` is NaN or what the slate says, and independent of who else is asked for; fallbacks aside."""
    model = taught(factory)
    slate = model.recommend(everyone(), PLACES, TICKS)
    items = np.maximum(slate.items, 0)
    scores = model.score(slate.users, items, TICKS)
    assert scores.shape == items.shape
    given = (
        Source.NONE, Source.TRIAL, Source.TRENDING, Source.NEWEST, Source.FOLLOWING, Source.CURIOSITY, Source.HOT,
    )  # fmt: skip
    fallback = np.isin(slate.source, given)
    if not (fallback | (slate.source == Source.CHANCE)).all():  # not a method that lives by the lot
        fallback |= slate.source == Source.CHANCE
    np.testing.assert_allclose(scores[~fallback], slate.scores[~fallback], rtol=1e-9)
    for row in range(0, len(items), 5):
        alone = model.score(slate.users[row : row + 1], items[row : row + 1], TICKS)
        np.testing.assert_array_equal(alone[0], scores[row])


def check_unknown_items_are_refused(factory: Factory) -> None:
    """Events and questions about items never published, and ids that leave a gap, are a ValueError."""
    model = taught(factory)
    stray = events(0)
    stray.item[3] = ITEMS + 10
    for act in (
        lambda: model.update(stray),
        lambda: model.explain(0, ITEMS + 10, 0),
        lambda: model.explain(0, -1, 0),
        lambda: model.publish(items(ITEMS + 11, 2)),
        lambda: model.follow(np.array([-1], dtype=np.int32), np.array([0], dtype=np.int32)),
        lambda: model.follow(np.array([0], dtype=np.int32), np.array([-1], dtype=np.int32)),
    ):
        try:
            act()
        except ValueError:
            continue
        raise AssertionError("an id that there is not was accepted")


CHECKS: tuple[Callable[[Factory], None], ...] = (
    check_shapes_and_empty_places,
    check_a_watched_item_never_returns,
    check_no_item_twice,
    check_no_place_is_empty_in_vain,
    check_rows_are_independent,
    check_asking_changes_nothing,
    check_looking_ahead_changes_no_slate,
    check_nothing_is_asked_or_published,
    check_a_cold_start_fills_slates,
    check_batches_may_be_split,
    check_a_forgotten_user_leaves_no_trace,
    check_who_follows_is_served_by_those_followed,
    check_explanations_add_up,
    check_scores_are_the_slate_s,
    check_unknown_items_are_refused,
)


def conformance(factory: Factory) -> dict[str, str]:
    """What each check says, by its name without `check_`: "" if it passes, else what was wrong, in a line."""
    told: dict[str, str] = {}
    for check in CHECKS:
        name = check.__name__.removeprefix("check_")
        try:
            check(factory)
        except Exception as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            told[name] = ": ".join([type(error).__name__, *lines[:1]])
        else:
            told[name] = ""
    return told
