"""Which events methods learn from, and which they are tested on.

    person       the last `test_share` of everyone's events are the test, at least one, if they have two or more:
                 everybody is tested, and on their own future; as others' later events are learned from, this knows
                 a little of the future
    time         the first events are learned from, the last `test_share` are the test: what a running service
                 faces; no event of the test is older than one that was learned from
    leave-last   everyone's last event is the test, if they have two or more; as others' later events are learned
                 from, this knows a little of the future
    random       each pair of person and item goes to the test with probability `test_share`; knows the future

Source: Campos, Díez, Cantador 2014, Time-aware recommender systems: a comprehensive survey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from recommender.datasets.log import Log, LogError
from recommender.types import Chance, Flags

SplitName = Literal["person", "time", "leave-last", "random"]


@dataclass(frozen=True, slots=True)
class LogSplit:
    """Positions in the log, rising."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]


def split(log: Log, how: SplitName, chance: Chance, test_share: float = 0.2, number: int = 0) -> LogSplit:
    """The log in two parts; see the module. Without times, the log's order of rows is the order of events. `number`
    makes another one of the splits at random.

    Errors: LogError if a part would be empty.
    """
    if how not in get_args(SplitName):
        raise LogError(f"split must be one of {', '.join(get_args(SplitName))}, not {how!r}")
    if how == "person":
        chosen = _own_late(log, test_share)
    elif how == "time":
        chosen = _late(log, test_share)
    elif how == "leave-last":
        chosen = _last(log)
    else:
        chosen = chance.uniform(f"split {number}" if number else "split", log.user, log.item) < test_share
    return parted(log, chosen, f"split by {how}")


def folds(log: Log, count: int, chance: Chance) -> list[LogSplit]:
    """As many splits, each pair of person and item in the test of just one of them. Errors: as `split`."""
    fold = np.floor(chance.uniform("fold", log.user, log.item) * count)
    return [parted(log, fold == number, f"fold {number + 1} of {count}") for number in range(count)]


def parted(log: Log, chosen: Flags, how: str) -> LogSplit:
    """The events that are not `chosen`, and those that are, for the test. Errors: LogError if a part is empty."""
    result = LogSplit(np.flatnonzero(~chosen), np.flatnonzero(chosen))
    if not len(result.train) or not len(result.test):
        empty = "to learn from" if not len(result.train) else "to test on"
        raise LogError(f"{log.name} leaves nothing {empty}: {len(log)} events, {how}")
    return result


def _own_late(log: Log, test_share: float) -> Flags:
    count = np.bincount(log.user, minlength=len(log.users))
    order = np.argsort(log.user, kind="stable")  # by person, each one's events in order of time
    start = np.cumsum(count) - count
    rank = np.empty(len(log), dtype=np.int64)
    rank[order] = np.arange(len(log)) - start[log.user[order]]
    tested = np.where(count > 1, np.clip(np.rint(count * test_share), 1, count - 1), 0).astype(np.int64)
    return rank >= (count - tested)[log.user]


def _late(log: Log, test_share: float) -> Flags:
    first = min(max(round(len(log) * (1 - test_share)), 0), len(log) - 1)
    if log.time is None:
        return np.arange(len(log)) >= first
    # Events of the same moment stay together.
    return log.time >= log.time[first]


def _last(log: Log) -> Flags:
    last = np.full(len(log.users), -1, dtype=np.int64)
    last[log.user] = np.arange(len(log))  # numpy keeps the last of equal positions
    count = np.bincount(log.user, minlength=len(log.users))
    chosen = np.zeros(len(log), dtype=np.bool_)
    chosen[last[count > 1]] = True
    return chosen
