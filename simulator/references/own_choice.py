"""People who choose by themselves: no algorithm, but the ways in which one finds a video without any.

Each place of a slate is filled by one of three ways, drawn by the weights of `references`:

    followed      the newest unseen videos of creators whom the person follows
    searched      a topic drawn from the person's own taste, and there the newest, or what is hot
    front page    what is hot of everything

Hot is what is watched much and new: recent views count half for every day of a video's age, so that a list changes from
day to day (news sites rank so, as Salihefendic 2010 describes Reddit's and Hacker News' formulas). Without that the
first to lead would lead until everybody had seen it.

In each list of M videos the r-th, counted from 0, is taken with chance ln((r + 2) / (r + 1)) / ln(M + 1): the second
about half as often as the first, as people click on lists. What was watched before or stands in the slate already is
drawn again, six times; then the next way is tried. Every video is at the top of its topic's newest at first, so that
new ones are found without a trial stage. The score is the chance of one draw, over all ways.

Organic choice as the control of recommendation: Chang and Ugander 2022 (To recommend or not? A model-based comparison
of item-matching processes); choice among what people are aware of: Fleder and Hosanagar 2009 (Blockbuster culture's
next rise or fall). "Lately" is what `methods.trending` says: a view counts half after a day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.luck import folded, unit
from recommender.memory.catalogue import NONE
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.following import Following
from recommender.methods.method import Method
from recommender.types import NO_ITEM, Explanation, Flags, Floats, Ids, Part, Slate, Source
from simulator.references.lists import UNLISTED, Listing, Places, list_hottest, list_newest
from simulator.references.sight import Sight
from simulator.world.state import World

FOLLOWED, SEARCHED, FRONT_PAGE = range(3)
"""The ways, in the order in which one comes after another has failed."""
_TRIES = 6
"""Draws in one way for one place."""
_ROUNDS = (
    (0, 1),
    (1, _TRIES),
    (_TRIES, 2 * _TRIES - 1),
    (2 * _TRIES - 1, 3 * _TRIES - 2),
    (3 * _TRIES - 2, 3 * _TRIES),
)
"""Turns that are drawn together, from the one to before the other: the first finds most of what there is."""
_WINDOW = 4
"""So many times as many videos as all lists of newest hold are looked at for them."""
_HALF_LIFE_H = 24.0

Counts = NDArray[np.int64]


class _Lists:
    """What there is to be found in an hour, the same for everybody."""

    def __init__(self, topics: int) -> None:
        self.key: tuple[int, ...] = ()
        """What they hold for."""
        self.newest, self.watched = Listing(topics), Listing(topics)
        """The newest and the hottest of each topic; of a topic of which nothing was watched, the newest are both."""
        self.front = Listing(1)
        """The hottest of all."""
        self.end_chance = self.log_length = np.zeros(0)
        """(depth + 1,) ln((r + 2) / (r + 1)) of each rank r and ln(M + 1) of each length M."""

    def renew(self, world: World, memory: Memory, tick: int, depth: int) -> None:
        """What is to be found now."""
        count = memory.items
        topic = world.videos.topic[:count]
        list_newest(self.newest, depth, topic, _WINDOW * depth * world.topics)
        trend = memory.trending(tick)
        lately = np.flatnonzero(trend > 0).astype(np.int32)
        age_h = np.maximum(tick - memory.catalogue.published[lately], 0)
        heat = trend[lately] * np.exp2(-age_h / _HALF_LIFE_H)
        list_hottest(self.watched, depth, count, lately, heat, topic[lately])
        list_hottest(self.front, depth, count, lately, heat, np.zeros(len(lately), dtype=np.int16))
        numbers = np.arange(depth + 1)
        self.end_chance = np.log((numbers + 2.0) / (numbers + 1.0))
        self.log_length = np.log(numbers + 1.0)


class OwnChoice(Method):
    """What people choose by themselves; a `Recommender`. Places that no way fills get what trends, then the newest."""

    def __init__(self, world: World, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self._sight = Sight(world)
        self._following = Following(self.memory)
        self._kept = _Lists(world.topics)

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, in the order in which they come upon them."""
        draft = Draft(users, n)
        if n and len(draft.users) and self.memory.items:
            followed = self._followed(draft.users)
            items = self._picked(draft.users, followed, n, tick)
            scores = _told(self._chances(draft.users, followed, items, tick))
            draft.take(np.arange(len(draft.users)), items, scores, items != NO_ITEM, Source.CHOSEN)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the chance that one draw is the item, if not watched yet; NaN where no way leads to it."""
        return _told(self._chances(users, self._followed(users), items, tick))

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The chance, by the ways: the creator followed, the topic searched, the front page.

        Without any the one part is the trend or newness. Errors: ValueError for items never published.
        """
        self.memory.require(np.array([item]))
        who, what = np.array([user], dtype=np.int32), np.array([[item]], dtype=np.int32)
        chances = self._chances(who, self._followed(who), what, tick)
        followed, searched, front = (float(chance[0, 0]) for chance in chances)
        topic = int(self._sight.world.videos.topic[item])
        maker = int(self.memory.followed_maker(who, what)[0, 0]) if followed else NONE
        parts = (
            Part(Source.FOLLOWING, maker, followed, float("nan")),
            Part(Source.TOPICS, topic, searched, float(self._taste(who)[0, topic])),
            Part(Source.TRENDING, -1, front, float("nan")),
        )
        parts = tuple(sorted((part for part in parts if part.share > 0), key=lambda part: -part.share))
        if not parts:
            return self.explain_without_score(user, item, tick)
        return Explanation(user, item, sum(part.share for part in parts), Source.CHOSEN, parts)

    def _chances(self, users: Ids, followed: Draft, items: Ids, tick: int) -> tuple[Floats, Floats, Floats]:
        """(users, m) chances of one draw by way; NO_ITEM has none."""
        world, lists = self._sight.world, self._lists(tick)
        chances = np.zeros((3, *items.shape))
        _weigh(
            items,
            followed.items,
            followed.filled,
            world.videos.topic,
            self._taste(users),
            lists.newest.length,
            lists.newest.place,
            lists.watched.length,
            lists.watched.place,
            int(lists.front.length[0]),
            lists.front.place,
            lists.end_chance,
            lists.log_length,
            world.settings.references.search_newest,
            np.array(world.settings.references.ways),
            chances,
        )
        return chances[0], chances[1], chances[2]

    def _followed(self, users: Ids) -> Draft:
        """What those whom these users follow have made, as far down as they look."""
        return self._following.followed(users, self._sight.world.settings.references.depth)

    def _taste(self, users: Ids) -> Floats:
        """(users, topics) shares."""
        taste = self._sight.world.people.taste[users].astype(np.float64)
        return taste / taste.sum(axis=1, keepdims=True)

    def _picked(self, users: Ids, followed: Draft, n: int, tick: int) -> Ids:
        """(users, n) an item in each place, unseen and once a row; NO_ITEM where nothing was found."""
        world, lists = self._sight.world, self._lists(tick)
        luck, settings = world.luck, world.settings.references
        purposes = luck.purposes("own way", "own rank", "own topic", "own order")
        taste = np.cumsum(self._taste(users), axis=1)
        edges = np.cumsum(settings.ways)[:-1]
        items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        row, column, found = np.empty((3, items.size * (_TRIES - 1)), dtype=np.int32)
        for turn, last in _ROUNDS:
            left, count = _draw(
                turn,
                last,
                tick,
                users,
                purposes,
                edges,
                taste,
                settings.search_newest,
                followed.items,
                followed.filled,
                lists.newest.items,
                lists.newest.length,
                lists.watched.items,
                lists.watched.length,
                lists.front.items,
                lists.front.length,
                lists.log_length,
                items,
                row,
                column,
                found,
            )
            if not left:
                break
            known = self.memory.seen(users[row[:count]], found[:count])
            _place(row[:count], column[:count], found[:count], known, items)
        return items

    def _lists(self, tick: int) -> _Lists:
        """What there is to be found, made anew when anything changes."""
        depth = self._sight.world.settings.references.depth
        key = (tick, self.memory.stamp, depth)
        if self._kept.key != key:
            self._kept.key = key
            self._kept.renew(self._sight.world, self.memory, tick, depth)
        return self._kept


def _told(ways: tuple[Floats, Floats, Floats]) -> Floats:
    chance = ways[0] + ways[1] + ways[2]
    return np.where(chance > 0, chance, np.nan)


def rank_of(lot: Floats, length: NDArray[np.integer]) -> NDArray[np.int64]:
    """The rank, 0 the top, that an even draw in [0, 1) takes in a list of so many (1 or more)."""
    rank = np.floor(np.exp(lot * np.log(length + 1.0))).astype(np.int64) - 1
    return np.clip(rank, 0, length - 1)


def chance_of(rank: NDArray[np.integer], length: NDArray[np.integer] | int) -> Floats:
    """The chance that `rank_of` takes this rank."""
    return np.log((rank + 2.0) / (rank + 1.0)) / np.log(np.asarray(length) + 1.0)


@compiled_part
def _rank(lot: float, length: int, log_length: Floats) -> int:
    """`rank_of`."""
    return min(max(int(np.floor(np.exp(lot * log_length[length]))) - 1, 0), length - 1)


@compiled
def _draw(
    first: int,
    last: int,
    tick: int,
    users: Ids,
    purposes: NDArray[np.uint64],
    edges: Floats,
    taste: Floats,
    search_newest: float,
    followed: Ids,
    follows: Counts,
    newest: Ids,
    new: Counts,
    watched: Ids,
    hot: Counts,
    front: Ids,
    all_hot: Counts,
    log_length: Floats,
    items: Ids,
    row: Ids,
    column: Ids,
    found: Ids,
) -> tuple[int, int]:
    """Draw for all empty places of `items` in the turns `first` to `last` - 1; how often, and how often a list has
    something: what, and the row and the column of the place. `taste` (users, topics) is summed up over topics; lists
    and their lengths are as in `_Lists`, where nothing was watched of a topic `watched` is empty."""
    left, count = 0, 0
    for turn in range(first, last):
        for r in range(len(users)):
            here = folded(folded(np.uint64(0), users[r]), tick)
            for c in range(items.shape[1]):
                if items[r, c] != NO_ITEM:
                    continue
                left += 1
                at = folded(here, c)
                lot = unit(at, purposes[0])
                way = (int(lot >= edges[0]) + int(lot >= edges[1]) + turn // _TRIES) % 3
                at = folded(at, turn)
                line, length = followed[r], follows[r]
                if way == SEARCHED:
                    lot, topic = unit(at, purposes[2]), 0
                    while topic < taste.shape[1] - 1 and taste[r, topic] <= lot:
                        topic += 1
                    line, length = newest[topic], new[topic]
                    if hot[topic] > 0 and unit(at, purposes[3]) >= search_newest:
                        line, length = watched[topic], hot[topic]
                elif way == FRONT_PAGE:
                    line, length = front[0], all_hot[0]
                if length > 0:
                    row[count], column[count] = r, c
                    found[count] = line[_rank(unit(at, purposes[1]), length, log_length)]
                    count += 1
    return left, count


@compiled
def _place(row: Ids, column: Ids, found: Ids, known: Flags, items: Ids) -> None:
    """Put what was found where it belongs, unless it is known or stands in the row already."""
    for p in range(len(row)):
        fresh = not known[p] and items[row[p], column[p]] == NO_ITEM
        for c in range(items.shape[1]):
            fresh &= items[row[p], c] != found[p]
        if fresh:
            items[row[p], column[p]] = found[p]


@compiled
def _weigh(
    items: Ids,
    followed: Ids,
    follows: Counts,
    topic: NDArray[np.int16],
    taste: Floats,
    new: Counts,
    in_newest: Places,
    hot: Counts,
    in_watched: Places,
    all_hot: int,
    on_front: Places,
    end_chance: Floats,
    log_length: Floats,
    search_newest: float,
    ways: Floats,
    chances: Floats,
) -> None:
    """Write the chance (way, row, column) of one draw of each item; `taste` (rows, topics) shares, the rest as in
    `_draw` and `_Lists`."""
    for r in range(items.shape[0]):
        for c in range(items.shape[1]):
            item = items[r, c]
            if item == NO_ITEM:
                continue
            for rank in range(follows[r]):
                if followed[r, rank] == item:
                    chances[0, r, c] = ways[0] * (end_chance[rank] / log_length[follows[r]])
                    break
            own = topic[item]
            newest = 0.0
            if in_newest[item] != UNLISTED:
                newest = end_chance[in_newest[item]] / log_length[new[own]]
            watched = newest if hot[own] == 0 else 0.0
            if in_watched[item] != UNLISTED:
                watched = end_chance[in_watched[item]] / log_length[hot[own]]
            listed = search_newest * newest + (1.0 - search_newest) * watched
            chances[1, r, c] = ways[1] * (taste[r, own] * listed)
            if on_front[item] != UNLISTED:
                chances[2, r, c] = ways[2] * (end_chance[on_front[item]] / log_length[all_hot])
