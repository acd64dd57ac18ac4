"""The network of `two_tower`: its tables, what it makes of people and items, and one step of learning.

    item    x(i) = E(i) + sum over t of topics(i, t) T(t) + K(kind of i) + mean of G(tag) over i's tags
            y(i) = x(i) + W2 relu(W1 x(i) + b)
    person  x(u) = U(u) + mean of H(j) over the items j watched last + sum over t of p(u, t) P(t)
    score(u, i) = x(u)·y(i) + popularity(i)

p(u) are the mean topics of the items watched last. A batch of B events (u, i, weight r) is learned from by

    minimise  - sum of r log softmax over the batch's items j of (score(u, j) - log q(j)) at i  /  sum of r

where q(j) is the probability that a batch holds j: without it popular items, which are others' negatives most,
would be held down (Yi et al. 2019, Sampling-bias-corrected neural modeling for large corpus item
recommendations, RecSys). A row's own item is not its own negative where it comes up again. Steps are Adagrad's
(Duchi et al. 2011) with one sum of squares a row, and touch only the rows of tables that the batch names.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.config import TwoTowerSettings
from recommender.growing import grown
from recommender.memory.catalogue import NONE, Catalogue
from recommender.types import NO_ITEM, Chance, Floats, Ids

Rows = NDArray[np.float32]

_BLOCK = 1024
"""Items whose vectors are made at a time: always so many, so that no item's depends on how many there are."""
_TINY = 1e-8


@dataclass(frozen=True, slots=True)
class Examples:
    """Events to learn from, in order."""

    users: Ids
    items: Ids
    weights: Rows
    recent: Ids
    """(B, length) what each person had watched just before; NO_ITEM in empty places."""

    def __len__(self) -> int:
        return len(self.users)

    def rows(self, keep: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Examples:
        """Those that `keep` names."""
        return Examples(self.users[keep], self.items[keep], self.weights[keep], self.recent[keep])

    def then(self, later: Examples) -> Examples:
        """These, and the later ones after them."""
        return Examples(
            np.concatenate((self.users, later.users)),
            np.concatenate((self.items, later.items)),
            np.concatenate((self.weights, later.weights)),
            np.concatenate((self.recent, later.recent)),
        )


@contextmanager
def _quiet(torch: Any) -> Generator[None]:
    """One thread, as sums must not depend on how many there are; the setting is the whole process's, and is put
    back. All operations used are deterministic on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.enable_grad():
            yield
    finally:
        torch.set_num_threads(threads)


class Table:
    """Rows of numbers that are learned. A row's start is drawn by lot for its number, whenever it comes."""

    def __init__(self, name: str, width: int, start: float, chance: Chance, rows: int = 0) -> None:
        """`start`: rows begin in (-start, start)."""
        self.values: Rows = np.zeros((0, width), dtype=np.float32)
        self._squares: Rows = np.zeros(0, dtype=np.float32)
        self._name, self._start, self._chance = name, start, chance
        self.count = 0
        self.grow(rows)

    def grow(self, rows: int) -> None:
        """Make rows for numbers below `rows`."""
        if rows <= self.count:
            return
        width = int(self.values.shape[1])
        self.values, self._squares = grown(self.values, rows, width), grown(self._squares, rows)
        if self._start:
            numbers = np.arange(self.count, rows)
            luck = self._chance.uniform(f"two-tower {self._name}", numbers[:, None], np.arange(width))
            self.values[self.count : rows] = self._start * (2 * luck - 1)
        self.count = rows

    def reset(self, numbers: Ids) -> None:
        """Put rows back to zero."""
        numbers = numbers[numbers < self.count]
        self.values[numbers], self._squares[numbers] = 0, 0

    def leaf(self, torch: Any, numbers: NDArray[np.integer] | None = None) -> Leaf:
        """The rows that are to be learned; all without `numbers`."""
        if numbers is None:
            distinct = place = np.arange(self.count)
        else:
            distinct, place = np.unique(numbers, return_inverse=True)
            place = place.reshape(numbers.shape)
        values = torch.from_numpy(self.values[distinct]).requires_grad_()
        return Leaf(self, distinct, torch.from_numpy(place), values)

    def step(self, numbers: NDArray[np.integer], slope: Rows, rate: float) -> None:
        """One step down the slope."""
        self._squares[numbers] += (slope * slope).mean(axis=1)
        self.values[numbers] -= rate * slope / (np.sqrt(self._squares[numbers]) + _TINY)[:, None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Rows of a table in one step of learning."""

    table: Table
    numbers: NDArray[np.integer]
    place: Any
    values: Any

    def __call__(self) -> Any:
        """The rows, in the shape of the numbers asked for."""
        return import_module("torch").nn.functional.embedding(self.place, self.values)

    def step(self, rate: float) -> None:
        """Learn."""
        if self.values.grad is not None:
            self.table.step(self.numbers, self.values.grad.numpy(), rate)


class Towers:
    """The two towers; see the module."""

    def __init__(self, settings: TwoTowerSettings, catalogue: Catalogue, chance: Chance) -> None:
        d, hidden = settings.dimensions, settings.hidden
        self._settings = settings
        self._catalogue = catalogue
        self.people = Table("people", d, 0.0, chance)
        self.watched = Table("watched", d, 0.0, chance)
        self.profile = Table("profile", d, 0.0, chance)
        self._items = Table("items", d, 0.1, chance)
        self._popularity = Table("popularity", 1, 0.0, chance)
        self._topics = Table("topics", d, 0.3, chance)
        self._kinds = Table("kinds", d, 0.1, chance)
        self._tags = Table("tags", d, 0.1, chance)
        self._inward = Table("inward", d, d**-0.5, chance, hidden)
        self._bend = Table("bend", 1, 0.0, chance, hidden)
        self._outward = Table("outward", hidden, 0.0, chance, d)

    def grow(self, people: int) -> None:
        """Make rows for people with numbers below `people`, and for all items and their traits."""
        have = self._catalogue
        self.people.grow(people)
        for table in (self.watched, self._items, self._popularity):
            table.grow(len(have))
        for table in (self.profile, self._topics):
            table.grow(have.topics.shape[1])
        self._kinds.grow(int(have.kind.max(initial=0)) + 1)
        self._tags.grow(int(have.tags.max(initial=0)) + 1)

    def learn(self, batch: Examples, log_q: Floats) -> None:
        """One step on a batch; `log_q` (B,) of its items. See the module."""
        torch = import_module("torch")
        with _quiet(torch):
            leaves, tower = self._item_leaves(torch, batch.items)
            popularity = self._popularity.leaf(torch, batch.items)
            people, person = self._person_leaves(torch, batch)
            offset = popularity()[:, 0] - torch.from_numpy(log_q.astype(np.float32))
            logits = person @ tower.T + offset[None, :]
            again = batch.items[:, None] == batch.items[None, :]
            np.fill_diagonal(again, False)
            logits = logits.masked_fill(torch.from_numpy(again), -torch.inf)
            loss = -torch.diagonal(torch.log_softmax(logits, dim=1))
            weights = torch.from_numpy(batch.weights)
            ((loss * weights).sum() / weights.sum()).backward()
        for leaf in (*leaves, popularity, *people):
            leaf.step(self._settings.learning_rate)

    def vectors(self) -> Floats:
        """(items, dimensions + 1) y of every item, and its popularity."""
        torch = import_module("torch")
        count = self._items.count
        result = np.zeros((count, self._settings.dimensions + 1))
        result[:, -1] = self._popularity.values[:count, 0]
        for begin in range(0, count, _BLOCK):
            numbers = np.minimum(np.arange(begin, begin + _BLOCK), count - 1)
            with _quiet(torch):
                _, tower = self._item_leaves(torch, numbers)
            part = tower.detach().numpy()
            result[begin : begin + _BLOCK, :-1] = part[: count - begin]
        return result

    def topics_of(self, recent: Ids) -> Floats:
        """(rows, topics) the mean topics of items (rows, length); zeros where there are none."""
        there = recent != NO_ITEM
        total = np.zeros((len(recent), self._catalogue.topics.shape[1]))
        for slot in range(recent.shape[1]):
            total += self._catalogue.topics[np.maximum(recent[:, slot], 0)] * there[:, slot, None]
        return total / np.maximum(there.sum(axis=1), 1)[:, None]

    def _person_leaves(self, torch: Any, batch: Examples) -> tuple[tuple[Leaf, ...], Any]:
        """What is learned about the people of a batch, and their x (B, dimensions)."""
        own = self.people.leaf(torch, batch.users)
        watched = self.watched.leaf(torch, np.maximum(batch.recent, 0))
        profile = self.profile.leaf(torch)
        there = batch.recent != NO_ITEM
        share = (there / np.maximum(there.sum(axis=1), 1)[:, None]).astype(np.float32)
        topics = torch.from_numpy(self.topics_of(batch.recent).astype(np.float32))
        pooled = (watched() * torch.from_numpy(share)[:, :, None]).sum(dim=1)
        return (own, watched, profile), own() + pooled + topics @ profile.values

    def _item_leaves(self, torch: Any, items: NDArray[np.integer]) -> tuple[tuple[Leaf, ...], Any]:
        """What is learned about items, and their y (B, dimensions)."""
        have = self._catalogue
        own, topics = self._items.leaf(torch, items), self._topics.leaf(torch)
        kind, tags = have.kind[items], have.tags[items]
        kinds = self._kinds.leaf(torch, np.maximum(kind, 0))
        known = torch.from_numpy((kind != NONE).astype(np.float32))
        x = own() + torch.from_numpy(have.topics[items]) @ topics.values + kinds() * known[:, None]
        leaves = [own, topics, kinds]
        if tags.shape[1]:
            there = tags != NONE
            share = (there / np.maximum(there.sum(axis=1), 1)[:, None]).astype(np.float32)
            named = self._tags.leaf(torch, np.maximum(tags, 0))
            x = x + (named() * torch.from_numpy(share)[:, :, None]).sum(dim=1)
            leaves.append(named)
        inward, bend, outward = (t.leaf(torch) for t in (self._inward, self._bend, self._outward))
        y = x + torch.relu(x @ inward.values.T + bend.values[:, 0]) @ outward.values.T
        return (*leaves, inward, bend, outward), y
