"""The verb `feedscope run`, a world without a screen: so many hours, watched, recorded, stopped cleanly at any tick.

Without a recording nothing here imports duckdb, and without a terminal no progress bar is drawn.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from cyclopts import Parameter, Token

from simulator.cli.choice import WorldChoice
from simulator.cli.verbs import page_width, spelt, tell_json
from simulator.endings import ending_signals
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Wording, catalogue
from simulator.recording.errors import RecordingError
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Settings
from simulator.version import program_version

if TYPE_CHECKING:
    from recommender.types import Interactions
    from simulator.engine.checks import Checks
    from simulator.engine.tick import Engine
    from simulator.experiments.likeness import LikenessFigures
    from simulator.experiments.wiring import Simulation
    from simulator.frames import Frame
    from simulator.recording.writer import Recorder

MOST_DAYS = 10_000

REFRESH_S = 0.1
"""The progress is shown this often."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to run, and what to leave behind."""

    settings: Settings
    ticks: int
    as_json: bool = False
    out: Path | None = None
    force: bool = False
    check: bool = False


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run went."""

    status: Literal["complete", "interrupted"]
    signal: int
    """What interrupted it; 0 if nothing did."""
    ticks: int
    views: int
    seconds: float
    """Real time from the first tick to the last, recording included."""

    def facts(self, digest: str, past_days: int = 0) -> dict[str, object]:
        """The outcome as summary, document and recording tell it: days count from when the algorithm took over."""
        return {
            "past_days": past_days,
            "status": self.status,
            "ticks": self.ticks,
            "days": max(self.ticks / HOURS_PER_DAY - past_days, 0.0),
            "views": self.views,
            "seconds": self.seconds,
            "views_per_second": self.views / self.seconds if self.seconds > 0 else 0.0,
            "digest": digest,
        }


@dataclass(frozen=True, slots=True)
class Before:
    """What a run that goes on has behind it."""

    views: int = 0
    seconds: float = 0.0


ANEW = Before()


class Keeper(Protocol):
    """Takes the events of every tick, such as `recording.writer.Recorder`."""

    def add(self, events: Interactions, engine: Engine, take: Callable[[], Frame]) -> None: ...

    def mark(self, world: Simulation, views: int) -> None: ...


class Meter:
    """Where progress goes: here nowhere."""

    def notice(self, sentence: str) -> None:
        """Say what is being done before the first tick."""

    def show(self, done: int, views: int, seconds: float) -> None:
        """Ticks done, views so far, seconds since the first tick."""


@dataclass(slots=True)
class Stop:
    """Whether somebody asked the run to stop, and by which signal."""

    signal: int = 0


def _days(_: object, tokens: Sequence[Token]) -> float:
    days = spelt(tokens[0].value)
    if not isinstance(days, int | float) or not 0 < days <= MOST_DAYS:
        given = tokens[0].value
        raise SettingsError(f"--days must be a number above 0 and at most {MOST_DAYS}, not {given!r}")
    return float(days)


_DAYS = 7.0


def run(
    scenario: Path | None = None,
    /,
    *,
    choice: WorldChoice | None = None,
    days: Annotated[float, Parameter(converter=_days)] = _DAYS,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    out: Path | None = None,
    force: Annotated[bool, Parameter(negative="")] = False,
    executor: str | None = None,
    store: Path | None = None,
    check: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Returns the exit code: of a scenario 1 if an expectation of it does not hold.

    Parameters
    ----------
    scenario
        A scenario's file, such as feedscope scenario new makes: what it says is done, measured and expected. Without
        it a world of the options below is run.
    days
        Simulated days to run (a number above 0; 0.5 is twelve hours).
    set_
        Any setting, NAME=VALUE, such as feed.algorithm=content; may be given several times.
    as_json
        Print one JSON document instead of the summary.
    out
        Record the run in this folder, as Parquet.
    force
        Replace a recording that is in the folder already.
    executor
        Of a scenario: who runs its worlds, see feedscope compare --help (processes, if not given).
    store
        Of a scenario: folder in which runs are kept, see feedscope store.
    check
        Count every hour once more from its views alone, and stop at the first thing that does not add up.
    """
    from simulator.cli.study import with_settings

    if scenario is not None:
        if choice is not None or days != _DAYS or out or force or check:
            raise SettingsError(
                "a scenario says itself which world to run and how long; --set NAME=VALUE changes it"
            )
        from simulator.cli.scenario import live as live_scenario

        return live_scenario(scenario, set_, executor or "processes", store, None, as_json)
    if executor or store:
        raise SettingsError(
            "--executor and --store are for scenarios: feedscope run crowd.toml --executor here"
        )
    if force and not out:
        raise SettingsError("--force needs --out: it says what may be replaced")
    ticks = max(1, round(days * HOURS_PER_DAY))
    settings = with_settings((choice or WorldChoice()).made(), set_)
    return work(Job(settings, ticks, as_json, out, force, check))


def work(job: Job) -> int:
    """Do the job, with its summary or document on stdout; returns the exit code.

    RecordingError if the recording cannot be kept, SettingsError if the world has no room in memory.
    """
    say = catalogue(job.settings.lang)
    from simulator.experiments.memory_room import judge

    judge(job.settings, job.ticks / HOURS_PER_DAY)
    return finish(job, _recorder(job), lambda bar: (built(job.settings, bar, say), ANEW))


def finish(
    job: Job, recorder: Recorder | None, world_of: Callable[[Meter], tuple[Simulation, Before]]
) -> int:
    """Live what is left of a job in the world that there is, and tell it; returns the exit code. Errors as `work`."""
    say = catalogue(job.settings.lang)
    hours = job.settings.world.past_days * HOURS_PER_DAY + job.ticks
    try:
        with meter(hours, say) as bar:
            world, before = world_of(bar)
            with stoppable() as stop:
                outcome = live(world, hours, stop, recorder, bar, _checks(job), before)
                facts = outcome.facts(world.digest, job.settings.world.past_days)
                if recorder:
                    if outcome.signal:
                        recorder.leave(world, world.engine, outcome.views)
                    recorder.close(world.engine, {"feedscope": program_version(), **facts})
    except BaseException:
        if recorder:
            with suppress(RecordingError):  # the same disk may be why we are here
                recorder.note({"feedscope": program_version(), "status": "interrupted"})
        raise
    finally:
        if recorder:
            recorder.release()
    _tell(job, world, facts)
    if not outcome.signal:
        return 0
    key = "cli.run.kept" if job.out else "cli.run.interrupted"
    sys.stdout.flush()
    sys.stderr.write(say(key, hours=outcome.ticks, of=hours, folder=job.out) + "\n")
    return 128 + outcome.signal


def live(
    world: Simulation,
    ticks: int,
    stop: Stop,
    keeper: Keeper | None,
    bar: Meter,
    checks: Checks | None = None,
    before: Before = ANEW,
) -> RunOutcome:
    """Live until `ticks` hours are over, or as many as pass before `stop`; the tick in which that falls is finished."""
    engine = world.engine
    # Only where frames are kept does a camera follow the hours.
    step = world.step if keeper else engine.step
    views, done = before.views, engine.tick
    start = shown = time.perf_counter() - before.seconds
    while done < ticks and not stop.signal:
        events = step().interactions
        done += 1
        views += len(events)
        if checks:
            checks.look(events, engine)
        if keeper:
            keeper.add(events, engine, world.frame)
            keeper.mark(world, views)
        if (now := time.perf_counter()) - shown >= REFRESH_S:
            shown = now
            bar.show(done, views, now - start)
    seconds = time.perf_counter() - start
    if done == ticks:
        return RunOutcome("complete", 0, done, views, seconds)
    return RunOutcome("interrupted", stop.signal, done, views, seconds)


@contextmanager
def stoppable() -> Generator[Stop]:
    """Inside, Ctrl-C and the other signals that ask for an end only leave word; outside they act as ever."""
    stop = Stop()

    def leave_word(number: int, _: FrameType | None) -> None:
        stop.signal = number

    before = {number: signal.signal(number, leave_word) for number in ending_signals()}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def meter(ticks: int, say: Wording) -> Generator[Meter]:
    """A line on stderr with simulated day, views, speed and time left; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield Meter()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=ticks)

        class Line(Meter):
            def notice(self, sentence: str) -> None:
                progress.update(task, description=sentence, refresh=True)

            def show(self, done: int, views: int, seconds: float) -> None:
                sentence = say(
                    "cli.progress.day",
                    day=(done - 1) // HOURS_PER_DAY + 1,
                    days=-(-ticks // HOURS_PER_DAY),
                    views=f"{views:,}",
                    speed=f"{views / seconds:,.0f}",
                )
                progress.update(task, completed=done, description=sentence)

        yield Line()


def _recorder(job: Job) -> Recorder | None:
    if job.out is None:
        return None
    from simulator.recording.writer import Recorder

    return Recorder(job.out, job.settings, force=job.force, plan=plan(job.settings, job.ticks))


def plan(settings: Settings, ticks: int) -> dict[str, object]:
    """What a recording says from its start on, so that it can go on: how long it is to be, and made by what."""
    from simulator.experiments.studies.digests import plug_ins, program
    from simulator.recording.checkpoint import counting

    brought = (settings.feed.algorithm, settings.feed.before, *settings.own.laws)
    own = plug_ins(name for name in brought if ":" in name)
    return {"hours": ticks, "made_by": {"feedscope": program(), **counting(), **own}}


def _checks(job: Job) -> Checks | None:
    if not job.check:
        return None
    from simulator.engine.checks import Checks

    return Checks()


def built(settings: Settings, bar: Meter, say: Wording) -> Simulation:
    """A new world of these settings, ready to live."""
    bar.notice(say("cli.progress.building"))
    from simulator.engine import compiling
    from simulator.experiments.wiring import build

    compiling.begin(settings)
    # Nobody can switch here, so the other methods need not learn.
    world = build(settings, (settings.feed.algorithm,))
    bar.notice(say("cli.progress.compiling"))
    world.warm()
    return world


def _tell(job: Job, world: Simulation, facts: dict[str, object]) -> None:
    from simulator.session import View

    leader = int(world.engine.world.creators.reached.argmax())
    frame = world.frame(View(lang=job.settings.lang, creator=leader))
    pair = _compared(job.settings, world.engine)
    if job.as_json:
        from simulator.report import twins_page
        from simulator.report.document import document

        twins = twins_page.document(*pair, frame.topics) if pair else None
        told = document(job.settings, facts, frame, world.engine.chronicle, twins)
        tell_json(told)
        return
    from simulator.report.printed import page as blank
    from simulator.report.summary import summary

    console = blank(page_width(100))
    with console.capture() as page:
        console.print(summary(frame, job.settings.world.creators, facts))
        if pair:
            from simulator.report import twins_page

            console.print()
            console.print(twins_page.table(*pair, frame.topics, frame.lang))
    sys.stdout.write(page.get())


def _compared(settings: Settings, engine: Engine) -> tuple[LikenessFigures, LikenessFigures] | None:
    """The figures of a log and of the world of its people's twins; None where people have no models."""
    if not settings.twins.log:
        return None
    from simulator.experiments import likeness, twins

    return twins.figures_of(settings), likeness.of_world(engine)
