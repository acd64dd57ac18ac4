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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.growing import ranks
from recommender.memory.catalogue import NONE
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.following import Following
from recommender.methods.method import Method
from recommender.types import NO_ITEM, Explanation, Flags, Floats, Ids, Part, Slate, Source
from simulator.luck import Address
from simulator.references.sight import Sight
from simulator.world.state import World

FOLLOWED, SEARCHED, FRONT_PAGE = range(3)
"""The ways, in the order in which one comes after another has failed."""
_TRIES = 6
"""Draws in one way for one place."""
_WINDOW = 4
"""So many times as many videos as all lists of newest hold are looked at for them."""
_HALF_LIFE_H = 24.0
_USERS = 1000
"""People whose followed creators' videos are compared with items at a time."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """What there is to be found in an hour, the same for everybody; NO_ITEM behind the end of a list."""

    key: tuple[int, ...]
    """What it holds for."""
    newest: Ids
    watched: Ids
    """(topics, depth) the newest and the hottest of each topic, first the top."""
    front: Ids
    """(1, depth) the hottest of all."""
    in_newest: Floats
    in_watched: Floats
    on_front: Floats
    """(items,) chance that each item is drawn from its list."""


class OwnChoice(Method):
    """What people choose by themselves; a `Recommender`. Places that no way fills get what trends, then the newest."""

    def __init__(self, world: World, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self._sight = Sight(world)
        self._following = Following(self.memory)
        self._kept: _Lists | None = None

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, in the order in which they come upon them."""
        draft = Draft(users, n)
        if n and len(draft.users) and self.memory.items:
            items = self._picked(draft.users, n, tick)
            scores = self.score(draft.users, np.maximum(items, 0), tick)
            draft.take(np.arange(len(draft.users)), items, scores, items != NO_ITEM, Source.CHOSEN)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the chance that one draw is the item, if not watched yet; NaN where no way leads to it."""
        chance = sum(self._chances(users, items, tick))
        return np.where(chance > 0, chance, np.nan)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The chance, by the ways: the creator followed, the topic searched, the front page.

        Without any the one part is the trend or newness. Errors: ValueError for items never published.
        """
        self.memory.require(np.array([item]))
        who, what = np.array([user], dtype=np.int32), np.array([[item]], dtype=np.int32)
        followed, searched, front = (float(chance[0, 0]) for chance in self._chances(who, what, tick))
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

    def _chances(self, users: Ids, items: Ids, tick: int) -> tuple[Floats, Floats, Floats]:
        """(users, m) chances of one draw by way."""
        world, lists = self._sight.world, self._lists(tick)
        weights = world.settings.references.ways
        followed = np.zeros(items.shape)
        for begin in range(0, len(users), _USERS):
            part = slice(begin, begin + _USERS)
            followed[part] = self._from_followed(users[part], items[part])
        topic = world.videos.topic[items]
        newest = world.settings.references.search_newest
        listed = newest * lists.in_newest[items] + (1.0 - newest) * lists.in_watched[items]
        searched = np.take_along_axis(self._taste(users), topic.astype(np.intp), axis=1) * listed
        return weights[0] * followed, weights[1] * searched, weights[2] * lists.on_front[items]

    def _from_followed(self, users: Ids, items: Ids) -> Floats:
        """(users, m) the chance that a draw from what the followed have made is the item."""
        chance = np.zeros(items.shape)
        depth = self._sight.world.settings.references.depth
        draft = self._following.followed(users, depth)
        rows = np.flatnonzero(draft.filled)
        found = draft.items[rows][:, None, :] == items[rows][:, :, None]
        row, column, rank = np.nonzero(found)
        chance[rows[row], column] = chance_of(rank, draft.filled[rows[row]])
        return chance

    def _taste(self, users: Ids) -> Floats:
        """(users, topics) shares."""
        taste = self._sight.world.people.taste[users].astype(np.float64)
        return taste / taste.sum(axis=1, keepdims=True)

    def _picked(self, users: Ids, n: int, tick: int) -> Ids:
        """(users, n) an item in each place, unseen and once a row; NO_ITEM where nothing was found."""
        world = self._sight.world
        edges = np.cumsum(world.settings.references.ways)[:-1]
        place = np.arange(n)
        first = np.searchsorted(edges, world.luck.uniform("own way", users[:, None], tick, place), "right")
        followed = self._following.followed(users, world.settings.references.depth)
        taste = np.cumsum(self._taste(users), axis=1)
        items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        for turn in range(3 * _TRIES):
            row, column = np.nonzero(items == NO_ITEM)
            if not len(row):
                break
            way = (first[row, column] + turn // _TRIES) % 3
            # Who follows nobody finds nothing that way, however often they look.
            able = (way != FOLLOWED) | (followed.filled[row] > 0)
            row, column, way = row[able], column[able], way[able]
            at = world.luck.at(users[row], tick, column, turn)
            found = self._drawn(way, at, taste[row], followed, row, tick)
            good = self._fresh(users, items, row, found)
            items[row[good], column[good]] = found[good]
        return items

    def _drawn(
        self,
        way: NDArray[np.integer],
        at: Address,
        taste: Floats,
        followed: Draft,
        row: NDArray[np.intp],
        tick: int,
    ) -> Ids:
        """(p,) an item of a list for each of p places, by their ways; NO_ITEM from empty lists. `taste` (p, topics) is
        summed up over topics, `row` (p,) the rows of `followed`."""
        lists, settings = self._lists(tick), self._sight.world.settings.references
        lot, found = at.uniform("own rank"), np.full(len(way), NO_ITEM, dtype=np.int32)
        topic = (taste[:, :-1] <= at.uniform("own topic")[:, None]).sum(axis=1)
        newest = at.below(settings.search_newest, "own order")
        for table, line, asked in (
            (followed.items, row, way == FOLLOWED),
            (lists.newest, topic, (way == SEARCHED) & newest),
            (lists.watched, topic, (way == SEARCHED) & ~newest),
            (lists.front, np.zeros_like(topic), way == FRONT_PAGE),
        ):
            length = (table != NO_ITEM).sum(axis=1)[line]
            some = np.flatnonzero(asked & (length > 0))
            found[some] = table[line[some], rank_of(lot[some], length[some])]
        return found

    def _fresh(self, users: Ids, items: Ids, row: NDArray[np.intp], found: Ids) -> Flags:
        """(p,) which found items are there, unseen, not in their rows (of `items`) yet and the first such."""
        pair = row * np.int64(self.memory.items + 1) + found
        good = found != NO_ITEM
        first = np.zeros(len(pair), dtype=np.bool_)
        first[np.unique(pair, return_index=True)[1]] = True
        good &= first & ~self.memory.seen(users[row], np.maximum(found, 0))
        good[good] = ~(items[row[good]] == found[good, None]).any(axis=1)
        return good

    def _lists(self, tick: int) -> _Lists:
        """What there is to be found, made anew when anything changes."""
        depth = self._sight.world.settings.references.depth
        key = (tick, self.memory.stamp, depth)
        if self._kept is None or self._kept.key != key:
            self._kept = self._listed(key, tick, depth)
        return self._kept

    def _listed(self, key: tuple[int, ...], tick: int, depth: int) -> _Lists:
        world, count = self._sight.world, self.memory.items
        topic = world.videos.topic[:count]
        fresh = np.arange(count - 1, max(-1, count - 1 - _WINDOW * depth * world.topics), -1)
        age_h = np.maximum(tick - self.memory.catalogue.published, 0)
        trend = self.memory.trending(tick) * np.exp2(-age_h / _HALF_LIFE_H)
        lately = np.flatnonzero(trend > 0)
        lately = lately[np.lexsort((-lately, -trend[lately]))]
        newest, in_newest = _table(fresh, topic[fresh], world.topics, depth, count)
        watched, in_watched = _table(lately, topic[lately], world.topics, depth, count)
        # Nobody has watched anything of a topic: what is listed there is the newest.
        empty = watched[:, 0] == NO_ITEM
        watched[empty] = newest[empty]
        in_watched = np.where(empty[topic], in_newest, in_watched)
        front, on_front = _table(lately, np.zeros(len(lately), dtype=np.int16), 1, depth, count)
        return _Lists(key, newest, watched, front, in_newest, in_watched, on_front)


def rank_of(lot: Floats, length: NDArray[np.integer]) -> NDArray[np.int64]:
    """The rank, 0 the top, that an even draw in [0, 1) takes in a list of so many (1 or more)."""
    rank = np.floor(np.exp(lot * np.log(length + 1.0))).astype(np.int64) - 1
    return np.clip(rank, 0, length - 1)


def chance_of(rank: NDArray[np.integer], length: NDArray[np.integer] | int) -> Floats:
    """The chance that `rank_of` takes this rank."""
    return np.log((rank + 2.0) / (rank + 1.0)) / np.log(np.asarray(length) + 1.0)


def _table(
    items: NDArray[np.integer], group: NDArray[np.integer], groups: int, depth: int, count: int
) -> tuple[Ids, Floats]:
    """(groups, depth) the first items of each group, in their order, and (count,) each item's chance in its list."""
    table, chance = np.full((groups, depth), NO_ITEM, dtype=np.int32), np.zeros(count)
    if not len(items):
        return table, chance
    rank = ranks(group)[0]
    kept = rank < depth
    items, group, rank = items[kept], group[kept], rank[kept]
    table[group, rank] = items
    length = np.bincount(group, minlength=groups)
    chance[items] = chance_of(rank, length[group])
    return table, chance
