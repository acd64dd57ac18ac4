"""The first viewers of new items: some places of every slate go to items that too few people have watched.

Without them a collaborative filter never shows what nobody has watched. An item is on trial until `trial_views` people
have watched it, or all there are. How many places trials get follows from what is lacking; `trial_share` is the most:

    share = min(trial_share, views missing / views in half a day)

On trial are the newest such items, as many as `trial_share` of a day's views can serve, at most `trial_pool`. In
balance as many views come as new items need: share = trial_views * items a day / views a day (see `needed`), and an
item's trial takes about a day. What is left from before is worked off from the newest on, as far as `trial_share`
reaches. Whatever else shows an item counts as well: the fewer views are missing, the fewer places are given.

The least watched quarter go first, and with it those more than a day old: an even start for all, where a lot among all
would leave some without any viewer, and an end to the wait for the last one. Who gets which item: see `audience`.
Platforms try every new video on a few hundred people, it is said (traffic pools; `rerank.given.pools` goes on from
there); to control the share by what is missing is our own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.config import TrialAudience, TrialSettings
from recommender.memory.memory import Memory
from recommender.methods.audience import Asking, by_lot, by_topics, followers_first
from recommender.methods.fill import Draft
from recommender.methods.lots import inserted, spread
from recommender.methods.method import single
from recommender.types import NO_ITEM, Chance, Explanation, Ids, Slate, Source

_AUDIENCES: Mapping[TrialAudience, Callable[[Asking], Ids]] = {
    "lot": by_lot,
    "followers": followers_first,
    "topics": by_topics,
}
_FIRST = 0.25
"""Share of the items on trial, the least watched of them, whose turn it is."""
_DAY = 24
"""Hours after publication from which it is an item's turn anyway; and hours of the most that the pool is made for."""
_SOON = 12
"""Hours in which the views that are missing now would come: half a day, since of an item in the midst of its trial half
are missing."""


def needed(posts_per_day: float, views_per_day: float, trial_views: int) -> float:
    """Share of all views that new items need as their first: trial_views * posts a day / views a day.

    0 without posts; above 1 where even all views are too few, inf where there are none.
    """
    views = trial_views * posts_per_day
    return views / views_per_day if views_per_day else math.inf if views else 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What trials need and get, at one hour. Prints as a sentence."""

    needed: float
    """Share of views that the items published in the last 24 hours need; see `needed`."""
    given: float
    """Share (0..1) of places that trials get."""
    most: float
    """`trial_share`."""
    missing: int
    """First views that all items lack, those included that have to wait."""
    views_per_day: float
    """As those of the last day say; 0 where there were none."""

    @property
    def enough(self) -> bool:
        """Whether `most` covers what is needed."""
        return self.needed <= self.most

    def __str__(self) -> str:
        needs = "all places" if self.needed > 1 else f"{self.needed:.1%} of places"
        if self.enough:
            return f"New items need {needs} for their first viewers; {self.given:.1%} are given."
        return (
            f"New items need {needs} for their first viewers; {self.given:.1%} are given and {self.most:.1%} is the"
            " most (trial_share): some get fewer viewers, or none."
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """Of one state of the memory and hour."""

    of: tuple[int, int]
    """Stamp of the memory, and hour."""
    pool: Ids
    """Items on trial."""
    turn: Ids
    """Those of them whose turn it is."""
    lacking: NDArray[np.integer]
    """(turn,) viewers that each of these lacks."""
    share: float
    """Of places that trials get."""


class Trial:
    """Chooses places and items on trial."""

    def __init__(self, settings: TrialSettings, memory: Memory, chance: Chance) -> None:
        self.settings = settings
        self._memory = memory
        self._chance = chance
        self._kept: _Plan | None = None

    def explain(self, user: int, item: int, tick: int) -> Explanation | None:
        """How many have watched the item, if it is on trial at hour `tick`; else None."""
        if self.settings.trial_share > 0 and item in self._plan(tick).pool:
            return single(user, item, Source.TRIAL, float(self._memory.viewers[item]))
        return None

    def budget(self, tick: int) -> Budget:
        """What trials need and get at hour `tick`."""
        published, views = self._memory.catalogue.published, self._memory.trend.per_day(tick)
        posts = int(np.count_nonzero((published > tick - _DAY) & (published <= tick)))
        return Budget(
            needed(posts, views, self.settings.trial_views),
            self._plan(tick).share,
            self.settings.trial_share,
            int(np.maximum(self._goal() - self._memory.viewers, 0).sum()),
            views,
        )

    def draft(self, users: Ids, n: int, tick: int) -> tuple[Draft, Ids]:
        """Slates for the method to fill without what is on trial in them, and the trials for `weave`."""
        trials = self._draw(users, n, tick)
        draft = Draft(users, n, trials)
        # What trials push out at the end need not be looked for.
        draft.wanted -= np.add.reduce(trials != NO_ITEM, axis=1, dtype=np.int64)
        return draft, trials

    def _goal(self) -> int:
        """Viewers that end a trial: no more than there are people."""
        met = int(np.count_nonzero(self._memory.history.taken))
        return min(self.settings.trial_views, met) if met else self.settings.trial_views

    def _plan(self, tick: int) -> _Plan:
        """See the module."""
        key = self._memory.stamp, tick
        if self._kept is not None and self._kept.of == key:
            return self._kept
        most, views = self.settings.trial_share, self._memory.trend.per_day(tick)
        goal, room = self._goal(), min(self.settings.trial_pool, self._memory.items)
        pool, turn, lacking = np.empty((3, room), dtype=np.int32)
        waiting, turns, missing = _waiting(
            self._memory.viewers, self._memory.catalogue.published, goal, most * views if views else math.inf,
            tick - _DAY, np.zeros(goal + 1, dtype=np.int32), pool, turn, lacking,
        )  # fmt: skip
        share = min(most, missing * _DAY / (views * _SOON)) if views else most
        self._kept = _Plan(key, pool[room - waiting :], turn[:turns], lacking[:turns], share)
        return self._kept

    def _draw(self, users: Ids, n: int, tick: int) -> Ids:
        """(users, n) items on trial, each unseen by its user and once per row; NO_ITEM in ordinary places."""
        plan = self._plan(tick) if n and len(users) and self.settings.trial_share else None
        if plan is None or not len(plan.turn):
            return np.full((len(users), n), NO_ITEM, dtype=np.int32)
        places = spread(users, n, plan.share, tick, self._chance, "trial")
        choose = _AUDIENCES[self.settings.trial_audience]
        return choose(Asking(users, tick, places, plan.turn, plan.lacking, self._memory, self._chance))

    def weave(self, draft: Draft, trials: Ids) -> Slate:
        """The draft's items in their order, with the trials in their places; empty places at the end.

        A trial's score is the number of people who have watched the item.
        """
        if (draft.wanted == draft.n).all():
            return draft.slate()
        views = self._memory.viewers.take(trials).astype(np.float64)  # of no matter in ordinary places
        return inserted(draft.slate(), trials, views, Source.TRIAL)


@compiled
def _waiting(
    viewers: Ids,
    published: Ids,
    goal: int,
    most: float,
    late: int,
    tally: Ids,
    pool: Ids,
    turn: Ids,
    lacking: Ids,
) -> tuple[int, int, int]:
    """How many items are on trial, how many of them have their turn, and the viewers that all lack; see the module.

    Those on trial stand at the end of `pool`, those whose turn it is at the beginning of `turn`, what these lack in
    `lacking`; all rise. Fewer than `most` viewers are lacked by those newer than an item on trial; what was published
    before the hour `late` has its turn. `tally` (goal + 1,) is room, of zeros.
    """
    begin, missing, item = len(pool), 0, len(viewers)
    while item > 0 and begin > 0 and missing < most:
        item -= 1
        if viewers[item] < goal:
            begin -= 1
            pool[begin] = item
            missing += goal - viewers[item]
            tally[goal - viewers[item]] += 1
    first, least, more = int(_FIRST * (len(pool) - begin - 1)), goal, tally[goal]
    while least > 1 and more <= first:
        least -= 1
        more += tally[least]
    turns = 0
    for place in range(begin, len(pool)):
        item = pool[place]
        if goal - viewers[item] >= least or published[item] < late:
            turn[turns], lacking[turns] = item, goal - viewers[item]
            turns += 1
    return len(pool) - begin, turns, missing
