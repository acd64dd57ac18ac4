"""Turning points: what is worth stopping time for, noticed from what happens, by rules that are said here.

    viral         a video posted since the start is seen by 15 % of all people within two days; one a day at most
    cocoons_up    the share of people in a cocoon reaches 5, 10, 20 or 30 % of those with a known diet;
    cocoons_down  it falls two points below the last of these that it had reached
    island        10 % of people with a known diet are in a cocoon of one and the same topic;
    island_gone   it is fewer than 5 % again
    falls         the followed person comes to be in a cocoon (narrowness above 0.7);
    leaves        that person's narrowness is below 0.6 again
    newcomer      a creator whom fewer than 10 % of people knew after the first week is known by 10 %; one a day

Shares wait until a quarter of all people have a known diet. What goes and comes needs a gap between the two,
lest it be told every hour. It only watches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.camera.labels import title
from simulator.engine.tick import Engine, Events
from simulator.frames import HOURS_PER_DAY, Diet, Turn
from simulator.metrics.cocoon import COCOON_ABOVE
from simulator.world.words import Words

VIRAL, VIRAL_WITHIN_H = 0.15, 48
COCOONS = (0.05, 0.10, 0.20, 0.30)
COCOONS_GAP = 0.02
ISLAND, ISLAND_GONE = 0.10, 0.05
FREE_BELOW = 0.6
"""Narrowness below which somebody has got out of a cocoon: a little below that of one, so that nobody goes to and fro.
"""
NEWCOMER, NEWCOMER_AFTER_H = 0.10, 7 * HOURS_PER_DAY
KNOWN = 0.25
KEPT = 12
UNKNOWN, COCOONED = int(Diet.UNKNOWN), int(Diet.COCOONED)


class Turning:
    """Told every hour's events; keeps the newest turning points."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: deque[Turn] = deque(maxlen=KEPT)
        self.turned = False
        """Did the last hour bring one?"""
        self._level = 0
        self._island = [False] * engine.world.topics
        self._reached = engine.world.creators.reached.copy()
        self._person = -1
        self._inside: bool = False
        self._viral_at = self._newcomer_at = -HOURS_PER_DAY

    def see(self, events: Events) -> None:
        """Take in an hour, after the chronicle has."""
        fresh, state = [*self._viral(events)], self._engine.chronicle.state
        known = int(np.count_nonzero(state != UNKNOWN))
        if known >= KNOWN * len(state):  # else shares of what people watch would mean little
            fresh += [*self._cocoons(), *self._islands(known)]
        fresh += [*self._followed(), *self._newcomer()]
        self.turned = bool(fresh)
        self._kept.extendleft(fresh)

    def take(self, words: Words) -> tuple[Turn, ...]:
        """Newest first, with names in the language of the words."""
        return tuple(replace(turn, name=self._name(turn, words)) for turn in self._kept)

    def _name(self, turn: Turn, words: Words) -> str:
        world, who = self._engine.world, turn.subject
        match turn.kind:
            case "viral":
                return title(self._engine, who, words)
            case "falls" | "leaves":
                return words.person(who)
            case "newcomer":
                return words.creator(who, int(world.creators.topic[who]))
            case _:
                return ""

    def _viral(self, events: Events) -> Iterator[Turn]:
        videos, tick = self._engine.world.videos, self._engine.tick
        if tick - self._viral_at < HOURS_PER_DAY:
            return
        bar, item = VIRAL * len(self._engine.world.people), events.interactions.item
        item = item.compress(videos.total("views").take(item) >= bar)
        posted = videos.tick.take(item)
        item = item.compress((posted >= 0) & (tick - posted <= VIRAL_WITHIN_H))
        if not len(item):
            return
        item, times = np.unique(item, return_counts=True)
        after = videos.total("views").take(item)
        passed = after - times < bar
        if passed.any():
            best = int(np.argmax(np.where(passed, after, 0)))
            video, share = int(item[best]), float(after[best]) / len(self._engine.world.people)
            self._viral_at = tick
            yield Turn(tick, "viral", video, topic=int(videos.topic[video]), share=share)

    def _cocoons(self) -> Iterator[Turn]:
        chronicle, tick = self._engine.chronicle, self._engine.tick
        share = float(chronicle.vital("cocooned")[-1])
        level = sum(share >= bar for bar in COCOONS)
        if level > self._level:
            self._level = level
            yield Turn(tick, "cocoons_up", share=share)
        elif level < self._level and share < COCOONS[self._level - 1] - COCOONS_GAP:
            self._level = level
            yield Turn(tick, "cocoons_down", share=share)

    def _islands(self, known: int) -> Iterator[Turn]:
        chronicle, tick = self._engine.chronicle, self._engine.tick
        cocooned = chronicle.diet.compress(chronicle.state == COCOONED, axis=0)
        people = np.bincount(cocooned.argmax(axis=1), minlength=cocooned.shape[1])
        shares: list[float] = (people / known).tolist()
        before, each = self._island, tuple(enumerate(shares))
        self._island = [share >= (ISLAND_GONE if before[topic] else ISLAND) for topic, share in each]
        for kind, now in (("island", True), ("island_gone", False)):
            for topic, share in each:
                if self._island[topic] == now != before[topic]:
                    yield Turn(tick, kind, topic, topic=topic, share=share)

    def _followed(self) -> Iterator[Turn]:
        chronicle, who = self._engine.chronicle, self._engine.spotlight
        if who is None:
            return
        narrow = float(chronicle.narrowness[who])
        before = self._inside and who == self._person
        inside = narrow >= FREE_BELOW if before else narrow > COCOON_ABOVE
        if np.isnan(narrow):
            inside = before
        if who == self._person and inside != self._inside:
            yield Turn(self._engine.tick, "falls" if inside else "leaves", who)
        self._person, self._inside = who, inside

    def _newcomer(self) -> Iterator[Turn]:
        world, tick = self._engine.world, self._engine.tick
        before, self._reached = self._reached, world.creators.reached.copy()
        if tick <= NEWCOMER_AFTER_H or tick - self._newcomer_at < HOURS_PER_DAY:
            return
        bar = NEWCOMER * len(world.people)
        passed = (before < bar) & (self._reached >= bar)
        if passed.any():
            self._newcomer_at = tick
            who = int(np.argmax(np.where(passed, self._reached, -1)))
            share = float(self._reached[who]) / len(world.people)
            yield Turn(tick, "newcomer", who, topic=int(world.creators.topic[who]), share=share)
