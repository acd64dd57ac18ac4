"""Item-based collaborative filtering: what the same people watch as watch what the person watched.

    score(u, i) = sum over items j of u with i in N(j) of sim(i, j) R(u, j)

N(j) are the k items most similar to j, j not among them: each watched item speaks for its own k neighbours,
the model of Deshpande, Karypis 2004, Item-based top-N recommendation algorithms. (Sarwar et al. 2001 keep the k
items most similar to the candidate i instead, and divide by their similarities; that predicts ratings.)

    sim(i, j) = sum over u of g(u) R(u, i) R(u, j)  /  (norm(i) norm(j))  *  n / (n + s)

is the cosine of the columns of R, norm(i)**2 = sum over u of g(u) R(u, i)**2, times shrinkage s by the n common
viewers as in `similarity`. g(u) is 1, or with inverse activity 1 / (sum over i of R(u, i)**2): every person's row
has length 1, and who watches everything says less about what goes together (Deshpande, Karypis 2004, section 4).

Nothing is learned beside the history. Similarities are computed when asked for, of the items in the rows of
the people asked, and therefore never stale; `forget` is exact to the last bit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.config import ItemCFSettings
from recommender.growing import grown
from recommender.hands import counters
from recommender.memory.memory import Memory
from recommender.methods.fill import fall_back
from recommender.methods.method import Method
from recommender.methods.sharpness import drawn
from recommender.methods.trial import Trial
from recommender.neighbours.item_kernels import packed, similar
from recommender.neighbours.kernels import NOTHING_OFF, top_items
from recommender.parallel import in_chunks
from recommender.types import NO_ITEM, Chance, Explanation, Floats, Ids, Part, Slate, Source

_CELLS = 2_000_000
"""(user, item) scores held at a time."""
_STRIDE = 32
"""Items are dealt out like cards to this many hands: old ones have more viewers, and cost more, than new ones."""


class ItemCF(Method):
    """Item-based collaborative filtering; a `Recommender`.

    Places that similar items leave empty go to what trends, then to what is newest; some go to items on trial
    (see `trial`).
    """

    def __init__(self, settings: ItemCFSettings, chance: Chance, memory: Memory | None = None) -> None:
        super().__init__(memory)
        self.settings = settings
        self.history = self.memory.history
        self.trial = Trial(settings, self.memory, chance)
        self._chance = chance
        self._ids = np.full((0, settings.k), NO_ITEM, dtype=np.int32)
        self._sims = np.zeros((0, settings.k), dtype=np.float32)
        self._held = np.zeros(0, dtype=np.int64)
        """(items,) neighbours of each."""
        self._bars = np.zeros(0, dtype=np.float32)
        """(items,) see `item_kernels.similar`"""
        self._known = np.zeros(0, dtype=np.bool_)
        """Which items' rows of `_ids` and `_sims` are those of the history as it stands."""
        self._stamp = 0

    def rate(self, users: Ids, items: Ids, ratings: NDArray[np.floating], tick: int = 0) -> None:
        """Take in ratings >= 0 as strengths, one per pair. Errors: ValueError as `update`, and below 0."""
        self.memory.rate(users, items, ratings, tick)

    def forgot(self, users: Ids) -> None:
        """Drop similarities."""
        self._known[:] = False

    def neighbours(self, items: Ids) -> tuple[Ids, NDArray[np.float32]]:
        """(ids, similarities), both (items, k), most similar first; -1 and 0 where there are fewer than k.

        Errors: ValueError for items never published.
        """
        items = np.asarray(items, dtype=np.int32)
        self.memory.require(items)
        self._learn(items)
        return self._ids[items], self._sims[items]

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, by falling score, or drawn by it (`sharpness`); see the class for the rest."""
        users = np.ascontiguousarray(users, dtype=np.int32)
        draft, trials = self.trial.draft(users, n, tick)
        best, scores = self._chosen(users, n, tick)
        draft.take(
            np.arange(len(users)), best, scores * self.history.scale(tick), best != NO_ITEM, Source.ITEMS
        )
        fall_back(draft, self.memory, tick)
        return self.trial.weave(draft, trials)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the score at hour `tick`; NaN where no watched item speaks for the item."""
        result = np.full(items.shape, np.nan)
        width = max(1, self.memory.items)
        step = max(1, _CELLS // width)
        for begin in range(0, len(users), step):
            part = slice(begin, begin + step)
            watched, strength = self._rows(users[part])
            row, slot = np.nonzero(watched >= 0)
            ids = self._ids[watched[row, slot]]
            shares = self._sims[watched[row, slot]] * strength[row, slot, None]
            cell = row[:, None] * width + ids
            there = ids >= 0
            total = np.bincount(cell[there], shares[there], minlength=len(watched) * width)
            result[part] = np.take_along_axis(total.reshape(-1, width), items[part], axis=1)
        return np.where(result > 0, result, np.nan) * self.history.scale(tick)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The watched items that speak for the item, largest share first, each weighted by its similarity.

        Where none does, the one part names what else would show it: a trial, if few have watched it (share: how
        many), the trend (decayed views), or its newness (the hour of publication). Errors: ValueError for items
        never published.
        """
        self.memory.require(np.array([item]))
        watched, strength = (column[0] for column in self._rows(np.array([user], dtype=np.int32)))
        mine = watched[watched >= 0]
        slot, place = np.nonzero(self._ids[mine] == item)
        if not len(slot):
            return self.trial.explain(user, item, tick) or self.explain_without_score(user, item, tick)
        sims = self._sims[mine[slot], place].astype(np.float64)
        shares = sims * strength[slot] * self.history.scale(tick)
        parts = [
            Part(Source.ITEMS, int(j), float(share), float(sim))
            for j, share, sim in zip(mine[slot], shares, sims, strict=True)
        ]
        parts.sort(key=lambda part: (-part.share, part.id))
        return Explanation(user, item, float(shares.sum()), Source.ITEMS, tuple(parts))

    def _chosen(self, users: Ids, n: int, tick: int) -> tuple[Ids, Floats]:
        """(users, n) unseen items and stored scores, in the order of the feed; NO_ITEM where there are no more."""
        if math.isinf(self.settings.sharpness):
            return self._best(users, n)

        def best(part: slice, many: int) -> tuple[Ids, Floats]:
            return self._best(users[part], many)

        most = min(self.memory.items, self.settings.k * self.history.item.shape[1])
        return drawn(best, users, most, n, self.settings.sharpness, self._chance, tick)

    def _best(self, users: Ids, n: int) -> tuple[Ids, Floats]:
        """(users, n) unseen items by falling stored score; NO_ITEM where watched items know no more."""
        best = np.full((len(users), n), NO_ITEM, dtype=np.int32)
        scores = np.full(best.shape, np.nan)
        watched, strength = self._rows(users)
        if not n or not (watched >= 0).any():
            return best, scores
        seen, items = self.history.seen, self.memory.items

        def work(part: slice) -> None:
            # The sum of user-CF, with watched items in the place of neighbours and N in that of R.
            top_items(
                counters(2),
                1,
                users[part],
                watched[part],
                strength[part],
                self._ids,
                self._sims,
                self._held,
                *NOTHING_OFF,
                seen.rows,
                items,
                best[part],
                scores[part],
            )

        in_chunks(work, len(users), self.settings.threads)
        return best, scores * np.add.accumulate(strength, axis=1)[:, -1:]  # the kernel has divided by these

    def _rows(self, users: Ids) -> tuple[Ids, Floats]:
        """(users, width) the items of each user's row, their neighbours now known, and R; -1 and 0 at the end."""
        history = self.history
        known = users < history.users
        there = np.where(known, users, 0) if history.users else users[:0]
        items = np.full((len(users), history.item.shape[1]), NO_ITEM, dtype=np.int32)
        strength = np.zeros(items.shape)
        if len(there):
            value = np.where(known[:, None], history.value[there], 0)
            order = np.argsort(value <= 0, axis=1, kind="stable")
            strength[:] = np.take_along_axis(value, order, axis=1)
            items[:] = np.where(strength > 0, np.take_along_axis(history.item[there], order, axis=1), NO_ITEM)
        self._learn(items[items >= 0])
        return items, strength

    def _learn(self, items: Ids) -> None:
        """Compute the neighbours of those of the items for which they are not known."""
        history, k = self.history, self.settings.k
        if self._stamp != history.stamp:
            self._known[:] = False
            self._stamp = history.stamp
        count = self.memory.items
        self._ids, self._sims = grown(self._ids, count, k, fill=NO_ITEM), grown(self._sims, count, k)
        self._bars, self._known = grown(self._bars, count), grown(self._known, count)
        self._held = grown(self._held, count)
        wanted = np.zeros(history.items, dtype=np.bool_)
        wanted[items[items < history.items]] = True
        which = np.flatnonzero(wanted & ~self._known[: history.items]).astype(np.int32)
        if not len(which):
            return
        which = which[np.argsort(np.arange(len(which)) % _STRIDE, kind="stable")]
        columns = packed(
            history.item, history.value, history.users, history.items, self.settings.inverse_activity
        )

        def work(part: slice) -> None:
            similar(which[part], *columns, self.settings.shrinkage, self._ids, self._sims, self._bars)

        in_chunks(work, len(which), self.settings.threads)
        self._held[which] = np.count_nonzero(self._ids[which] >= 0, axis=1)
        self._known[which] = True
