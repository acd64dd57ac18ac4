"""The close-up of brands: a long table of creators, and how each video of the followed one came out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.camera.brand import lively
from simulator.camera.hour import HourSeen
from simulator.camera.labels import titled
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.metrics.diffusion import bass_curve, fit_bass
from simulator.observe.journeys import Journeys
from simulator.rooms.fame.state import BrandCloseUp, Contender, Journey
from simulator.session import View
from simulator.world.words import Words

CONTENDERS = 200
JOURNEYS = 60
NEARBY_H = 12
"""Videos published within so many hours of each other are of one age."""
INDEX_H = 6
"""The index of many creators looks at everybody's memory of them: it is worked out anew so often."""


class FameCamera:
    """Looks at creators and their videos; at most once an hour of the world."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._videos = Journeys(engine.world)
        self._default = lively(engine.world)
        self._taken: tuple[tuple[object, ...], BrandCloseUp] | None = None
        self._fit: tuple[int, int, NDArray[np.float64]] = (-1, -1, np.empty(0))
        """(creator, days, curve): a fit holds until the day is over."""
        self._indexed = -INDEX_H
        self._index = np.empty(0)

    def see(self, hour: HourSeen) -> None:
        """Follow the videos."""
        self._videos = hour.journeys

    def take(self, view: View, words: Words) -> BrandCloseUp:
        engine, creators = self._engine, len(self._engine.world.creators)
        who = self._default if view.creator is None else min(max(view.creator, 0), creators - 1)
        on = engine.world.settings.feed.rerank.pools.on
        key = (engine.tick, who, view.lang, on)
        if self._taken is None or self._taken[0] != key:
            curve = self._fitted(who)
            made = BrandCloseUp(
                creator=who,
                contenders=self._contenders(who, words),
                journeys=self._journeys(who, words),
                fit_tick=(HOURS_PER_DAY * np.arange(1, len(curve) + 1)).astype(np.int32),
                fitted=curve,
                pools=tuple(self._videos.ends.tolist()),
                pools_on=on,
            )
            self._taken = (key, made)
        return self._taken[1]

    def _fitted(self, who: int) -> NDArray[np.float64]:
        """(days,) the reach by the end of each full day as Bass would have it; see `metrics.diffusion`."""
        chronicle = self._engine.chronicle
        days = chronicle.hours // HOURS_PER_DAY
        if self._fit[:2] != (who, days):
            closing = slice(HOURS_PER_DAY - 1, None, HOURS_PER_DAY)
            reach = chronicle.curve("reached", who)[closing] / len(self._engine.world.people)
            bass = fit_bass(reach)
            since = np.arange(len(reach)) - float(np.argmax(reach > 0)) + 1.0 if len(reach) else reach
            curve = bass_curve(bass.p, bass.q, bass.m, np.maximum(since, 0.0))
            self._fit = (who, days, curve)
        return self._fit[2]

    def _contenders(self, who: int, words: Words) -> tuple[Contender, ...]:
        engine, made = self._engine, self._engine.world.creators
        shown = np.argsort(-made.reached, kind="stable")[:CONTENDERS]
        if who not in shown:
            shown[-1] = who
        views = engine.chronicle.creator_views_day
        by_topic = np.bincount(made.topic, weights=views, minlength=engine.world.topics)[made.topic]
        voice = np.divide(views, by_topic, out=np.full(len(views), np.nan), where=by_topic > 0)
        index = self._indices(shown)
        return tuple(
            Contender(
                creator=c,
                name=words.creator(c, int(made.topic[c])),
                topic=int(made.topic[c]),
                reach=float(made.reached[c]) / len(engine.world.people),
                followers=int(made.followers[c]),
                views_day=int(views[c]),
                index=float(index[c]),
                share_of_voice=float(voice[c]),
            )
            for c in shown.tolist()
        )

    def _indices(self, shown: NDArray[np.intp]) -> NDArray[np.float64]:
        """(creators,) brand index of those shown, no older than `INDEX_H`; NaN for who was not shown then."""
        tick = self._engine.tick
        if tick >= self._indexed + INDEX_H or np.isnan(self._index[shown]).all():
            self._indexed = tick
            self._index = np.full(len(self._engine.world.creators), np.nan)
            self._index[shown] = self._engine.chronicle.reputation.standing(shown, tick).index
        return self._index

    def _journeys(self, who: int, words: Words) -> tuple[Journey, ...]:
        videos, tick = self._engine.world.videos, self._engine.tick
        noted = self._videos
        own = np.flatnonzero(videos.creator[: len(noted.tried)] == who)[::-1][:JOURNEYS]
        views, likes, ends = (videos.total(name) for name in ("views", "likes", "completions"))
        since = videos.tick[own]
        names = [titled(self._engine, int(v), words) for v in own]
        filled = np.where(noted.filled[own] >= 0, noted.filled[own] - since[:, None], -1)
        return tuple(
            Journey(
                video=int(v),
                title=names[place][0],
                guest=names[place][1],
                kind=int(videos.kind[v]),
                age_h=tick - int(videos.tick[v]),
                views=int(views[v]),
                likes=int(likes[v]),
                completion=_per(int(ends[v]), int(views[v])),
                hours=noted.hours[v, : max(tick - int(videos.tick[v]), 0)].copy()
                if videos.tick[v] >= 0
                else np.empty(0, dtype=np.int32),
                filled=tuple(filled[place].tolist()),
                tried=_per(int(noted.tried[v]), int(views[v])),
                beats=self._beats(int(v)),
            )
            for place, v in enumerate(own)
        )

    def _beats(self, video: int) -> float:
        """Videos stand in the order of publication."""
        videos = self._engine.world.videos
        at = int(videos.tick[video])
        first, last = np.searchsorted(videos.tick, [at - NEARBY_H, at + NEARBY_H + 1])
        views = videos.total("views")
        return _per(int((views[first:last] < views[video]).sum()), int(last - first) - 1)


def _per(part: int, of: int) -> float:
    return part / of if of else float("nan")
