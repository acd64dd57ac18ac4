"""What if: the slate of a person without one of their own views, or without one of their neighbours.

The answer is the method's own. A deep copy takes the view back, or forgets the neighbour, and recommends anew; the
catalogue, which neither can change, is shared. For methods that keep nothing beside the memory (user-CF, item-CF,
content, trends and blends of them) it is exact: the slate of a model that never met the neighbour. For
trained ones (factors, two-tower) it is approximate: what training made of the view or the neighbour stays in the
numbers of the others until the next training.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from recommender.memory.memory import Memory
from recommender.privacy.guard import Guarded
from recommender.types import NO_ITEM, Ids, Recommender, Slate


class Remembering(Recommender, Protocol):
    """A method over a memory: a `Method`, a `Pipeline`, or one method of a `Guard`."""

    @property
    def memory(self) -> Memory: ...


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Two slates of one person, each a single row."""

    user: int
    before: Slate
    """As it is."""
    after: Slate
    """As it would be."""

    @property
    def entered(self) -> Ids:
        """Items that only the slate `after` has, best first."""
        return _only(self.after, self.before)

    @property
    def left(self) -> Ids:
        """Items that only the slate `before` has, best first."""
        return _only(self.before, self.after)


def without_view(method: Remembering, user: int, item: int, n: int, tick: int) -> Counterfactual:
    """The n places of `user` at hour `tick` if they had never been shown `item`.

    The item itself may enter the slate, since it would not have been watched. Whom the user follows stays; an item
    that the view pushed out of a full row of R does not come back. Errors: ValueError if, as far as the
    recommender knows, the user has not watched the item.
    """
    who, what = np.array([user], dtype=np.int32), np.array([item], dtype=np.int32)
    if user < 0 or item < 0 or not method.memory.seen(who, what)[0]:
        raise ValueError(f"user {user} has not watched item {item}, as far as the recommender knows")
    other = _copy(method)
    other.memory.retract(who, what)
    return Counterfactual(user, method.recommend(who, n, tick), other.recommend(who, n, tick))


def without_person(method: Remembering, user: int, gone: int, n: int, tick: int) -> Counterfactual:
    """The n places of `user` at hour `tick` if the recommender had never met the person `gone`.

    Errors: ValueError if they are the same person.
    """
    if user == gone:
        raise ValueError(f"user {user} cannot be asked about a world without user {gone}")
    who = np.array([user], dtype=np.int32)
    other = _copy(method)
    other.forget(np.array([gone], dtype=np.int32))
    return Counterfactual(user, method.recommend(who, n, tick), other.recommend(who, n, tick))


def _copy(method: Remembering) -> Remembering:
    catalogue = method.memory.catalogue
    memo: dict[int, object] = {id(catalogue): catalogue}
    return method.apart(memo) if isinstance(method, Guarded) else deepcopy(method, memo)


def _only(one: Slate, other: Slate) -> Ids:
    items = one.items[0]
    return items[(items != NO_ITEM) & ~np.isin(items, other.items[0])]
