"""Matrix factorisation of implicit feedback: everyone and everything as a few numbers learned from R.

    minimise  sum over all u, i of c(u, i) (p(u, i) - x(u)·y(i))²  +  lambda (sum |x(u)|² + sum |y(i)|²)
    c(u, i) = 1 + alpha R(u, i)        p(u, i) = 1 if R(u, i) > 0, else 0        score(u, i) = x(u)·y(i)
    lambda = regularization * sum of c over R's entries / number of vectors

by alternating least squares (Hu, Koren, Volinsky 2008, Collaborative filtering for implicit feedback datasets),
which the library `implicit` carries out (see `als`). Measured by the confidence that a vector has on average,
lambda suits worlds of any size. A run takes place when 1, 2, 4, ... hours and then every `every_h` hours have
passed, on R as it stands before the first event of the hour. In between, the vectors y of items stay as they
are; items watched since get theirs, hour by hour, from the people of the last run who watched them. The vector
of a person is never stored: it is the exact solution for their row of R as it is now,

    x(u) = A⁻¹ sum over j of c(u, j) y(j)
    A = sum over all i of y(i) y(i)' + lambda I + sum over j of alpha R(u, j) y(j) y(j)'     j: u's items

and therefore y(i)·x(u) is a sum over the items that u watched (section 5 of the paper): see `explain`.
"""

from __future__ import annotations

import numpy as np

from recommender.config import FactorsSettings
from recommender.growing import widened
from recommender.memory.memory import Memory
from recommender.methods import als
from recommender.methods.fill import fall_back
from recommender.methods.libraries import IMPLICIT
from recommender.methods.method import Method
from recommender.methods.products import products, take_best
from recommender.methods.trial import Trial
from recommender.types import Chance, Explanation, Flags, Floats, Ids, Interactions, Part, Slate, Source

_BLOCK = 256
"""People whose vectors are solved for at a time."""
_PAIRS = 200_000
"""Pairs scored at a time."""
_START = 0.1
"""Width of the interval from which the first vectors are drawn."""


class Factors(Method):
    """Matrix factorisation; a `Recommender`.

    People without a row, and places left over, get what trends, then what is newest; some places go to items on
    trial, for only watched items have vectors. `forget` removes a person's row, so that they have no vector
    and no later run learns from them; what the vectors of items learned from them before stays until the
    method is woken anew, since every run begins where the last one ended. It is not exact.
    A batch of several hours counts as the last of them, and the run that is due comes after it.
    """

    def __init__(self, settings: FactorsSettings, chance: Chance, memory: Memory | None = None) -> None:
        """Errors: MissingLibrary without the library."""
        IMPLICIT.require("factors")
        super().__init__(memory)
        self.settings = settings
        self._chance = chance
        self.trial = Trial(settings, self.memory, chance)
        self._clear()

    def rest(self) -> None:
        """Hold nothing."""
        self.resting = True
        self._clear()

    def wake(self, tick: int) -> None:
        """Fit from scratch to R at hour `tick`."""
        self.resting = False
        self._clear()
        self._fit(tick)
        self._since = self._newest = tick
        self._due = tick + 1

    def expect(self, batch: Interactions) -> None:
        """Where the batch opens an hour, learn from the hours before."""
        if not self.resting and len(batch) and batch.tick.min() == batch.tick.max():
            self._turn(int(batch.tick[0]), int(batch.tick[0]))

    def learned(self, batch: Interactions) -> None:
        """Note which items were watched."""
        if self.resting or not len(batch):
            return
        self._watched = widened(self._watched, self.memory.items)
        self._watched[batch.item] = True
        first, last = int(batch.tick.min()), int(batch.tick.max())
        if first < last:
            self._turn(first, last)

    def forgot(self, users: Ids) -> None:
        """No item is fitted to them any more."""
        self._people[users[users < len(self._people)]] = 0

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling score; see the class for the rest."""
        users = np.ascontiguousarray(users, dtype=np.int32)
        draft, trials = self.trial.draft(users, n, tick)
        vectors, known = self._vectors(users, tick)
        candidates = np.flatnonzero(self._known)[-self.settings.candidates :].astype(np.int32)
        take_best(
            draft,
            np.flatnonzero(known),
            vectors[known],
            candidates,
            self._items[candidates],
            self.memory.seen,
            Source.FACTORS,
            self.settings.threads,
        )
        fall_back(draft, self.memory, tick)
        return self.trial.weave(draft, trials)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) about 0..1; NaN for people and items without a vector."""
        users = np.asarray(users, dtype=np.int32)
        result = np.full(items.shape, np.nan)
        if not len(self._known):
            return result
        vectors, known = self._vectors(users, tick)
        step = max(1, _PAIRS // max(items.shape[1], 1))
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            fitted = items[part] < len(self._known)
            place = np.where(fitted, items[part], 0)
            fitted &= self._known[place] & known[part, None]
            result[part] = np.where(fitted, products(vectors[part], self._items[place]), np.nan)
        return result

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """What each item that the person watched adds (its weight: R at hour `tick`), largest first.

        A share may be below 0. Where person or item have no vector, the one part is a trial, the trend (decayed
        views) or newness (hour of publication). Errors: ValueError for items never published.
        """
        self.memory.require(np.array([item]))
        watched, strength = self._rows(np.array([user], dtype=np.int32), tick)
        felt = np.flatnonzero(strength[0])
        if item >= len(self._known) or not self._known[item] or not len(felt):
            return self.trial.explain(user, item, tick) or self.explain_without_score(user, item, tick)
        matrix = self._system(watched, strength)[0][0]
        weighted = np.asarray(np.linalg.solve(matrix, self._items[item]), dtype=np.float64)
        strengths = strength[0, felt]
        shares = (1 + self.settings.alpha * strengths) * products(
            weighted[None], self._items[watched[0, felt]][None]
        )[0]
        parts = [
            Part(Source.FACTORS, int(j), float(share), float(own))
            for j, share, own in zip(watched[0, felt], shares, strengths, strict=True)
        ]
        parts.sort(key=lambda part: (-part.share, part.id))
        return Explanation(user, item, float(shares.sum()), Source.FACTORS, tuple(parts))

    def _clear(self) -> None:
        factors = self.settings.factors
        self._people = np.zeros((0, factors), dtype=np.float32)
        """(users, factors) of the last run; zeros for people it did not meet."""
        self._items = np.zeros((0, factors))
        """(items, factors)"""
        self._known: Flags = np.zeros(0, dtype=np.bool_)
        """(items,) has it a vector?"""
        self._fitted: Flags = np.zeros(0, dtype=np.bool_)
        """(items,) from the last run itself?"""
        self._watched: Flags = np.zeros(0, dtype=np.bool_)
        """(items,) in the running hour."""
        self._lambda = 0.0
        self._gram = np.zeros((factors, factors))
        """Sum of y y' over all items, and lambda I."""
        self._since: int | None = None
        self._newest: int | None = None
        """Hours of the first and the newest event met."""
        self._due = 0
        """Hour of the next run."""

    def _turn(self, first: int, tick: int) -> None:
        """The memory holds all events of the hours before; `tick` begins."""
        if self._newest is None or self._since is None:
            self._since, self._due = first, first + 1
        elif tick <= self._newest:
            return
        self._newest = tick
        if tick >= self._due:
            self._fit(tick)
            self._due = tick + min(self.settings.every_h, max(1, tick - self._since))
        else:
            self._fold_in(tick)
        self._watched[:] = False

    def _fit(self, tick: int) -> None:
        users, items, strengths = self.memory.history.rows(tick)
        felt = strengths > 0
        if not felt.any():
            return
        users, items, strengths = users[felt], items[felt], strengths[felt]
        count, factors = self.memory.items, self.settings.factors
        start = widened(self._items, count, factors)
        new = np.flatnonzero(~widened(self._known, count))
        start[new] = self._chance.uniform("factors", new[:, None], np.arange(factors)) * _START
        people = widened(self._people, self.memory.history.users, factors)
        rounds = self.settings.refit_iterations if self._known.any() else self.settings.iterations
        confidence = 1 + self.settings.alpha * strengths
        vectors = sum(np.count_nonzero(np.bincount(ids)) for ids in (users, items))
        self._lambda = self.settings.regularization * float(confidence.sum()) / vectors
        self._people, fitted = als.fit(
            self.settings, self._lambda, rounds, (users, items, confidence), people, start.astype(np.float32)
        )
        self._fitted = np.zeros(count, dtype=np.bool_)
        self._fitted[items] = True
        self._known = self._fitted.copy()
        self._items = np.where(self._known[:, None], fitted, 0.0).astype(np.float64)
        self._sum_up()

    def _fold_in(self, tick: int) -> None:
        """Give vectors to items that were watched in the hour before and were not in the last run."""
        if not len(self._people):
            return
        count = self.memory.items
        self._fitted, self._known = widened(self._fitted, count), widened(self._known, count)
        self._items = widened(self._items, count, self.settings.factors)
        new = widened(self._watched, count) & ~self._fitted
        users, items, strengths = self.memory.history.rows(tick)
        met = widened(np.abs(self._people).max(axis=1) > 0, self.memory.history.users)
        kept = new[items] & met[users] & (strengths > 0)
        if not kept.any():
            return
        distinct, place = np.unique(items[kept], return_inverse=True)
        entries = users[kept], place.astype(np.int32), 1 + self.settings.alpha * strengths[kept]
        self._items[distinct] = als.fold_in(self.settings, self._lambda, entries, self._people)
        self._known[distinct] = True
        self._sum_up()

    def _sum_up(self) -> None:
        with als.one_thread()():
            self._gram = self._items.T @ self._items
        self._gram += self._lambda * np.eye(self.settings.factors)

    def _rows(self, users: Ids, tick: int) -> tuple[Ids, Floats]:
        """(items, strengths) of R at hour `tick`, both (users, longest row); strength 0 where there is no item
        with a vector."""
        history = self.memory.history
        # The longest row, not the room for it: sums must not depend on how the room grew.
        width = min(int(history.taken.max(initial=0)), history.settings.window)
        known = users < history.users
        rows = np.where(known, users, 0)
        if not width or not len(self._known):
            return np.zeros((len(users), 0), dtype=np.int32), np.zeros((len(users), 0))
        items = history.item[rows, :width]
        felt = known[:, None] & (items < len(self._known))
        items = np.where(felt, items, 0)
        felt &= self._known[items]
        return items, np.where(felt, history.value[rows, :width] * history.scale(tick), 0.0)

    def _system(self, items: Ids, strength: Floats) -> tuple[Floats, Floats]:
        """A (rows, factors, factors) and the right-hand side (rows, factors); see the module.

        Each row is a product of its own, of the same shape whoever else is asked for.
        """
        vectors = self._items[items]
        weight = self.settings.alpha * strength
        with als.one_thread()():
            spread = np.matmul((vectors * weight[:, :, None]).transpose(0, 2, 1), vectors)
        wanted = np.where(strength > 0, 1 + weight, 0.0)
        right = np.zeros((len(items), self.settings.factors))
        for slot in range(items.shape[1]):
            right += wanted[:, slot, None] * vectors[:, slot]
        return self._gram + spread, right

    def _vectors(self, users: Ids, tick: int) -> tuple[Floats, Flags]:
        """x (users, factors), and which users have one."""
        vectors = np.zeros((len(users), self.settings.factors))
        known = np.zeros(len(users), dtype=np.bool_)
        for begin in range(0, len(users), _BLOCK):
            part = slice(begin, begin + _BLOCK)
            items, strength = self._rows(users[part], tick)
            known[part] = strength.any(axis=1)
            if known[part].any():
                matrix, right = self._system(items, strength)
                with als.one_thread()():
                    vectors[part] = np.linalg.solve(matrix, right[:, :, None])[:, :, 0]
        return vectors, known
