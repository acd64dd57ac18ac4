"""A recommender for one's own data: learned from a file or a table, asked and answered in one's own ids.

    model = recommender.fit("ratings.csv", method="user-cf")
    model.recommend("alice", 10)

It is one of the methods (see `recommender.methods.table`) over the events of a log (see `recommender.datasets`), with
the settings that are best for a log that is over (`recommender.evaluate.offline`). Answers are as of the hour after the
last event.

A saved model is its settings and its events, as plain columns, no code; loading learns them again. So a loaded model
answers as one does that was fitted to the same events, and a forgotten person is in no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

import numpy as np
from numpy.typing import NDArray

from recommender import stored
from recommender.config import MethodSettings, changed, dotted_names
from recommender.datasets.labels import Id, Labels
from recommender.datasets.log import Log, LogError
from recommender.datasets.reading import read_log
from recommender.datasets.tables import EventTable
from recommender.evaluate.ground import published
from recommender.evaluate.study import offline
from recommender.luck import Luck
from recommender.methods.method import Method
from recommender.methods.table import NAMES, make
from recommender.types import NO_ITEM, Ids, Interactions, Items, Source

_BATCH = 500_000
_PEOPLE = 4096


class Recommended(NamedTuple):
    """One place of a slate."""

    item: Id
    score: float
    source: str
    """Why it is there: "neighbours", "items", "trending" and so on (see `types.Source`)."""


class Reason(NamedTuple):
    """One addend of a score."""

    source: str
    who: Id | None
    """The neighbour or the item that speaks for it; None where it is nobody in particular."""
    share: float
    """What it adds to the score."""
    weight: float
    """The similarity it was weighed by; NaN where there is none."""
    items: tuple[Id, ...]
    """For a neighbour, items that both watched, strongest first."""


class Why(NamedTuple):
    """Why a person would be shown an item: reasons whose shares sum to the score, largest first."""

    user: Id
    item: Id
    score: float
    source: str
    reasons: tuple[Reason, ...]


class Model:
    """A method of recommending, and what it has learned; see the module."""

    def __init__(self, method: str = "user-cf", seed: int = 1, **settings: object) -> None:
        """`settings` are the method's own (k=50) or any by dotted name (**{"history.window": 100}).

        Errors: ValueError, one sentence, for an unknown method or setting, or one out of its range.
        """
        if method not in NAMES:
            close = get_close_matches(method, NAMES, n=1)
            aid = f" (did you mean {close[0]!r}?)" if close else ""
            raise ValueError(f"method must be one of {', '.join(NAMES)}, not {method!r}{aid}")
        self.method, self.seed, self.settings = method, seed, dict(settings)
        changed(MethodSettings(), self._dotted())
        self._model: Method | None = None
        self._users, self._items = Labels("user"), Labels("item")

    # As scikit-learn has it

    def get_params(self, deep: bool = True) -> dict[str, object]:
        """What the model was made with: method, seed, and the settings given."""
        return {"method": self.method, "seed": self.seed, **self.settings}

    def set_params(self, **params: object) -> Self:
        """Make it anew with some of these changed; what was learned is gone."""
        anew: dict[str, Any] = {**self.get_params(), **params}
        self.__dict__ = type(self)(**anew).__dict__
        return self

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"Model({told})"

    def fit(self, log: Path | str | object, **reading: Any) -> Self:
        """Learn a log, in place of what was known before; returns itself.

        `log` and `reading` are as `recommender.datasets.read_log` takes them: a path; a pandas, polars or Arrow
        table; a mapping of columns; or a `Log`. Errors: LogError, one sentence.
        """
        read = log if isinstance(log, Log) else read_log(log, **reading)
        self._begin(read.latest())
        return self

    # Questions

    @property
    def users(self) -> list[Id]:
        """Everybody known, forgotten ones not among them."""
        return self._users.ids()

    @property
    def items(self) -> list[Id]:
        """Every item known."""
        return self._items.ids()

    def recommend(self, user: Id, n: int = 10) -> list[Recommended]:
        """The n best items for a person who has not met them, best first; fewer where no more are left.

        Errors: ValueError for a person never met.
        """
        slate = self._fitted.recommend(self._rows([user]), _positive(n), self._now)
        there = slate.items[0] != NO_ITEM
        return [
            Recommended(self._items[item], score, Source(source).name.lower())
            for item, score, source in zip(
                cast("list[int]", slate.items[0][there].tolist()),
                cast("list[float]", slate.scores[0][there].tolist()),
                cast("list[int]", slate.source[0][there].tolist()),
                strict=True,
            )
        ]

    def recommend_all(self, n: int = 10, users: Sequence[Id] | None = None) -> EventTable:
        """The n best items of everyone, or of these people, as a table: user, rank (from 1), item, score, source.

        It is a mapping of columns, has the Arrow C stream interface (polars.DataFrame takes it), and can be written.
        """
        who = self._users.places() if users is None else self._rows(users)
        parts: list[dict[str, NDArray[np.generic]]] = []
        names = np.array([one.name.lower() for one in Source])
        people, items = self._users.column(), self._items.column()
        for begin in range(0, len(who), _PEOPLE):
            slate = self._fitted.recommend(who[begin : begin + _PEOPLE], _positive(n), self._now)
            row, place = np.nonzero(slate.items != NO_ITEM)
            parts.append(
                {
                    "user": people[slate.users[row]],
                    "rank": (place + 1).astype(np.int32),
                    "item": items[slate.items[row, place]],
                    "score": slate.scores[row, place],
                    "source": names[slate.source[row, place]],
                }
            )
        return EventTable.joined(parts)

    def similar_users(self, user: Id, n: int = 10) -> list[tuple[Id, float]]:
        """The people most like this one, and how alike (0 to 1). Errors: ValueError for a method that knows none."""
        ids, sims = self._neighbours("user", self._rows([user]), "user-cf")
        return [(self._users[j], sim) for j, sim in zip(ids, sims, strict=True) if sim > 0][:n]

    def similar_items(self, item: Id, n: int = 10) -> list[tuple[Id, float]]:
        """The items most like this one, and how alike (0 to 1). Errors: ValueError for a method that knows none."""
        ids, sims = self._neighbours("item", self._rows([item], "item"), "item-cf")
        return [(self._items[j], sim) for j, sim in zip(ids, sims, strict=True) if sim > 0][:n]

    def explain(self, user: Id, item: Id) -> Why:
        """Why the person would be shown the item now. Errors: ValueError for a person or item never met."""
        told = self._fitted.explain(self._users.place(user), self._items.place(item), self._now)
        reasons: list[Reason] = []
        for part in told.parts:
            who: Id | None = None
            if part.source == Source.NEIGHBOURS and part.id >= 0:
                who = self._users[part.id]
            elif part.source == Source.ITEMS and part.id >= 0:
                who = self._items[part.id]
            both = tuple(self._items[i] for i in part.items)
            reasons.append(Reason(part.source.name.lower(), who, part.share, part.weight, both))
        return Why(user, item, told.score, told.source.name.lower(), tuple(reasons))

    # Changes

    def update(self, events: object, **reading: Any) -> Self:
        """Learn more events, read as `fit` reads a log; people and items never met are taken in. Returns itself.

        A rating of a pair takes the place of an earlier one. Errors: LogError, also for a log that has ratings where
        the one learned has none, or the other way round.
        """
        model = self._fitted
        log = (events if isinstance(events, Log) else read_log(events, **reading)).latest()
        if (log.rating is None) != (self._scale is None):
            had, has = ("no ratings", "ratings") if self._scale is None else ("ratings", "no ratings")
            raise LogError(f"{log.name} has {has}, and what was learned has {had}")
        if self._scale is not None:
            log = replace(log, rating=self._within(log))
        user, item = self._users.take_in(log.users)[log.user], self._met(log.items)[log.item]
        happened = log.interactions()
        offset = self._now
        if log.time is not None and self._zero is not None:
            hours = np.floor((log.time - self._zero) / 3600.0).astype(np.int32)
            offset = np.maximum(hours, self._now)
        batch = replace(happened, user=user, item=item, tick=(happened.tick * 0 + offset).astype(np.int32))
        if self._scale is not None:
            low, high = self._scale
            batch = replace(
                batch,
                watch_s=(np.asarray(log.rating) - low).astype(np.float32),
                duration_s=np.full(len(log), high - low, dtype=np.float32),
            )
            self._replaced(model, batch)
        self._learn(model, batch)
        return self

    def forget(self, *users: Id) -> Self:
        """Remove every trace of these people: the model is as if it had never met them. Returns itself."""
        rows = self._rows(users)
        self._fitted.forget(rows)
        kept = ~np.isin(self._events.user, rows)
        self._events = self._events.rows(kept)
        for row in rows.tolist():
            self._users.forget(row)
        return self

    # On disk

    def save(self, path: Path | str) -> None:
        """Write the model to one file, in place of an older one; see the module. Errors: OSError."""
        catalogue, count = self._fitted.memory.catalogue, len(self._items)
        facts = {
            "params": self.get_params(), "scale": self._scale, "zero": self._zero, "whole": sorted(self._whole),
            "weighed": self._weighed, "now": self._now, "topics": list(self._topics),
        }  # fmt: skip
        columns = {
            "users": self._users.texts(),
            "items": self._items.texts(),
            "published": catalogue.published[:count],
            "about": catalogue.topics[:count],
            **{f.name: getattr(self._events, f.name) for f in fields(Interactions)},
        }
        stored.write(Path(path), facts, columns)

    @classmethod
    def load(cls, path: Path | str) -> Model:
        """A model that was saved. Errors: ValueError, one sentence, for what is none, and for one of another format."""
        facts, held = stored.read(Path(path))
        made = cls(**facts["params"])
        made._restore(facts, held)
        return made

    # Within

    @property
    def _fitted(self) -> Method:
        if self._model is None:
            raise ValueError("nothing is learned yet: call fit first")
        return self._model

    def _dotted(self) -> dict[str, object]:
        """The settings by dotted name."""
        own = self.method.replace("-", "_")
        known = dotted_names(MethodSettings())
        return {
            (f"{own}.{name}" if f"{own}.{name}" in known else name): value
            for name, value in self.settings.items()
        }

    def _begin(self, log: Log) -> None:
        events = log.interactions()
        renumbered, items = published(log, events)
        events = replace(events, item=renumbered[events.item])
        labels = np.empty(len(items), dtype=object)
        labels[renumbered] = log.items
        self._name(log.users, labels, log.whole)
        self._topics = log.features.names if log.features else ()
        self._scale = log.rating_scale if log.rating is not None else None
        self._zero = None if log.time is None else float(log.time[0])
        self._weighed = log.weighed
        self._teach(items, events, offline(MethodSettings(), len(items), log))

    def _restore(self, facts: Mapping[str, Any], held: Mapping[str, NDArray[Any]]) -> None:
        self._name(held["users"], held["items"], frozenset(facts["whole"]))
        self._topics = tuple(facts["topics"])
        self._scale = tuple(facts["scale"]) if facts["scale"] else None
        self._zero, self._weighed = facts["zero"], facts["weighed"]
        ids = np.arange(len(self._items), dtype=np.int32)
        items = Items(ids, held["published"], ids, held["about"])
        events = Interactions(**{f.name: held[f.name] for f in fields(Interactions)})
        nothing = np.zeros(0, dtype=np.int32)
        shape = Log("", "", nothing, nothing, np.zeros(0, np.str_), np.zeros(0, np.str_), weighed=self._weighed,
                    rating=None if self._scale is None else np.zeros(0))  # fmt: skip
        self._teach(items, events, offline(MethodSettings(), len(items), shape))
        self._now = facts["now"]

    def _teach(self, items: Items, events: Interactions, how: MethodSettings) -> None:
        model = make(self.method, changed(how, self._dotted()), Luck(self.seed))
        model.publish(items)
        self._events = events.rows(np.zeros(0, dtype=np.intp))
        self._now = 1
        for begin in range(0, len(events), _BATCH):
            model.update(events.rows(np.arange(begin, min(begin + _BATCH, len(events)))))
        self._events = events
        self._now = int(events.tick.max(initial=0)) + 1
        self._model = model

    def _learn(self, model: Method, batch: Interactions) -> None:
        model.update(batch)
        both = (self._events, batch)
        self._events = Interactions(
            *(np.concatenate([getattr(one, f.name) for one in both]) for f in fields(Interactions))
        )
        self._now = max(self._now, int(batch.tick.max()) + 1)

    def _replaced(self, model: Method, batch: Interactions) -> None:
        """Take back ratings that those of the batch take the place of."""
        span = np.int64(len(self._items))
        old = np.isin(self._events.user * span + self._events.item, batch.user * span + batch.item)
        if old.any():
            gone = self._events.rows(old)
            model.memory.retract(gone.user, gone.item)
            self._events = self._events.rows(~old)

    def _within(self, log: Log) -> NDArray[np.float64]:
        """The ratings of a log, within the scale that was learned. LogError for one that is not."""
        low, high = cast("tuple[float, float]", self._scale)
        rating = np.asarray(log.rating, dtype=np.float64)
        out = rating[(rating < low) | (rating > high)]
        if len(out):
            raise LogError(
                f"{log.name} has a rating of {out[0]:g}, and those learned are from {low:g} to {high:g}"
            )
        return rating

    def _name(self, users: NDArray[np.generic], items: NDArray[np.generic], whole: frozenset[str]) -> None:
        self._users = Labels("user", users, "user" in whole)
        self._items = Labels("item", items, "item" in whole)
        self._whole = whole

    def _met(self, labels: NDArray[np.str_]) -> Ids:
        """The places of items, new ones published now."""
        before = len(self._items)
        places = self._items.take_in(labels)
        if len(self._items) > before:
            ids = np.arange(before, len(self._items), dtype=np.int32)
            width = self._fitted.memory.catalogue.topics.shape[1]
            topics = np.full((len(ids), width), 1.0 / width, dtype=np.float32)
            self._fitted.publish(Items(ids, np.full(len(ids), self._now, dtype=np.int32), ids, topics))
        return places

    def _rows(self, asked: Sequence[Id], role: str = "user") -> Ids:
        labels = self._users if role == "user" else self._items
        if self._model is None:
            raise ValueError("nothing is learned yet: call fit first")
        return np.array([labels.place(label) for label in asked], dtype=np.int32)

    def _neighbours(self, role: str, rows: Ids, method: str) -> tuple[list[int], list[float]]:
        model = self._fitted
        if self.method != method:
            raise ValueError(f"similar {role}s are known by {method}, not by {self.method}")
        ids, sims = cast("Any", model).neighbours(rows)
        return cast("list[int]", ids[0].tolist()), cast("list[float]", sims[0].tolist())


def _positive(n: int) -> int:
    if n < 1:
        raise ValueError(f"n must be 1 or more, not {n}")
    return n


def fit(
    log: Path | str | object,
    method: str = "user-cf",
    *,
    seed: int = 1,
    reading: Mapping[str, Any] | None = None,
    **settings: object,
) -> Model:
    """A model fitted to a log: a path, a pandas, polars or Arrow table, or a mapping of columns.

    `settings` are the method's (k=50), `reading` is how to read the log (see `recommender.datasets.read_log`). Errors:
    ValueError, one sentence: an unknown method or setting; LogError, which is one, for a log that cannot be read.
    """
    return Model(method, seed, **settings).fit(log, **(reading or {}))


def load(path: Path | str) -> Model:
    """A model that was saved. Errors: ValueError, one sentence."""
    return Model.load(path)
