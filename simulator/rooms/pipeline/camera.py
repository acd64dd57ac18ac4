"""The pipeline room's close-up: what went through each of the recommender's steps, hour by hour.

Online accuracy asks of every visit whether the order served was a good one: NDCG (Järvelin and Kekäläinen 2002) over
the videos that were met, in the order in which they were met, with a video watched to its end as relevant,

    DCG = sum over places j = 1, 2, ... of end(j) / log2(j + 1),     NDCG = DCG / DCG of the ends in front.

Visits without an end, and those of ends alone, say nothing about order and do not count. With the same videos
in any order a visit of m videos and h ends would have, on average,

    h / m * sum over j = 1..m of 1 / log2(j + 1)  /  sum over j = 1..h of 1 / log2(j + 1),

which is the figure to compare with. People tire within a visit, so that even luck lies a little above it.
"""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.privacy.guard import Guard
from recommender.types import NO_ITEM, Floats, Source
from simulator.camera.hour import HourSeen
from simulator.camera.inside import memory_of
from simulator.engine.laps import STEPS
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.rooms.pipeline.state import PipelineCloseUp, Works
from simulator.session import View
from simulator.world.columns import Columns
from simulator.world.words import Words

MOST_POINTS = 240
BY_NEIGHBOURS = ("user-cf", "hybrid")
"""Algorithms that ask similar people."""

_COUNTS = (
    "events", "counting", "new_videos", "changed", "feeds", "places", "ends", "order", "chance", "visits", "ms",
)  # fmt: skip


def order_quality(
    row: NDArray[np.integer], place: NDArray[np.integer], met: NDArray[np.integer]
) -> tuple[Floats, Floats]:
    """NDCG of each visit that says something, in the order of visits, and what any order would have scored.

    `row` and `place` (ends,): whose videos were watched to their end and in which places, in their order; `met`
    (people,): videos of the visit, in the places 0 to met - 1. Formulas: see the module.
    """
    done = np.bincount(row, minlength=len(met))
    telling = np.flatnonzero((done > 0) & (done < met))
    discount, best = _discounts(-(-int(met.max(initial=0)) // _PLACES) * _PLACES)
    gained = np.bincount(row, discount.take(place), len(met)).take(telling)
    few, all_met = done.take(telling), met.take(telling)
    most = best.take(few)
    return gained / most, few / all_met * best.take(all_met) / most


_PLACES = 64


@cache
def _discounts(places: int) -> tuple[Floats, Floats]:
    """(places,) discounts of the first so many places, and (places + 1,) the sums of the first of them."""
    discount: Floats = 1.0 / np.log2(np.arange(2.0, places + 2.0))
    return discount, np.concatenate(([0.0], np.cumsum(discount)))


def stretches(values: Floats, counts: Floats | None = None) -> Floats:
    """At most `MOST_POINTS` means over equal stretches, weighted by `counts` if given (then `values` are sums); NaN
    where nothing counts."""
    if not len(values):
        return np.empty(0)
    points = min(len(values), MOST_POINTS)
    first = np.arange(points) * len(values) // points
    sums = np.add.reduceat(values, first)
    weights = np.add.reduceat(np.ones(len(values)) if counts is None else counts, first)
    return np.divide(sums, weights, out=np.full(points, np.nan), where=weights > 0)


class PipelineCamera:
    """Counts every hour from the first on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hours = Columns({"counts": (np.float64, (len(_COUNTS),))})
        """One row an hour, as in `_COUNTS`."""
        self._shown = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8)
        """Videos of the last hour's slates and why each stood there."""
        self._videos = len(engine.world.videos)
        self._stamp = 0
        self._made: tuple[int, PipelineCloseUp] | None = None

    def see(self, hour: HourSeen) -> None:
        """Count this hour."""
        engine, events, slate = self._engine, hour.events, hour.events.slate
        happened = events.interactions
        ends = np.flatnonzero(happened.watch_s >= happened.duration_s)
        met = np.bincount(events.row, minlength=len(slate.users))
        order, chance = order_quality(events.row.take(ends), events.place.take(ends), met)
        self._shown = slate.items, slate.source
        videos = len(engine.world.videos)
        row = (
            len(happened), self._counting(hour), videos - self._videos, self._changed(), len(slate.users),
            np.count_nonzero(slate.items != NO_ITEM), len(ends), order.sum(), chance.sum(), len(order),
            sum(engine.laps.ms.values()),
        )  # fmt: skip
        self._videos = videos
        self._hours.append({"counts": np.array(row)}, 1)

    def _counting(self, hour: HourSeen) -> int:
        """Views with a strength above 0, of people who did not opt out."""
        methods = self._engine.methods
        felt = hour.strength > 0
        if isinstance(methods, Guard) and methods.privacy.opt_out > 0:
            felt &= ~methods.opted_out(hour.events.interactions.user)
        return int(np.count_nonzero(felt))

    def _changed(self) -> int:
        """People whose row of the table has changed since the last hour."""
        memory = memory_of(self._engine)
        if memory is None:
            return 0
        changed, self._stamp = len(memory.history.changed_since(self._stamp)), memory.history.stamp
        return changed

    def take(self, view: View, words: Words) -> PipelineCloseUp:
        """The steps as they stand."""
        del view, words
        key = self._engine.tick
        if self._made is None or self._made[0] != key or self._made[1].neighbours != self._neighbours():
            self._made = key, self._closeup()
        return self._made[1]

    def _neighbours(self) -> int:
        engine = self._engine
        return engine.world.settings.methods.user_cf.k if engine.algorithm in BY_NEIGHBOURS else 0

    def _closeup(self) -> PipelineCloseUp:
        memory = memory_of(self._engine)
        history = memory.history if memory is not None else None
        hour = {name: int(self._column(name)[-1]) if len(self._hours) else 0 for name in _COUNTS[:6]}
        day = {name: float(self._column(name)[-HOURS_PER_DAY:].sum()) for name in _COUNTS}
        visits = self._column("visits")
        ms = tuple(self._engine.laps.ms[step] for step in STEPS)
        items, source = self._shown
        sources = np.bincount(source[items != NO_ITEM], minlength=len(Source))
        most = np.argsort(-sources, kind="stable")
        return PipelineCloseUp(
            hours=len(self._hours),
            events_total=int(self._column("events").sum()),
            counting_total=int(self._column("counting").sum()),
            users=history.users if history is not None else 0,
            videos=memory.items if memory is not None else 0,
            stored=history.stored if history is not None else 0,
            neighbours=self._neighbours(),
            sources=tuple((int(source), int(sources[source])) for source in most if sources[source]),
            done=_over(day["ends"], day["events"]),
            order=_over(day["order"], day["visits"]),
            chance=_over(day["chance"], day["visits"]),
            visits=int(day["visits"]),
            ms=cast("tuple[float, float, float, float, float]", ms),
            works=Works(
                ahead=stretches(self._column("order") - self._column("chance"), visits),
                **{
                    name: stretches(self._column(name))
                    for name in ("events", "counting", "changed", "places", "ms")
                },
            ),
            **hour,
        )

    def _column(self, name: str) -> Floats:
        return cast("Floats", self._hours["counts"])[:, _COUNTS.index(name)]


def _over(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")
