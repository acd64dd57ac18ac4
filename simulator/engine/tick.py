"""The tick: one simulated hour, told from top to bottom.

The engine knows the recommenders by their protocol alone. All methods it is given learn from everything
that happens, taught together, so that switching from one to another takes effect at once.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import cache, partial
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.types import Explanation, Interactions, Methods, Slate
from simulator.engine.action import Action
from simulator.engine.laps import Laps
from simulator.engine.player import NOBODY, Player, stranger
from simulator.frames import HOURS_PER_DAY
from simulator.laws import (
    adapting,
    attention,
    careers,
    collaborating,
    drift,
    posting,
    presence,
    reaction,
    replies,
    retention,
    satiation,
    streaming,
    trending,
    trust,
)
from simulator.laws.in_parts import beside
from simulator.observe.chronicle import Chronicle
from simulator.settings.creators import Strategy
from simulator.settings.described import Change
from simulator.settings.tree import SettingsError
from simulator.world.guests import GuestFollows
from simulator.world.live import LiveEvents
from simulator.world.scene import scene
from simulator.world.state import World


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Events:
    """One hour: what was lined up, and what came of it."""

    tick: int
    slate: Slate
    wanted: NDArray[np.int64]
    """(A,) videos each person of the slate had time for, after live streams."""
    interactions: Interactions
    row: NDArray[np.intp]
    place: NDArray[np.intp]
    """(B,) row and place in the slate of each interaction."""
    appeal: NDArray[np.float64]
    """(B,) logits, see `laws.attention`."""
    lured: NDArray[np.bool_]
    """(B,) who stayed past the first seconds for a promise alone."""

    def __deepcopy__(self, memo: dict[int, object]) -> Events:
        """What has happened is the same in every copy of a world."""
        return self

    @property
    def source(self) -> NDArray[np.uint8]:
        """(B,) `recommender.types.Source` of each interaction: why the video was shown."""
        source, width = self.slate.source, int(self.slate.source.shape[1])
        return source.reshape(-1).take(self.row * width + self.place)


_LITTLE = sys.byteorder == "little"


@cache
def _columns(events: type[Interactions | LiveEvents | GuestFollows]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(events))


def fold(digest: Hash, events: Interactions | LiveEvents | GuestFollows) -> None:
    """Add one tick's events to a digest: their number, then every column's bytes, little-endian, in the order of
    their class. A tick is its interactions, then what happened live, then new followers of guests if there are any."""
    if isinstance(events, GuestFollows) and not len(events):
        return
    digest.update(len(events).to_bytes(8, "little"))
    if not len(events):
        return
    for name in _columns(type(events)):
        column: NDArray[np.generic] = getattr(events, name)
        digest.update((column if _LITTLE else column.astype(column.dtype.newbyteorder("<"))).tobytes())


Aside = Callable[[int, int], None]
Law = Callable[[World, Interactions, int], None]
"""Changes the world at the end of an hour, given what happened in it, (B,) events, and the hour's number."""


class Engine:
    """A running world under one of several algorithms."""

    player: Player | None = None
    """The person whom somebody plays; a state that was kept before there was this name has nobody."""

    def __init__(self, world: World, methods: Methods, algorithm: str, laws: Sequence[Law] = ()) -> None:
        """`methods` are untaught; `algorithm` names the one that serves the feed once the days that the platform has
        lived before are over; `laws` act after those of `simulator.laws`."""
        self.world = world
        self._laws = tuple(laws)
        self.chronicle = Chronicle(world)
        self.tick = 0
        """Hours lived so far."""
        self.spotlight: int | None = None
        """A person whose slates are explained as they are made; changes nothing else."""
        self.explained: tuple[Explanation, ...] = ()
        """Why the spotlit person's last slate was what it was, place by place."""
        self.player = None
        self.began = world.settings
        """The settings with which this world began."""
        self.changes: list[Change] = []
        """What was changed by hand since, oldest first; whoever changes something notes it down here."""
        self.laps = Laps()
        """How long the last hour's steps took."""
        self._next: tuple[tuple[object, ...], tuple[NDArray[np.int32], NDArray[np.int64]]] | None = None
        """By what it was worked out who comes in the hour that begins next, and who that is."""
        self._methods = methods
        self._digest = hashlib.sha256()
        self.opens = world.settings.world.past_days * HOURS_PER_DAY
        """The hour in which the chosen algorithm takes over."""
        self.chosen = algorithm
        """Who serves, or will once the days that the platform has already lived are over."""
        self.require(algorithm)
        self._serve(world.settings.feed.before if self.opens else algorithm)
        self._announce(posting.backlog(world))

    def __getstate__(self) -> dict[str, object]:
        """Who comes next is worked out anew."""
        return {**self.__dict__, "_next": None}

    def __deepcopy__(self, memo: dict[int, object]) -> Engine:
        """A twin that lives on by itself, to the same digest as long as both are treated alike."""
        twin = object.__new__(Engine)
        memo[id(self)] = twin
        memo[id(self._digest)] = self._digest.copy()  # hashes have a way of their own to be copied
        deepcopy(self.world, memo)  # first, so that methods which look at the world look at the twin's
        twin.__dict__ = deepcopy(self.__dict__, memo)
        return twin

    @property
    def methods(self) -> Methods:
        """For those who look on: whoever teaches them changes the world."""
        return self._methods

    @property
    def algorithms(self) -> tuple[str, ...]:
        return tuple(self._methods)

    @property
    def proof(self) -> Hash:
        """The digest under way, for whoever keeps this engine; to feed it is to change what happened."""
        return self._digest

    @property
    def digest(self) -> str:
        """SHA-256 over all events so far."""
        return self._digest.hexdigest()

    def require(self, algorithm: str) -> None:
        """SettingsError if there is no such method here."""
        if algorithm not in self.algorithms:
            raise SettingsError(f"algorithm must be one of {', '.join(self.algorithms)}, not {algorithm!r}")

    def switch(self, algorithm: str) -> None:
        """Serve everyone by another method from the next tick on, or once the platform opens. SettingsError if there is
        no such method here."""
        self.require(algorithm)
        self.chosen = algorithm
        if self.tick >= self.opens:
            self._serve(algorithm)

    def _serve(self, algorithm: str) -> None:
        self.require(algorithm)
        self.algorithm = algorithm
        self._methods.wake(algorithm, tick=self.tick)

    def take(self, on: bool) -> None:
        """Put a person of whom nobody knows anything into a player's hands, or give the played one back."""
        if on == (self.player is not None):
            return
        if not on:
            self.player = None
            return
        person = stranger(self.world, self.chronicle.last_online)
        self._methods.forget(np.array([person], dtype=np.int32))
        self.world.people.arrives[person] = min(int(self.world.people.arrives[person]), self.tick)
        self._line_up(person)

    def act(self, action: Action) -> None:
        """What the player did with a video of this hour's line. SettingsError for what cannot be."""
        if self.player is None:
            raise SettingsError("nobody plays a person here")
        self.player.act(action)

    def direct(self, strategy: Strategy) -> None:
        """One creator works like this from now on, neither stops nor adapts by itself any longer unless told to.
        SettingsError for one who does not exist."""
        creators = self.world.creators
        if strategy.creator >= len(creators):
            raise SettingsError(f"creator must be between 0 and {len(creators) - 1}, not {strategy.creator}")
        creators.adapt[strategy.creator] = 0.0
        creators.led[strategy.creator], creators.stopped[strategy.creator] = True, -1
        creators.adopt(strategy, self.world.settings.creators)

    def _line_up(self, person: int) -> None:
        """Once an hour, so that nothing depends on how often somebody looks."""
        method, who = self._methods[self.algorithm], np.array([person], dtype=np.int32)
        line = method.recommend(who, self.world.settings.feed.slate, self.tick)
        shown = line.items[0][line.items[0] >= 0]
        whys = tuple(method.explain(person, int(item), self.tick) for item in shown)
        self.player = Player(person, line, whys, [])

    def step(self, aside: Aside | None = None) -> Events:
        """Live one hour. `aside` is told (person, hour) when the spotlit person has been served and nothing has come of
        it yet: it may ask the methods anything and must teach them nothing."""
        world, tick, laps = self.world, self.tick, self.laps
        if tick == self.opens and self.algorithm != self.chosen:
            self._serve(self.chosen)
        places, player = world.settings.feed.slate, self.player or NOBODY

        laps.start()
        users, wanted = player.away(*self._online(tick))
        self._next = None
        self._methods[self.algorithm].look_ahead(users, places)
        adapting.look_back(world, tick)
        careers.look_back(world, tick)
        trending.arise(world, tick)
        new = collaborating.invite(world, trending.join(world, posting.post(world, tick)))
        self._announce(new)
        posting.form_habits(world, new, tick)
        laps.done("prepare")
        on_air = streaming.on_air(world, tick)
        live = streaming.watch(world, on_air, users, tick, player.person)
        wanted = streaming.time_left(world, live, users, wanted)
        slate = self._methods[self.algorithm].recommend(users, places, tick)
        slate, wanted = player.join(slate, wanted)
        self.chronicle.foresee(slate, wanted, tick)
        laps.done("recommend")
        self._explain(slate, tick, aside)
        laps.start()

        seen = scene(world)
        views = attention.watch(world, slate, wanted, seen)
        player.watch(views)
        events = player.react(world, reaction.react(world, views, tick, seen))
        felt = drift.experience(events)
        answers = replies.answered(world, views, events.commented)
        follows = collaborating.won_over(world, views, tick, player.person)

        self.chronicle.foreseen()
        ties = world.record(events, tick)
        replies.attach(world, views, answers)
        trust.earn(world, events, ties, views.lured, answers)
        collaborating.settle(world, events, views.lured, follows, tick)
        streaming.settle(world, on_air, live, tick)
        satiation.tire(world, views.user, views.topics, np.minimum(views.ratio, 1.0))
        drift.drift(world, events, felt)
        trending.live_on(world, events, new, tick, felt)
        retention.settle(world, events, tick, felt)
        for law in self._laws:
            law(world, events, tick)
        laps.done("collect")
        with beside(partial(self._train, events), len(events)):
            laps.start()
            self.chronicle.note(events, tick, slate.source[views.row, views.place], views.topics, felt)
            for rows in (events, live, world.introduced):
                fold(self._digest, rows)
            laps.done("evaluate")
        self.tick += 1
        if self.player is not None:
            self._line_up(self.player.person)
        return Events(tick, slate, wanted, events, views.row, views.place, views.appeal, views.lured)

    def _train(self, events: Interactions) -> None:
        begun = perf_counter()
        self._methods.update(events)
        self._methods.follow(*self.world.won_aside())
        # Nobody learns until the next hour: what it needs first can begin, while this one is taken in.
        users, _ = (self.player or NOBODY).away(*self._online(self.tick + 1))
        self._methods[self.algorithm].look_ahead(users, self.world.settings.feed.slate)
        self.laps.took("train", begun)

    def _online(self, tick: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """`presence.online`, once while nothing by which people come has been changed."""
        people, settings = self.world.people, self.world.settings
        by = (tick, settings, *(getattr(people, name).tobytes() for name in presence.COMING))
        if self._next is None or self._next[0] != by:
            self._next = by, presence.online(self.world, tick)
        return self._next[1]

    def _announce(self, new: posting.NewVideos) -> None:
        """Publish videos and tell every method."""
        self._methods.publish(self.world.publish(new))

    def _explain(self, slate: Slate, tick: int, aside: Aside | None) -> None:
        if self.spotlight is None:
            return
        row = np.searchsorted(slate.users, self.spotlight)
        if row < len(slate.users) and slate.users[row] == self.spotlight:
            method, person = self._methods[self.algorithm], self.spotlight
            shown = slate.items[row][slate.items[row] >= 0]
            self.explained = tuple(method.explain(person, int(item), tick) for item in shown)
            if aside is not None:
                aside(person, tick)
