"""The cocoon room's close-up: groups and what they watch, the followed person's neighbours, people's ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.memory.history import History
from recommender.neighbours.search import Neighbours
from simulator.camera.hour import HourSeen
from simulator.camera.inside import memory_of
from simulator.camera.labels import title
from simulator.camera.ways import Ways
from simulator.engine.tick import Engine
from simulator.observe.chronicle import Chronicle
from simulator.rooms.cocoon.state import CocoonCloseUp, Neighbour, Way
from simulator.session import View
from simulator.world.columns import sums_by
from simulator.world.words import Words

NEIGHBOURS = 8
TITLES = 3
WAYS = 8

Floats = NDArray[np.float64]


def watching(diet: NDArray[np.float32]) -> tuple[NDArray[np.int32], Floats]:
    """(topics,) people by leading topic of these recent watch seconds (people, topics), and (topics, topics) how each
    such group shares its time out; NaN for groups of nobody. Who watched nothing is in no group."""
    topics = diet.shape[1]
    met = diet[diet.sum(axis=1) > 0]
    leading = met.argmax(axis=1)
    together = np.argsort(leading, kind="stable")
    groups = np.bincount(leading, minlength=topics).astype(np.int32)
    seconds: Floats = np.zeros((topics, topics))
    present, sums = sums_by(leading[together], met[together])
    seconds[present] = sums
    whole: Floats = seconds.sum(axis=1, keepdims=True)
    return groups, np.divide(seconds, whole, out=np.full((topics, topics), np.nan), where=whole > 0)


def in_common(history: History, one: int, other: int) -> NDArray[np.int32]:
    """Items that both rows of R hold, by falling product of strengths, the lower id first among equals."""
    rows = [(history.item[u][history.value[u] > 0], history.value[u]) for u in (one, other)]
    (mine, own), (theirs, their) = ((items, values[values > 0]) for items, values in rows)
    common, at_mine, at_theirs = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
    product = own[at_mine].astype(np.float64) * their[at_theirs]
    return common[np.lexsort((common, -product))]


class CocoonCamera:
    """Looks at the chronicle and at the recommender's memory, and sees every hour, to know people's ways."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ways = Ways(engine.chronicle)
        self._neighbours: Neighbours | None = None
        self._kept: tuple[tuple[object, ...], tuple[Neighbour, ...]] = ((), ())
        self._groups: tuple[int, NDArray[np.int32], Floats] | None = None

    def see(self, hour: HourSeen) -> None:
        """Keep of an hour what later frames need."""
        self._ways.note(hour.events.tick)

    def take(self, view: View, words: Words) -> CocoonCloseUp:
        """About the person whose phone is shown; `view.about` names people whose ways are wanted."""
        chronicle, person = self._engine.chronicle, self._engine.spotlight or 0
        if self._groups is None or self._groups[0] != self._engine.tick:
            self._groups = (self._engine.tick, *watching(chronicle.diet))
        first = chronicle.first_week[person].astype(np.float64)
        whole = first.sum()
        people = [each for each in view.about if 0 <= each < len(chronicle.state)][:WAYS]
        return CocoonCloseUp(
            person=person,
            groups=self._groups[1],
            watched=self._groups[2],
            first_week=first / whole if whole > 0 else np.full(len(first), np.nan),
            neighbours=self._of(person, words),
            ways=tuple(self._way(each, chronicle, words) for each in people),
        )

    def _way(self, person: int, chronicle: Chronicle, words: Words) -> Way:
        x, y = self._ways.of(person)
        return Way(person, words.person(person), int(chronicle.diet[person].argmax()), x, y)

    def _of(self, person: int, words: Words) -> tuple[Neighbour, ...]:
        """Asked anew only when the recommender has learned something: this may be called twenty times a second."""
        memory = memory_of(self._engine)
        if memory is None:
            return ()
        key = (person, memory.stamp, words)
        if self._kept[0] != key:
            if self._neighbours is None:
                world = self._engine.world
                self._neighbours = Neighbours(world.settings.methods.user_cf, memory.history, world.luck)
            self._kept = key, self._found(person, memory.history, self._neighbours, words)
        return self._kept[1]

    def _found(
        self, person: int, history: History, neighbours: Neighbours, words: Words
    ) -> tuple[Neighbour, ...]:
        if person >= history.users:
            return ()
        ids, likeness = neighbours.of(np.array([person], dtype=np.int32))
        near = [(int(j), float(sim)) for j, sim in zip(ids[0], likeness[0], strict=True) if j >= 0]
        chronicle, people = self._engine.chronicle, len(self._engine.world.people)
        videos = self._engine.world.videos
        made: list[Neighbour] = []
        for j, sim in [pair for pair in near if pair[0] < people][:NEIGHBOURS]:  # fake people are above
            common = in_common(history, person, j)
            titles = tuple(
                (title(self._engine, int(v), words), int(videos.topic[v])) for v in common[:TITLES]
            )
            leading, state = int(chronicle.diet[j].argmax()), int(chronicle.state[j])
            made.append(Neighbour(j, words.person(j), sim, leading, state, len(common), titles))
        return tuple(made)
