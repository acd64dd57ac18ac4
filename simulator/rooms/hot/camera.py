"""The close-up of trends and live streams. Sees every hour: a world keeps neither courses nor single streams."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.rerank.hot import rising
from simulator.camera.hour import HourSeen
from simulator.camera.inside import pipeline_of
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.laws import streaming
from simulator.laws.trending import FIRST_HEAT
from simulator.observe.journeys import Journeys
from simulator.rooms.hot.state import HotCloseUp, Joiner, LiveTotals, Stream, TrendCourse
from simulator.session import View
from simulator.world.live import LiveEvents
from simulator.world.trends import CHALLENGE, PLACES
from simulator.world.words import Words

DAYS = 14
HOURS = DAYS * HOURS_PER_DAY
"""So far back it knows."""
POINTS = 112
"""Points of a course at most."""
MOST_TRENDS, MOST_STREAMS, MOST_JOINED = 30, 30, 40
TALKING, SAID = 4, 4
"""Streams whose words are told, and words of each."""
LOOK_BACK_H = 6
MOVED = 0.01
NEAR_PEAK = 0.8
CAUGHT_ON = 10
"""See `rooms.hot.state.STAGES`."""
LEAST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour in which somebody was live."""

    tick: int
    on_air: NDArray[np.intp]
    followers: NDArray[np.int64]
    """(on air,) when it was over."""
    fans: NDArray[np.int64]
    """(on air,) viewers who follow when it is over."""
    there: LiveEvents

    def sums(self, column: NDArray[np.generic] | None = None) -> NDArray[np.float64]:
        """(on air,) viewers, or the sum of what each viewer has in a column."""
        place = np.searchsorted(self.on_air, self.there.creator)
        return np.bincount(place, weights=column, minlength=len(self.on_air)).astype(np.float64)


class HotCamera:
    """Looks at one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        shape = (HOURS, PLACES)
        self._number = np.full(shape, -1, dtype=np.int32)
        self._heat = np.zeros(shape, dtype=np.float32)
        self._videos = np.zeros(shape, dtype=np.int64)
        self._views = np.zeros(shape, dtype=np.int64)
        """(HOURS, PLACES) what ran in each hour of the last days, and how it stood; hours and numbers modulo."""
        self._since = engine.tick
        self._hours: deque[_Hour] = deque()
        self._journeys = Journeys(engine.world)
        self._made: tuple[tuple[object, ...], HotCloseUp] | None = None

    def see(self, hour: HourSeen) -> None:
        """Keep how hot each trend is, how videos come out, and who was live."""
        events = hour.events
        world, row = self._engine.world, events.tick % HOURS
        trends, running = world.trends, world.trends.running
        place = running % PLACES
        number, heat, videos, views = (
            column[row] for column in (self._number, self._heat, self._videos, self._views)
        )
        number[:] = -1
        number[place], heat[place] = running, trends.heat.take(running)
        videos[place], views[place] = trends.videos.take(running), trends.views.take(running)
        self._journeys = hour.journeys
        while self._hours and self._hours[0].tick <= events.tick - HOURS:
            self._hours.popleft()
        on_air, there = world.lives.on_air, world.lives.last
        if len(on_air):
            follows = world.bonds.follows[world.bonds.rows(there.user, there.creator)]
            fans = np.bincount(np.searchsorted(on_air, there.creator[follows]), minlength=len(on_air))
            followers = world.creators.followers[on_air].astype(np.int64)
            self._hours.append(_Hour(events.tick, on_air, followers, fans, there))

    def take(self, view: View, words: Words) -> HotCloseUp:
        """As the world stands; `view.about` may name the trend whose creators are told."""
        engine = self._engine
        pipeline = pipeline_of(engine, engine.algorithm)
        made_of = (engine.tick, view.about, view.lang, pipeline and pipeline.settings.hot)
        if self._made is None or self._made[0] != made_of:
            self._made = (made_of, self._look(view.about, words))
        return self._made[1]

    def _look(self, about: tuple[int, ...], words: Words) -> HotCloseUp:
        world, tick = self._engine.world, self._engine.tick
        settings, lives, listed = world.settings, world.lives, self._listed()
        ticks = np.arange(max(tick - HOURS, self._since), tick)
        shown, heat = self._shown(ticks)
        courses = tuple(self._course(number, ticks, listed or (), words) for number in shown)
        chosen = self._chosen(about, courses)
        streams = self._streams(words)
        days = (np.array([hour.tick for hour in self._hours]) // HOURS_PER_DAY).astype(np.int64)
        came = np.array([len(hour.there) for hour in self._hours], dtype=np.int64)
        today = max(tick - 1, 0) // HOURS_PER_DAY
        first = max(today - DAYS + 1, self._since // HOURS_PER_DAY)
        daily = np.array([came[days == day].sum() for day in range(first, today + 1)], dtype=np.int64)
        step = max(-(-len(ticks) // POINTS), 1)
        return HotCloseUp(
            tick=tick,
            trends_off=settings.trends.births_per_week == 0.0,
            lives_off=not world.creators.live.any(),
            needs=world.settings.live.least_followers,
            hours=ticks[::step].astype(np.int32),
            heat=_thinned(heat, step),
            trends=courses,
            shown=chosen,
            joined=self._joined(chosen, words) if chosen >= 0 else (),
            streams=streams,
            planned=self._planned(words),
            day=self._totals(today * HOURS_PER_DAY),
            week=self._totals(tick - 7 * HOURS_PER_DAY),
            ever=LiveTotals(
                *(int(column.sum()) for column in (lives.streams, lives.viewers, lives.gifts, lives.comments))
            ),
            daily=daily,
            listed=None if listed is None else words.tags(listed),
        )

    def _listed(self) -> tuple[int, ...] | None:
        """Tags on the hot list as feeds of this moment have it, the hottest first; None while there is none."""
        pipeline = pipeline_of(self._engine, self._engine.algorithm)
        if pipeline is None or not pipeline.settings.hot.on:
            return None
        return tuple(rising(pipeline.memory, pipeline.settings.hot, self._engine.tick).tags.tolist())

    def _shown(self, ticks: NDArray[np.intp]) -> tuple[list[int], NDArray[np.float32]]:
        """(numbers of the trends of these hours, the newest first; (trends, hours) their heat)."""
        ran = self._number[ticks % HOURS]
        numbers = np.unique(np.concatenate([ran[ran >= 0], self._engine.world.trends.running]))
        numbers = numbers[::-1][:MOST_TRENDS].astype(np.int64)
        here = ran[:, numbers % PLACES] == numbers
        heat = np.where(here, self._heat[ticks % HOURS][:, numbers % PLACES], np.float32(np.nan))
        return numbers.tolist(), heat.T

    def _course(
        self, number: int, ticks: NDArray[np.intp], listed: tuple[int, ...], words: Words
    ) -> TrendCourse:
        world, tick, place = self._engine.world, self._engine.tick, number % PLACES
        trends = world.trends
        row = ticks % HOURS
        mine = np.flatnonzero(self._number[row, place] == number)
        heat = self._heat[row[mine], place]
        before = mine[ticks[mine] < tick - HOURS_PER_DAY]
        last = row[before[-1]] if len(before) else -1
        then = (int(self._videos[last, place]), int(self._views[last, place])) if last >= 0 else (0, 0)
        videos, views = int(trends.videos[number]), int(trends.views[number])
        known = last >= 0 or trends.born[number] >= self._since
        early, late = self._early_and_late(number)
        return TrendCourse(
            number=number,
            tag=words.tags((int(trends.tag[number]),))[0],
            topic=int(trends.topic[number]),
            challenge=bool(trends.kind[number] == CHALLENGE),
            born=int(trends.born[number]),
            over=int(trends.over[number]),
            stage=self._stage(number, heat),
            heat=float(trends.heat[number]),
            peak=float(trends.peak[number]),
            hottest=int(ticks[mine[int(np.argmax(heat))]]) if len(heat) else int(trends.born[number]),
            videos=videos,
            views=views,
            videos_day=videos - then[0] if known else 0,
            views_day=views - then[1] if known else 0,
            early=early,
            late=late,
            listed=bool(trends.over[number] < 0) and int(trends.tag[number]) in listed,
        )

    def _stage(self, number: int, heat: NDArray[np.float32]) -> str:
        """One of `rooms.hot.state.STAGES`; `heat` hour by hour up to now."""
        trends = self._engine.world.trends
        if trends.over[number] >= 0:
            rose = trends.peak[number] > FIRST_HEAT + MOVED or trends.videos[number] >= CAUGHT_ON
            return "over" if rose else "missed"
        if self._engine.tick - trends.born[number] <= LOOK_BACK_H or len(heat) <= LOOK_BACK_H:
            return "new"
        return running_stage(heat, float(trends.peak[number]))

    def _carrying(self, number: int) -> NDArray[np.intp]:
        """Videos that carry the trend, in order of publication."""
        world = self._engine.world
        first = int(np.searchsorted(world.videos.tick, int(world.trends.born[number])))
        return first + np.flatnonzero(world.videos.trend[first:] == number)

    def _early_and_late(self, number: int) -> tuple[float, float]:
        videos = self._engine.world.videos
        which = self._carrying(number)
        posted = videos.tick[which]
        which = which[(posted >= self._since) & (posted <= self._engine.tick - HOURS_PER_DAY)]
        if len(which) < LEAST_COMPARED:
            return float("nan"), float("nan")
        won = self._journeys.hours[which].sum(axis=1)
        half = len(won) // 2
        return float(won[:half].mean()), float(won[half:].mean())

    @staticmethod
    def _chosen(about: tuple[int, ...], courses: tuple[TrendCourse, ...]) -> int:
        """The trend that is asked for, or the hottest."""
        if about and any(course.number == about[0] for course in courses):
            return about[0]
        return max(courses, key=lambda course: (course.heat, course.number)).number if courses else -1

    def _joined(self, number: int, words: Words) -> tuple[Joiner, ...]:
        world = self._engine.world
        which = self._carrying(number)
        made = world.videos.creator[which]
        who, first, place = np.unique(made, return_index=True, return_inverse=True)
        views = np.bincount(place, weights=world.videos.total("views")[which], minlength=len(who))
        videos = np.bincount(place, minlength=len(who))
        return tuple(
            Joiner(
                creator=creator,
                name=words.creator(creator, int(world.creators.topic[creator])),
                topic=int(world.creators.topic[creator]),
                followers=int(world.creators.followers[creator]),
                since=int(world.videos.tick[which[first[row]]]),
                videos=int(videos[row]),
                views=int(views[row]),
            )
            for row in np.argsort(first, kind="stable")[:MOST_JOINED].tolist()
            for creator in (int(who[row]),)
        )

    def _streams(self, words: Words) -> tuple[Stream, ...]:
        made: list[Stream] = []
        for hour in reversed(self._hours):
            viewers, minutes, gifts, comments, follows = (
                hour.sums(column)
                for column in (None, hour.there.minutes, hour.there.gifts, hour.there.comments, hour.there.followed)
            )  # fmt: skip
            for row in np.argsort(-viewers, kind="stable").tolist():
                if len(made) == MOST_STREAMS:
                    return tuple(made)
                creator = int(hour.on_air[row])
                made.append(
                    Stream(
                        *self._who(creator, words),
                        hour.tick,
                        int(hour.followers[row]),
                        int(viewers[row]),
                        int(hour.fans[row]),
                        float(minutes[row]),
                        int(gifts[row]),
                        int(comments[row]),
                        int(follows[row]),
                        self._said(hour, creator, words) if len(made) < TALKING else (),
                    )
                )
        return tuple(made)

    def _who(self, creator: int, words: Words) -> tuple[int, str, int]:
        topic = int(self._engine.world.creators.topic[creator])
        return creator, words.creator(creator, topic), topic

    def _said(self, hour: _Hour, creator: int, words: Words) -> tuple[tuple[int, str, str], ...]:
        there = hour.there
        loud = (there.creator == creator) & ((there.comments > 0) | (there.gifts > 0))
        topic = int(self._engine.world.creators.topic[creator])
        return tuple(
            (
                person,
                words.person(person),
                words.live(person, creator, topic, hour.tick, int(there.gifts[row])),
            )
            for row in np.flatnonzero(loud)[-SAID:].tolist()
            for person in (int(there.user[row]),)
        )

    def _planned(self, words: Words) -> tuple[Stream, ...]:
        """People keep to their hour: who goes live when is settled as soon as they have the followers for it."""
        world, tick = self._engine.world, self._engine.tick
        return tuple(
            Stream(*self._who(creator, words), hour, int(world.creators.followers[creator]))
            for hour in range(tick, tick + HOURS_PER_DAY)
            for creator in streaming.on_air(world, hour).tolist()
        )

    def _totals(self, since: int) -> LiveTotals:
        hours = [hour for hour in self._hours if hour.tick >= since]
        return LiveTotals(
            streams=sum(len(hour.on_air) for hour in hours),
            viewers=sum(len(hour.there) for hour in hours),
            gifts=sum(int(hour.there.gifts.sum()) for hour in hours),
            comments=sum(int(hour.there.comments.sum()) for hour in hours),
        )


def running_stage(heat: NDArray[np.floating], peak: float) -> str:
    """ "rises", "peak" or "fades": of a trend with (hours,) more heats than `LOOK_BACK_H` and this greatest one.

    Heat follows the hour of day, so one that is far below its peak rises only if it is above yesterday's.
    """
    high = bool(heat[-1] >= NEAR_PEAK * peak)
    above_yesterday = len(heat) > HOURS_PER_DAY and heat[-1] - heat[-1 - HOURS_PER_DAY] > MOVED
    if heat[-1] - heat[-1 - LOOK_BACK_H] > MOVED and (high or above_yesterday):
        return "rises"
    return "peak" if high else "fades"


def _thinned(heat: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """(trends, hours) as (trends, points): the greatest of every `step` hours, NaN where there is none."""
    hours = int(heat.shape[1])
    starts = np.arange(0, hours, step)
    if not hours:
        return heat
    most = np.maximum.reduceat(np.nan_to_num(heat, nan=-1.0), starts, axis=1)
    return np.where(most < 0, np.float32(np.nan), most).astype(np.float32)
