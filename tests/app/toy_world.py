"""A world small enough to see through, for tests: it counts, it remembers, it breaks on demand."""

from __future__ import annotations

import os
import time
from copy import deepcopy
from dataclasses import replace

from simulator.frames import Diet, Found, Frame
from simulator.session import LocalSession, View
from tests.app.frames import ALGORITHMS, make_frame


class ToyWorld:
    """Settings: step_s (how long a tick takes), warm_s, people, past (ticks that lie before its beginning), break_at
    (tick that raises), die_at (tick that ends the process), turn_at (tick of a turning point), broken ("build" raises
    at once)."""

    def __init__(self, settings: dict[str, object]) -> None:
        def number(name: str, default: float) -> float:
            return float(str(settings.get(name, default)))

        if settings.get("broken") == "build":
            raise ValueError("no such world")
        self.tick = 0
        self.calls: list[str] = []
        self._step_s = number("step_s", 0.0)
        self._warm_s = number("warm_s", 0.0)
        self._past = number("past", 0)
        self._break_at = number("break_at", -1)
        self._die_at = number("die_at", -1)
        self._turn_at = number("turn_at", -1)
        self._people = int(number("people", 1_000))
        self._algorithm = ALGORITHMS[0]

    def warm(self) -> None:
        self.calls.append("warm")
        time.sleep(self._warm_s)

    def step(self) -> None:
        if self.tick == self._break_at:
            raise ZeroDivisionError("the toy broke")
        if self.tick == self._die_at:
            os._exit(7)
        self.tick += 1
        until = time.perf_counter() + self._step_s
        while time.perf_counter() < until:
            pass

    def switch(self, algorithm: str) -> None:
        self._algorithm = algorithm

    @property
    def waking(self) -> bool:
        return self.tick < self._past

    @property
    def turned(self) -> bool:
        return self.tick == self._turn_at

    def tune(self, name: str, value: bool | int | float | str) -> None:
        self.calls.append(f"{name}={value}")

    def fork(self, algorithm: str) -> ToyWorld:
        twin = deepcopy(self)
        twin.switch(algorithm)
        return twin

    def frame(self, view: View) -> Frame:
        found = None
        if view.search is not None:
            rows = ((7, f"{view.search.text}-Ana", 2, int(Diet.VARIED)),)
            found = Found(view.search.what, view.search.text, rows)
        frame = make_frame(self.tick, lang=view.lang, people=self._people, empty=not self.tick)
        return replace(
            frame,
            progress=view.progress,
            paused=view.paused,
            speed=view.speed,
            rate=view.rate,
            algorithm=self._algorithm,
            notice=view.notice,
            stops=view.stops,
            refused=view.refused,
            found=found,
            phone=replace(frame.phone, person=0 if view.person is None else view.person),
            brand=replace(frame.brand, creator=0 if view.creator is None else view.creator),
            digest=str(os.getpid()),
        )


def make(settings: dict[str, object]) -> ToyWorld:
    """What a ProcessSession calls in the child."""
    return ToyWorld(settings)


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TimedWorld(ToyWorld):
    """A toy whose ticks take time on the injected clock."""

    def __init__(self, clock: Clock, step_s: float, past: int = 0) -> None:
        super().__init__({"past": past})
        self._clock, self._takes = clock, step_s

    def step(self) -> None:
        super().step()
        self._clock.now += self._takes


def local(
    clock: Clock, step_s: float = 0.0, view: View | None = None, past: int = 0
) -> tuple[LocalSession, TimedWorld]:
    world = TimedWorld(clock, step_s, past)
    session = LocalSession(world, view, clock)
    session.poll()
    session.poll()
    return session, world


def play(session: LocalSession, clock: Clock, seconds: float, polls_per_s: int = 60) -> list[Frame]:
    """Poll for so long by the injected clock; the frames that came."""
    frames: list[Frame] = []
    end = clock.now + seconds
    while clock.now < end - 1e-9:
        clock.now += 1.0 / polls_per_s
        if (frame := session.poll()) is not None:
            frames.append(frame)
    return frames
