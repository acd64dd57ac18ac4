"""A world without a screen: run it for so many hours, watched, recorded, and stopped cleanly at any tick."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Literal, Protocol

from recommender.types import Interactions
from simulator.engine import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Catalogue

Status = Literal["complete", "interrupted"]

REFRESH_S = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went."""

    status: Status
    signal: int
    """What interrupted it; 0 if nothing did."""
    ticks: int
    views: int
    seconds: float
    """Real time from the first tick to the last, recording included."""

    @property
    def views_per_second(self) -> float:
        return self.views / self.seconds if self.seconds > 0 else 0.0


class Keeper(Protocol):
    """Takes the events of every tick, such as `recording.writer.Recorder`."""

    def add(self, events: Interactions, engine: Engine) -> None: ...


class Stop:
    """Whether somebody asked the run to stop."""

    signal = 0


Progress = Callable[[int, int, float], None]
"""Is told the ticks done, the views so far and the seconds since the start."""


def run(engine: Engine, ticks: int, keeper: Keeper | None = None, progress: Progress | None = None) -> Outcome:
    """Live `ticks` hours, or as many as pass before Ctrl-C or a request to end; that tick is still finished."""
    views = done = 0
    with _stoppable() as stop:
        start = time.perf_counter()
        shown = start
        while done < ticks and not stop.signal:
            events = engine.step().interactions
            done += 1
            views += len(events)
            if keeper:
                keeper.add(events, engine)
            if progress and (now := time.perf_counter()) - shown >= REFRESH_S:
                shown = now
                progress(done, views, now - start)
        seconds = time.perf_counter() - start
    status: Status = "complete" if done == ticks else "interrupted"
    return Outcome(status, stop.signal if done < ticks else 0, done, views, seconds)


@contextmanager
def _stoppable() -> Generator[Stop]:
    """Inside, Ctrl-C and SIGTERM only leave word; outside they act as ever."""
    stop = Stop()

    def leave_word(number: int, _: FrameType | None) -> None:
        stop.signal = number

    before = {number: signal.signal(number, leave_word) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_bar(ticks: int, say: Catalogue) -> Generator[Progress | None]:
    """A line on stderr with simulated day, views, speed and time left; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.progress.starting"), total=ticks)

        def show(done: int, views: int, seconds: float) -> None:
            line = say(
                "cli.progress.day",
                day=(done - 1) // HOURS_PER_DAY + 1,
                days=-(-ticks // HOURS_PER_DAY),
                views=f"{views:,}",
                speed=f"{views / seconds:,.0f}",
            )
            bar.update(task, completed=done, description=line)

        yield show
