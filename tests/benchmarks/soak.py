"""Does memory grow? The app on a real world, as fast as it can.

    python -m tests.benchmarks.soak --minutes 60
    python -m tests.benchmarks.soak --ticks 14400 [--people 1000 --creators 150]

The demo, or a plain world of so many people and creators; for so many minutes by the clock, or hours of the world.

Meanwhile keys are pressed that open and close every screen. Prints the memory of both processes as it goes, and at
the end what each has grown by since the warm-up. The engine's world grows by nature: its people keep publishing.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.doors import DOORS
from simulator.app.launch import DEFAULT_PEOPLE, LIVE_WORLD
from simulator.app.screens.ended import Ended
from simulator.frames import Frame
from simulator.session import ProcessSession, View

SIZE = (120, 35)
MB = 1 << 20

DOOR_KEYS = tuple(key for door in DOORS for key in (*(door.key,) * len(door.tabs), "escape"))
KEYS = (
    *"1234", "0", "question_mark", "question_mark", "t", "left", "shift+left", "enter", "d", "d",
    "ctrl+l", "ctrl+l", "a", "escape", *DOOR_KEYS, "0",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a run stands. Memory is what is held in RAM (RSS), in MB."""

    tick: int
    seconds: float
    screen_mb: float
    engine_mb: float
    frames: int
    """Frame objects that are alive in the screen's process."""


def memory_mb(pid: int | None) -> float:
    """The memory of a process; NaN where that is unknown."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


@asynccontextmanager
async def opened(
    size: tuple[int, int] | None,
) -> AsyncIterator[tuple[FeedscopeApp, ProcessSession, Pilot[int]]]:
    """The app on the demo, or a world of so many people and creators, without a terminal."""
    settings = {"world": {"people": size[0], "creators": size[1]}} if size else {}
    session = ProcessSession(LIVE_WORLD, settings, View(speed=0.0))
    try:
        app = FeedscopeApp(session, "en", size[0] if size else DEFAULT_PEOPLE)
        async with app.run_test(size=SIZE) as pilot:
            yield app, session, pilot
    finally:
        session.close()


async def soak(
    size: tuple[int, int] | None, readings: int, ticks: int = 0, minutes: float = 0.0
) -> AsyncIterator[Reading]:
    """Run so many hours of the world, or minutes by the clock, and look so many times, evenly."""
    begun = time.perf_counter()
    async with opened(size) as (app, session, pilot):
        keys = cycle(KEYS)
        for place in range(1, readings + 1):
            share = place / readings
            while live_tick(app) < ticks * share or time.perf_counter() - begun < 60 * minutes * share:
                if not app.is_running:
                    raise RuntimeError(f"the app ended after {live_tick(app)} hours")
                if isinstance(app.screen, Ended):
                    raise RuntimeError(f"the engine stopped after {live_tick(app)} hours")
                await pilot.press(next(keys))
                await asyncio.sleep(0.1)
            gc.collect()
            yield Reading(
                live_tick(app),
                time.perf_counter() - begun,
                memory_mb(os.getpid()),
                memory_mb(session.pid),
                sum(isinstance(thing, Frame) for thing in gc.get_objects()),
            )


def live_tick(app: FeedscopeApp) -> int:
    """The world's hour, also while the screen shows another."""
    return app.lookback.live_tick


async def show(size: tuple[int, int] | None, readings: int, ticks: int, minutes: float) -> None:
    """Print a run."""
    world = f"{size[0]:,} people, {size[1]:,} creators" if size else "the demo"
    print(f"{world}, {ticks:,} hours" if ticks else f"{world}, {minutes:g} minutes")
    print("    hour  seconds  screen MB  engine MB  frames alive")
    kept: list[Reading] = []
    async for now in soak(size, readings, ticks, minutes):
        kept.append(now)
        print(
            f"{now.tick:8,}  {now.seconds:7.1f}  {now.screen_mb:9.1f}  {now.engine_mb:9.1f}  {now.frames:12}",
            flush=True,
        )
    print(
        f"since the warm-up: screen {growth(kept, 'screen_mb'):+.1f} MB, engine {growth(kept, 'engine_mb'):+.1f} MB"
    )


def growth(readings: Sequence[Reading], what: str) -> float:
    """By how many MB memory has grown since a fifth of the run was over."""
    return getattr(readings[-1], what) - getattr(readings[len(readings) // 5], what)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--ticks", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--people", type=int, help="with --creators: a plain world instead of the demo")
    parser.add_argument("--creators", type=int)
    parser.add_argument("--readings", type=int, default=20)
    args = parser.parse_args()
    if (args.ticks > 0) == (args.minutes > 0) or (args.people is None) != (args.creators is None):
        parser.error("either --ticks or --minutes; --people and --creators together")
    size = None if args.people is None else (args.people, args.creators)
    asyncio.run(show(size, args.readings, args.ticks, args.minutes))


if __name__ == "__main__":
    main()
