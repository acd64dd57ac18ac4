"""Several methods together: weighted, switching or cascade (Burke 2002, Hybrid recommender systems).

    weighted    score(u, i) = sum over parts p of weight_p s_p(u, i) / sum of weights
    switching   the first part for people of whom at least `enough` items are remembered, else the last
    cascade     the first part chooses `depth` times as many items as asked for, the last puts them in order

In the weighted blend s_p(u, i) is the part's score brought to 0..1 over what all parts together propose to u:
0 the lowest score (or none), 1 the highest. Only so can votes of neighbours and hours of publication be added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from recommender.config import HybridSettings
from recommender.memory.memory import Memory
from recommender.methods.fill import Draft, fall_back
from recommender.methods.method import Method
from recommender.types import (
    NO_ITEM,
    Explanation,
    Flags,
    Floats,
    Ids,
    Interactions,
    Items,
    Part,
    Slate,
    Source,
)

_PROPOSED = 50
"""Items that each part proposes at least; more where more places are asked for."""


class Hybrid(Method):
    """A blend of `parts`, all over the same memory; a `Recommender`."""

    def __init__(self, settings: HybridSettings, parts: Mapping[str, Method], memory: Memory) -> None:
        """`parts` by name, in the order of `settings.parts`. Errors: ValueError for parts with another memory."""
        super().__init__(memory)
        if any(part.memory is not memory for part in parts.values()):
            raise ValueError("the parts of a hybrid must share its memory")
        self.settings = settings
        self.parts = dict(parts)

    def took_in(self, items: Items) -> None:
        """Let the parts follow."""
        for part in self.parts.values():
            part.took_in(items)

    def expect(self, batch: Interactions) -> None:
        """Let the parts follow."""
        for part in self.parts.values():
            part.expect(batch)

    def learned(self, batch: Interactions) -> None:
        """Let the parts follow."""
        for part in self.parts.values():
            part.learned(batch)

    def forgot(self, users: Ids) -> None:
        """Let the parts follow."""
        for part in self.parts.values():
            part.forgot(users)

    def rest(self) -> None:
        """Let the trained parts rest."""
        for part in self.parts.values():
            part.rest()
        self.resting = any(part.resting for part in self.parts.values())

    def wake(self, tick: int) -> None:
        """Train the trained parts."""
        self.resting = False
        for part in self.parts.values():
            part.wake(tick)

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user; `source` is the part's own except in the weighted blend."""
        users = np.asarray(users, dtype=np.int32)
        if not self.memory.items:
            return Draft(users, n).slate()
        if self.settings.how == "switching":
            return self._switched(users, n, tick)
        if self.settings.how == "cascade":
            return self._cascaded(users, n, tick)
        return self._blended(users, n, tick)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) see the module; in a cascade the last part's."""
        if self.settings.how == "switching":
            known = self._known(users)[:, None]
            return np.where(
                known, self._first.score(users, items, tick), self._last.score(users, items, tick)
            )
        if self.settings.how == "cascade":
            return self._last.score(users, items, tick)
        shares = self._shares(users, self._proposed(users, 0, tick), items, tick)
        whole = np.add.accumulate(np.nan_to_num(shares), axis=0)[-1]
        return np.where(np.isnan(shares).all(axis=0), np.nan, whole)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """What each part adds, largest first; where one part alone decides, its own explanation."""
        who, one = np.array([user], dtype=np.int32), np.array([[item]], dtype=np.int32)
        self.memory.require(one[0])
        if self.settings.how == "switching":
            part = self._first if self._known(who)[0] else self._last
            return part.explain(user, item, tick)
        if self.settings.how == "cascade":
            return self._explain_cascade(user, item, tick)
        shares = self._shares(who, self._proposed(who, 0, tick), one, tick)[:, 0, 0]
        if np.isnan(shares).all():
            return self.explain_without_score(user, item, tick)
        parts = [
            Part(Source.BLEND, place, float(share), weight)
            for place, (share, weight) in enumerate(zip(shares, self._weights(), strict=True))
            if share > 0
        ] or [Part(Source.BLEND, int(np.flatnonzero(~np.isnan(shares))[0]), 0.0, 0.0)]
        parts.sort(key=lambda part: (-part.share, part.id))
        return Explanation(user, item, sum(p.share for p in parts), Source.BLEND, tuple(parts))

    def _explain_cascade(self, user: int, item: int, tick: int) -> Explanation:
        """By the last part if it has a score for the item, else by the first, which chose it."""
        refined = self._last.score(np.array([user], dtype=np.int32), np.array([[item]], dtype=np.int32), tick)
        if np.isnan(refined[0, 0]):
            return self._first.explain(user, item, tick)
        return replace(self._last.explain(user, item, tick), source=Source.BLEND)

    @property
    def _first(self) -> Method:
        return next(iter(self.parts.values()))

    @property
    def _last(self) -> Method:
        return [*self.parts.values()][-1]

    def _weights(self) -> list[float]:
        whole = sum(self.settings.weights)
        return [weight / whole for weight in self.settings.weights]

    def _known(self, users: Ids) -> Flags:
        """(users,) is enough remembered of them for the first part?"""
        history = self.memory.history
        met = users < history.users
        held = (
            (history.value[np.where(met, users, 0)] > 0).sum(axis=1)
            if history.users
            else np.zeros(len(users))
        )
        return met & (held >= self.settings.enough)

    def _switched(self, users: Ids, n: int, tick: int) -> Slate:
        known = self._known(users)
        items = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        scores = np.full(items.shape, np.nan)
        source = np.zeros(items.shape, dtype=np.uint8)
        for part, rows in ((self._first, known), (self._last, ~known)):
            slate = part.recommend(users[rows], n, tick)
            items[rows], scores[rows], source[rows] = slate.items, slate.scores, slate.source
        return Slate(users, items, scores, source)

    def _cascaded(self, users: Ids, n: int, tick: int) -> Slate:
        slate = self._first.recommend(users, n * self.settings.depth, tick)
        there = slate.items != NO_ITEM
        refined = self._last.score(users, np.where(there, slate.items, 0), tick)
        # What the last part knows nothing of keeps the order of the first, behind the rest.
        order = np.argsort(
            -np.where(there, np.nan_to_num(refined, nan=-np.inf), -np.inf), axis=1, kind="stable"
        )
        # Stable: empty places, last in the first part's slate, stay last among equals.
        order = order[:, :n]
        felt = there & ~np.isnan(refined)
        return Slate(
            users,
            np.take_along_axis(slate.items, order, axis=1),
            np.take_along_axis(np.where(felt, refined, slate.scores), order, axis=1),
            np.take_along_axis(np.where(felt, Source.BLEND, slate.source), order, axis=1).astype(np.uint8),
        )

    def _blended(self, users: Ids, n: int, tick: int) -> Slate:
        scale = self._proposed(users, 0, tick)
        proposed = scale if n <= _PROPOSED else self._proposed(users, n, tick)
        shares = self._shares(users, scale, proposed, tick)
        score = np.add.accumulate(np.nan_to_num(shares), axis=0)[-1]
        worth = np.where((proposed == NO_ITEM) | np.isnan(shares).all(axis=0), -1.0, score)
        order = np.lexsort((proposed, -worth), axis=1)
        worth = np.take_along_axis(worth, order, axis=1)
        draft = Draft(users, n)
        items = np.take_along_axis(proposed, order, axis=1)
        draft.take(np.arange(len(users)), items, worth, worth >= 0, Source.BLEND)
        fall_back(draft, self.memory, tick)
        return draft.slate()

    def _proposed(self, users: Ids, n: int, tick: int) -> Ids:
        """(users, any) what the parts propose, each item once a row; NO_ITEM for repetitions and empty places."""
        most = max(n, _PROPOSED)
        items = np.concatenate(
            [part.recommend(users, most, tick).items for part in self.parts.values()], axis=1
        )
        items.sort(axis=1)
        items[:, 1:][items[:, 1:] == items[:, :-1]] = NO_ITEM
        return items

    def _shares(self, users: Ids, proposed: Ids, items: Ids, tick: int) -> Floats:
        """(parts, users, m) what each part adds to each item's score; NaN where it has nothing to say.

        Scores are brought to 0..1 over the items `proposed` to the same user.
        """
        shares: list[Floats] = []
        there = proposed != NO_ITEM
        for part, weight in zip(self.parts.values(), self._weights(), strict=True):
            scores = part.score(users, np.where(there, proposed, 0), tick)
            known = there & ~np.isnan(scores)
            low = np.where(known, scores, np.inf).min(axis=1, initial=np.inf)[:, None]
            high = np.where(known, scores, -np.inf).max(axis=1, initial=-np.inf)[:, None]
            own = scores if items is proposed else part.score(users, np.maximum(items, 0), tick)
            spread = np.where(high > low, high - low, 1.0)
            low = np.where(np.isfinite(low), low, 0.0)
            level = np.where(high > low, np.clip((own - low) / spread, 0.0, 1.0), 1.0)
            shares.append(weight * np.where(np.isnan(own), np.nan, level))
        return np.stack(shares)
