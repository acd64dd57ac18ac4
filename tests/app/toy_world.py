"""A world small enough to see through, for tests: it counts, it remembers, it breaks on demand."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from functools import lru_cache

import numpy as np

from simulator.frames import Brand, Crowd, Diet, Found, Frame, Phone, Trends, Vitals
from simulator.session import View

NAMES = ("user-cf", "random", "newest")


class ToyWorld:
    """Settings: step_s (how long a tick takes), warm_s, dots, break_at (tick that raises), die_at (tick that
    ends the process), broken ("build" raises at once)."""

    def __init__(self, settings: dict[str, object]) -> None:
        def number(name: str, default: float) -> float:
            return float(str(settings.get(name, default)))

        if settings.get("broken") == "build":
            raise ValueError("no such world")
        self.tick = 0
        self.calls: list[str] = []
        self._step_s = number("step_s", 0.0)
        self._warm_s = number("warm_s", 0.0)
        self._break_at = number("break_at", -1)
        self._die_at = number("die_at", -1)
        self._dots = int(number("dots", 2_000))
        self._algorithm = NAMES[0]

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

    def picture(self, view: View) -> Frame:
        found = None
        if view.search is not None:
            rows = ((7, f"{view.search.text}-Ana", 2, int(Diet.VARIED)),)
            found = Found(view.search.what, view.search.text, rows)
        frame = still(self._dots)
        return replace(
            frame,
            tick=self.tick,
            progress=view.progress,
            paused=view.paused,
            speed=view.speed,
            rate=view.rate,
            algorithm=self._algorithm,
            lang=view.lang,
            notice=view.notice,
            found=found,
            phone=replace(frame.phone, person=0 if view.person is None else view.person),
            brand=replace(frame.brand, creator=0 if view.creator is None else view.creator),
            digest=str(os.getpid()),
        )


def make(settings: dict[str, object]) -> ToyWorld:
    """What a ProcessSession calls in the child."""
    return ToyWorld(settings)


@lru_cache
def still(dots: int) -> Frame:
    """A frame of tick 0 with that many dots on the map."""
    none, few = np.full(4, np.nan), np.zeros(300)
    vitals = Vitals(dots, 10, 3, 40, 12.0, 0.8, 0.03, 5.0, 0.5, 0.3, 0.2, 0.4, 0.6, 0.3)
    trends = Trends(np.arange(300, dtype=np.int32), *(few for _ in range(11)))
    person = np.arange(dots, dtype=np.int32)
    place = np.linspace(-0.7, 0.7, dots, dtype=np.float32)
    crowd = Crowd(person, place, place[::-1], (person % 4).astype(np.uint8), np.ones(dots, np.uint8))
    phone = Phone(0, "Ana", False, -1, (), 0, Diet.UNKNOWN, np.nan, np.nan, none, none, none)
    brand = Brand(
        0, "Tea House", 1, 1, 5, 3, 9, 0.1, 0.05, np.nan, 0.1, 0.5, 2, np.nan, (dots, 9, 4, 2, 2, 1),
        np.zeros(1, np.int32), few[:1], few[:1], few[:1], (), (),
    )  # fmt: skip
    return Frame(
        0, 0.0, False, 1.0, 0.0, NAMES[0], NAMES, ("food", "music", "news", "pets"), 1, "en",
        vitals, trends, crowd, phone, brand, (), "",
    )  # fmt: skip
