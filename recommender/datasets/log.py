"""A log in memory: one row an event, ids dense, rows in order of time; and how a row becomes an interaction.

What a person thought of an item becomes a watch ratio, which is what recommenders learn from:

    a rating          watched `rating - low` of `high - low` seconds, low = min(0, lowest rating), high = highest:
                      5 of 5 stars is a video watched to its end, 1 of 5 is one that was skipped
    seconds watched   as they are; without a length, the longest watch of an item stands for its length
    a watch ratio     of one second
    plays             log2(1 + plays) of one second: 1 for one play, 2 for three, 10 for a thousand
    kinds of events   what each kind counts, of one second; times what plays count where a log has both
    none of these     watched to its end: that the row is there is all that is known

Where a log has several, the first in this list counts, but plays and kinds of events before a watch ratio. A rating
takes the place of an earlier one of the same pair (`Log.latest`); watch times, plays and events add up, row by row, in
what recommenders remember.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommender.clean import clean
from recommender.datasets.ordering import order_in_time, order_of
from recommender.types import Flags, Floats, Ids, Interactions

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
_COLUMNS = (
    "user", "item", "time", "rating", "watch_s", "duration_s", "watch_ratio",
    "liked", "commented", "shared", "followed", "disliked",
)  # fmt: skip


class LogError(ValueError):
    """A log that cannot be read: one sentence that names the file, the line or column, and what is wrong."""

    def __init__(self, sentence: str) -> None:
        super().__init__(clean(sentence))


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of the items besides who watched them."""

    topics: NDArray[np.float32]
    """(items, topics) shares; a row sums to 1, or is 0 where nothing is known."""
    names: tuple[str, ...]
    """Of the topics."""


@dataclass(frozen=True, slots=True)
class Log:
    """Events of a real log. All columns have as many rows; None where the log has no such column."""

    name: str
    """The file's."""
    format: str
    user: Ids
    """Positions in `users`."""
    item: Ids
    """Positions in `items`."""
    users: NDArray[np.str_]
    """The log's own ids, rising."""
    items: NDArray[np.str_]
    time: Floats | None = None
    """Seconds, rising; since 1970 if the log says so."""
    rating: Floats | None = None
    watch_s: NDArray[np.float32] | None = None
    duration_s: NDArray[np.float32] | None = None
    watch_ratio: NDArray[np.float32] | None = None
    liked: Flags | None = None
    commented: Flags | None = None
    shared: Flags | None = None
    followed: Flags | None = None
    disliked: Flags | None = None
    features: Features | None = None
    skipped: int = 0
    """Bad rows left out."""
    weighed: bool = False
    """Whether `watch_ratio` is what plays or kinds of events count, which no replay adds to."""
    whole: frozenset[str] = frozenset()
    """Of "user" and "item", those whose ids were whole numbers in a table with types."""
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    """By role, what the log calls the column, and in what unit it is."""
    notes: tuple[str, ...] = ()
    """What people should know of how it was read."""

    def __len__(self) -> int:
        return len(self.user)

    @property
    def rating_scale(self) -> tuple[float, float]:
        """What stands for not watched at all and for watched to the end: min(0, lowest) and the highest rating."""
        if self.rating is None or not len(self):
            return 0.0, 1.0
        low, high = min(0.0, float(self.rating.min())), float(self.rating.max())
        return low, high if high > low else low + 1.0

    @property
    def tick(self) -> Ids:
        """Hours since the first event; 0 for all if the log has no times."""
        if self.time is None or not len(self):
            return np.zeros(len(self), dtype=np.int32)
        return np.floor((self.time - self.time[0]) / HOUR_S).astype(np.int32)

    @property
    def people_a_day(self) -> float:
        """Mean over people of their events a day, from each one's first day to their last; NaN without times."""
        if self.time is None:
            return float("nan")
        first = np.full(len(self.users), np.inf)
        last = np.full(len(self.users), -np.inf)
        np.minimum.at(first, self.user, self.time)
        np.maximum.at(last, self.user, self.time)
        days = np.floor(last / DAY_S) - np.floor(first / DAY_S) + 1
        return float((np.bincount(self.user, minlength=len(self.users)) / days).mean())

    def latest(self) -> Log:
        """Without ratings that a later one of the same person and item takes the place of; says how many there were.

        The same log where nothing is rated or no pair is rated twice.
        """
        if self.rating is None or not len(self):
            return self
        pair = self.user.astype(np.int64) * len(self.items) + self.item
        order = order_of(pair)
        again = pair[order[1:]] == pair[order[:-1]]
        if not again.any():
            return self
        keep = np.ones(len(self), dtype=np.bool_)
        keep[order[:-1][again]] = False
        note = f"{int(again.sum()):,} ratings have given way to a later one of the same person and item"
        return replace(self.rows(keep), notes=(*self.notes, note))

    def core(self, least: int) -> Log:
        """What is left when people and items with fewer than `least` events are left out, until all have as many.

        Errors: LogError if nothing is left.
        """
        keep = np.ones(len(self), dtype=np.bool_)
        while True:
            few = np.zeros(len(self), dtype=np.bool_)
            for ids, count in ((self.user, len(self.users)), (self.item, len(self.items))):
                few |= np.bincount(ids[keep], minlength=count)[ids] < least
            if not (few & keep).any():
                break
            keep &= ~few
        if not keep.any():
            raise LogError(f"{self.name} has no people and items with {least} events each")
        if keep.all():
            return self
        left = self.rows(keep)
        users, user = np.unique(left.user, return_inverse=True)
        items, item = np.unique(left.item, return_inverse=True)
        features = self.features and Features(self.features.topics[items], self.features.names)
        note = f"{len(left):,} of {len(self):,} events are left of people and items with at least {least}"
        return replace(
            left,
            user=user.astype(np.int32),
            item=item.astype(np.int32),
            users=self.users[users],
            items=self.items[items],
            features=features,
            notes=(*self.notes, note),
        )

    def joined(self, later: Log) -> tuple[Log, NDArray[np.bool_]]:
        """Both logs as one, in order of time where both have times; and (events,) which are of the later one.

        Columns that one of them lacks are left out; features are this one's. Where it has none, the other's.
        """
        users, items = (np.union1d(getattr(self, name), getattr(later, name)) for name in ("users", "items"))
        columns: dict[str, NDArray[np.generic] | None] = {}
        for name in _COLUMNS[2:]:
            mine, its = getattr(self, name), getattr(later, name)
            columns[name] = None if mine is None or its is None else np.concatenate((mine, its))
        made: dict[str, NDArray[np.int32]] = {}
        for name, ids in (("user", users), ("item", items)):
            places: list[NDArray[np.integer]] = []
            for one in (self, later):
                labels, own = (one.users, one.user) if name == "user" else (one.items, one.item)
                places.append(np.searchsorted(ids, labels)[own])
            made[name] = np.concatenate(places).astype(np.int32)
        features = None
        for one in (self, later):
            if features is None and one.features is not None:
                topics = np.zeros((len(items), len(one.features.names)), dtype=np.float32)
                topics[np.searchsorted(items, one.items)] = one.features.topics
                features = Features(topics, one.features.names)
        name = f"{self.name} and {later.name}"
        log = replace(
            self, name=name, users=users, items=items, features=features, skipped=self.skipped + later.skipped,
            weighed=self.weighed and later.weighed, notes=(*self.notes, *later.notes), **made, **columns,
        )  # fmt: skip
        of_later = np.arange(len(log)) >= len(self)
        if log.time is not None:
            order = order_in_time(log.time)
            log, of_later = log.rows(order), of_later[order]
        return log, of_later

    def rows(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Log:
        """The same log with the events that `keep` (a mask or rising positions) names."""
        columns = {name: getattr(self, name) for name in _COLUMNS}
        return replace(self, **{name: own[keep] for name, own in columns.items() if own is not None})

    def told(self) -> list[str]:
        """What was understood of it, in sentences: columns and units, span, activity, and what was noted."""
        said: list[str] = []
        if self.columns:
            said.append("columns: " + ", ".join(f"{role} is {name}" for role, name in self.columns.items()))
        if self.time is not None and len(self):
            span = (self.time[-1] - self.time[0]) / DAY_S
            long = f"{span:,.1f} days" if span >= 2 else f"{span * 24:,.1f} hours"
            said.append(
                f"from {_moment(self.time[0])} to {_moment(self.time[-1])}, {long}; "
                f"{self.people_a_day:,.2g} events a person a day between their first and last"
            )
        if self.rating is not None and len(self):
            said.append(f"ratings from {self.rating.min():g} to {self.rating.max():g}")
        return [clean(sentence) for sentence in (*said, *self.notes)]

    def interactions(self) -> Interactions:
        """The rows as events, in order of time; the module says how ratings become watch time."""
        watch, duration = self._watched()
        flags = (
            np.zeros(len(self), dtype=np.bool_) if flag is None else flag
            for flag in (self.liked, self.commented, self.shared, self.followed, self.disliked)
        )
        return Interactions(self.user, self.item, self.tick, watch, duration, *flags)

    def ratings_of(self, events: Interactions) -> Floats:
        """The ratings of events that `interactions` made of this log, or that were made like them."""
        return events.watch_s.astype(np.float64) + self.rating_scale[0]

    def _watched(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(events,) seconds watched, and seconds there were to watch."""
        one = np.ones(len(self), dtype=np.float32)
        if self.rating is not None:
            low, high = self.rating_scale
            return (self.rating - low).astype(np.float32), one * np.float32(high - low)
        if self.watch_s is not None:
            if self.duration_s is not None:
                return self.watch_s, self.duration_s
            longest = np.zeros(len(self.items), dtype=np.float32)
            np.maximum.at(longest, self.item, self.watch_s)
            return self.watch_s, longest[self.item]
        if self.watch_ratio is not None:
            return self.watch_ratio, one
        return one, one


def _moment(time: float) -> str:
    """A time as people write it; as it is where it is no time since 1970."""
    if not 0 < time < 4.1e9:
        return f"{time / HOUR_S:,.1f} h"
    return datetime.fromtimestamp(float(time), UTC).strftime("%Y-%m-%d %H:%M")
