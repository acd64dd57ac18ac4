"""Whom to look at while nobody is chosen by hand: a regular, who is online daily, so that the phone goes on living.

One is chosen at the opening, and once the last one has stayed away for a day or has left for good. Of those who are
around and have come without a gap of a day lately, as measured, it is whoever will go on so the longest, as the world's
luck has it while they like to come as much as now: one and the same person for long where people come daily, and for a
week or so where they do not. Among equals it is who watches much and is easily moved. Choosing changes nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.engine.tick import Engine, Events
from simulator.frames import HOURS_PER_DAY
from simulator.laws import presence

AROUND_H = 3
"""Hours from the opening within which that person comes online, or later has come, if anybody does."""
LATELY_H = 2 * HOURS_PER_DAY
"""Hours without a gap of a day that lie behind that person, if behind anybody."""
AHEAD_DAYS = 31
"""Days ahead that are looked at."""
CLOSELY = 24
"""People whose hours ahead are looked at, of those whose days are most."""

Who = NDArray[np.bool_]


class Regular:
    """Told every hour's events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last = engine.chronicle.last_online.copy()
        """(people,) hours of everybody's last session; -1 before the first."""
        self._since = self._last.copy()
        """(people,) hours since which everybody has come without a gap of a day."""
        self._began = engine.tick
        self.person = 0
        self._choose(max(engine.tick, engine.opens))

    def see(self, events: Events) -> None:
        """Take in an hour, after the chronicle has."""
        tick, opens = events.tick, self._engine.opens
        came = self._engine.chronicle.came
        # Who has never come has -1 there, which counts as late on the first day too.
        late = self._last.take(came) < max(tick - HOURS_PER_DAY, 0)
        self._since[came.compress(late)] = tick
        self._last[came] = tick
        gone = (
            self._engine.world.people.left[self.person] >= 0
            or tick - self._last[self.person] >= HOURS_PER_DAY
        )
        if tick + 1 == opens or (tick >= opens and gone and len(came)):
            self._choose(tick + 1)

    def _choose(self, now: int) -> None:
        """Another person, if anybody is there; `now` is the first hour to look at them."""
        world, player = self._engine.world, self._engine.player
        there = world.people.here(now)
        if player is not None:
            there[player.person] = False
        if not there.any():
            return
        proven = (self._since >= 0) & (now - self._last <= HOURS_PER_DAY)
        proven &= self._since <= max(now - LATELY_H, self._began + HOURS_PER_DAY)
        around = self._last >= now - AROUND_H if (self._last >= 0).any() else self._coming(now)
        for wish in (proven, around):
            if (there & wish).any():
                there &= wish
        self.person = self._longest(np.flatnonzero(there), now)

    def _coming(self, now: int) -> Who:
        """(people,) who comes online in the hours from then on."""
        coming = np.zeros(len(self._last), dtype=np.bool_)
        for tick in range(now, now + AROUND_H):
            coming[presence.online(self._engine.world, tick)[0]] = True
        return coming

    def _longest(self, who: NDArray[np.intp], now: int) -> int:
        """Of these people, who will come without a gap of a day for longest."""
        world = self._engine.world
        people = world.people
        views = (people.sessions_per_day * people.session_views)[who]
        worth = views * (people.susceptibility[who] + 1e-6)
        days, unbroken = np.zeros(len(who), dtype=np.int64), np.ones(len(who), dtype=np.bool_)
        for day in range(AHEAD_DAYS):
            unbroken &= presence.active(world, now + day * HOURS_PER_DAY + HOURS_PER_DAY // 2)[who]
            if not unbroken.any():
                break
            days += unbroken
        closely = np.lexsort((-worth, -days))[:CLOSELY]
        hours = np.arange(now, now + AHEAD_DAYS * HOURS_PER_DAY)
        comes = presence.visits(world, who[closely], hours)
        last = np.maximum.accumulate(np.where(comes, hours, now - 1), axis=1)
        away = hours - last >= HOURS_PER_DAY
        until = np.where(away.any(axis=1), away.argmax(axis=1), len(hours))
        return int(who[closely[np.lexsort((-worth[closely], -until))[0]]])
