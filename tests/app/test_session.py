"""Sessions: the clock is kept, commands are answered, nobody waits for the other, nobody is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path

import pytest

from simulator.frames import Frame
from simulator.session import (
    FRAMES_PER_SECOND,
    FollowCreator,
    FollowPerson,
    Fork,
    Language,
    LocalSession,
    Pacer,
    Pause,
    ProcessSession,
    Search,
    Session,
    SessionEnded,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    Unfork,
    View,
)
from tests.app.toy_world import ToyWorld

TOY = "tests.app.toy_world:make"
PATIENCE_S = 20.0


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class TimedWorld(ToyWorld):
    """A toy whose ticks take time on the injected clock."""

    def __init__(self, clock: Clock, step_s: float) -> None:
        super().__init__({})
        self._clock, self._takes = clock, step_s

    def step(self) -> None:
        super().step()
        self._clock.now += self._takes


def local(clock: Clock, step_s: float = 0.0, view: View | None = None) -> tuple[LocalSession, TimedWorld]:
    world = TimedWorld(clock, step_s)
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


# ---- the pacer


@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0, 32.0])
def test_a_pacer_gives_as_many_ticks_as_were_asked_for(speed: float) -> None:
    pacer, ticks, now = Pacer(0.0, speed), 0, 0.0
    while now < 40.0:
        if pacer.wait(now) <= 0.0:
            pacer.ticked(now)
            ticks += 1
        now += 0.001
    assert ticks == pytest.approx(40.0 * speed, abs=1)
    assert pacer.rate(now) == pytest.approx(speed, rel=0.05)


def test_a_world_that_fell_behind_does_not_rush_to_catch_up() -> None:
    pacer = Pacer(0.0, 32.0)
    ticks = 0
    while pacer.wait(60.0) <= 0.0:
        pacer.ticked(60.0)
        ticks += 1
    assert ticks <= 32 * 0.25 + 2


def test_a_pause_keeps_the_part_of_the_tick_that_has_gone() -> None:
    pacer = Pacer(0.0, 0.5)
    pacer.pause(True, 1.5)
    assert pacer.progress(99.0) == pytest.approx(0.75)
    pacer.pause(False, 99.0)
    assert pacer.wait(99.0) == pytest.approx(0.5)


def test_another_speed_keeps_the_part_of_the_tick_that_has_gone() -> None:
    pacer = Pacer(0.0, 1.0)
    pacer.run_at(4.0, 0.5)
    assert pacer.progress(0.5) == pytest.approx(0.5)
    assert pacer.wait(0.5) == pytest.approx(0.125)


# ---- in the caller's thread


def test_the_first_frame_comes_before_anything_is_compiled() -> None:
    world = ToyWorld({})
    session = LocalSession(world, clock=Clock())
    frame = session.poll()
    assert frame is not None and frame.tick == 0 and frame.notice == "compiling"
    assert world.calls == []
    frame = session.poll()
    assert frame is not None and frame.notice == ""
    assert world.calls == ["warm"]


def test_a_local_session_keeps_the_pace() -> None:
    clock = Clock()
    session, world = local(clock, view=View(speed=8.0))
    frames = play(session, clock, 10.0)
    assert world.tick == pytest.approx(80, abs=1)
    assert len(frames) <= 10 * FRAMES_PER_SECOND + 1
    assert frames[-1].rate == pytest.approx(8.0, rel=0.15)


def test_progress_runs_from_tick_to_tick() -> None:
    clock = Clock()
    session, _ = local(clock, view=View(speed=1.0))
    seen = [frame.progress for frame in play(session, clock, 0.9)]
    assert seen == sorted(seen)
    assert seen[0] < 0.15 and seen[-1] > 0.8


def test_flat_out_a_poll_stays_short() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.004, view=View(speed=0.0))
    before, ticks = clock.now, world.tick
    session.poll()
    assert clock.now - before <= 0.035
    assert world.tick - ticks >= 7


def test_a_tick_longer_than_the_budget_still_happens() -> None:
    clock = Clock()
    session, world = local(clock, step_s=0.5, view=View(speed=0.0))
    ticks = world.tick
    session.poll()
    assert world.tick == ticks + 1


def test_paused_means_no_ticks_and_no_frames_until_a_command() -> None:
    clock = Clock()
    session, world = local(clock)
    session.send(Pause(True))
    frame = session.poll()
    assert frame is not None and frame.paused
    ticks = world.tick
    assert play(session, clock, 5.0) == []
    assert world.tick == ticks
    session.send(Step(3))
    frame = session.poll()
    assert frame is not None and frame.tick == ticks + 3 and frame.paused
    session.send(FollowPerson(5))
    frame = session.poll()
    assert frame is not None and frame.phone.person == 5 and frame.tick == ticks + 3


def test_every_command_is_obeyed() -> None:
    clock = Clock()
    session, _ = local(clock, view=View(paused=True))
    for command in (Speed(4.0), SwitchAlgorithm("random"), FollowCreator(3), Language("zh")):
        session.send(command)
    session.send(Search("person", "An"))
    frame = session.poll()
    assert frame is not None
    assert (frame.speed, frame.algorithm, frame.brand.creator, frame.lang) == (4.0, "random", 3, "zh")
    assert frame.found is not None and frame.found.text == "An"
    session.send(Pause(True))
    frame = session.poll()
    assert frame is not None and frame.found is None, "a search is answered once"


def test_an_error_ends_a_local_session_with_one_sentence() -> None:
    session = LocalSession(ToyWorld({"break_at": 0}), View(speed=0.0))
    session.poll()
    with pytest.raises(SessionEnded, match="the toy broke") as ended:
        session.poll()
    assert "\n" not in str(ended.value)
    session.send(Step())
    with pytest.raises(SessionEnded):
        session.poll()
    session.close()


# ---- in a process of its own


@contextmanager
def process(settings: dict[str, object], view: View | None = None, log: str = "") -> Iterator[ProcessSession]:
    session = ProcessSession(TOY, settings, view, log)
    try:
        yield session
    finally:
        session.close()


def until(session: Session, good: Callable[[Frame], bool]) -> Frame:
    """Poll until a frame is as it should be."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        frame = session.poll()
        if frame is not None and good(frame):
            return frame
        time.sleep(0.002)
    raise AssertionError("no such frame came")


def running(frame: Frame) -> bool:
    return frame.notice == ""


def gone(pid: int, within_s: float = 5.0) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and " Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_engine_runs_elsewhere_and_obeys() -> None:
    with process({}, View(paused=True)) as session:
        first = until(session, lambda _: True)
        assert first.notice == "compiling" and first.tick == 0
        assert first.digest == str(session.pid) != str(os.getpid())
        until(session, running)
        session.send(Step(2))
        assert until(session, lambda frame: frame.tick == 2).paused
        session.send(SwitchAlgorithm("newest"))
        until(session, lambda frame: frame.algorithm == "newest")
        session.send(Search("creator", "Tea"))
        until(session, lambda frame: frame.found is not None)
        session.send(Speed(32.0))
        session.send(Pause(False))
        until(session, lambda frame: frame.tick > 6 and frame.speed == 32.0)
        session.send(Pause(True))
        until(session, lambda frame: frame.paused)


def test_at_most_twenty_frames_a_second_and_the_newest_wins() -> None:
    with process({"step_s": 0.001}, View(speed=0.0)) as session:
        until(session, running)
        begun, ticks = time.monotonic(), []
        while time.monotonic() - begun < 2.0:
            if (frame := session.poll()) is not None:
                ticks.append(frame.tick)
            time.sleep(0.002)
        assert len(ticks) <= 2 * FRAMES_PER_SECOND + 2
        assert len(ticks) >= FRAMES_PER_SECOND, "and not many fewer, even on a busy machine"
        assert ticks == sorted(ticks)


def test_a_screen_that_does_not_look_does_not_stop_the_world() -> None:
    with process({"step_s": 0.001, "people": 4_000}, View(speed=0.0)) as session:
        last = until(session, running).tick
        time.sleep(1.0)
        until(session, lambda _: True)
        fresh = until(session, lambda _: True)
        assert fresh.tick > last + 100


def test_a_command_is_answered_between_two_ticks() -> None:
    with process({"step_s": 0.005}, View(speed=0.0)) as session:
        until(session, running)
        waits: list[float] = []
        for person in range(1, 21):
            begun = time.monotonic()
            session.send(FollowPerson(person))
            until(session, lambda frame, wanted=person: frame.phone.person == wanted)
            waits.append(time.monotonic() - begun)
        assert sorted(waits)[len(waits) // 2] < 0.05


def test_paused_the_engine_burns_nothing() -> None:
    with process({}, View(speed=0.0)) as session:
        until(session, running)
        session.send(Pause(True))
        until(session, lambda frame: frame.paused)
        time.sleep(0.2)
        stat = Path(f"/proc/{session.pid}/stat")
        if not stat.exists():
            pytest.skip("needs /proc")
        before = sum(map(int, stat.read_text().split()[13:15]))
        time.sleep(1.0)
        assert session.poll() is None
        assert sum(map(int, stat.read_text().split()[13:15])) - before <= 1


@pytest.mark.parametrize(
    ("settings", "cause", "said"),
    [
        ({"break_at": 3}, "error", "the toy broke"),
        ({"broken": "build"}, "error", "no such world"),
        ({"die_at": 3}, "killed", "exit code 7"),
    ],
)
def test_a_dead_engine_is_reported_in_one_sentence(
    settings: dict[str, object], cause: str, said: str, tmp_path: Path
) -> None:
    log = tmp_path / "engine.log"
    with process(settings, View(speed=0.0), str(log)) as session:
        with pytest.raises(SessionEnded, match=said) as ended:
            until(session, lambda _: False)
        assert ended.value.cause == cause and "\n" not in str(ended.value)
        assert ended.value.log == str(log)
        if cause == "error":
            assert "Traceback" in log.read_text()
        with pytest.raises(SessionEnded):
            session.poll()
        session.send(Step())


@pytest.mark.parametrize("settings", [{}, {"warm_s": 60.0}, {"step_s": 60.0}])
def test_closing_is_quick_and_may_happen_twice(settings: dict[str, object]) -> None:
    session = ProcessSession(TOY, settings, View(speed=0.0))
    until(session, lambda _: True)
    begun = time.monotonic()
    session.close()
    session.close()
    assert time.monotonic() - begun < 1.5
    assert session.pid is not None and gone(session.pid)
    with pytest.raises(SessionEnded):
        session.poll()


PARENT = """
import sys, time
from simulator.session import ProcessSession, View
if __name__ == "__main__":
    session = ProcessSession("tests.app.toy_world:make", {"warm_s": float(sys.argv[1])}, View(speed=0.0))
    while session.poll() is None:
        time.sleep(0.01)
    print(session.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("warm_s", ["0", "60"])
def test_a_killed_parent_leaves_no_orphan(tmp_path: Path, warm_s: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, str(script), warm_s],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert parent.stdout is not None
    with parent.stdout:
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert gone(pid)


def test_a_ctrl_c_while_the_engine_s_process_starts_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(SpawnProcess):
        def start(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            super().start()

    monkeypatch.setattr(SpawnContext, "Process", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        ProcessSession(TOY, {})
    assert all(gone(child.pid) for child in active_children() if child.pid)


INTERRUPTED = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
if __name__ == "__main__":
    module = sys.argv.pop()
    sys.meta_path.insert(0, Finder())
    from simulator.__main__ import main
    main()
"""


@pytest.mark.parametrize("module", ["simulator.session", "textual.app"])
def test_ctrl_c_while_modules_load_is_one_line(tmp_path: Path, module: str) -> None:
    script = tmp_path / "start.py"
    script.write_text(INTERRUPTED)
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script), module],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": root, "TEXTUAL_DRIVER": "as if there were a terminal"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (130, "feedscope: interrupted\n")


def test_ctrl_c_reaches_only_the_screen() -> None:
    with process({}, View(paused=True)) as session:
        until(session, running)
        assert session.pid is not None
        os.kill(session.pid, signal.SIGINT)
        session.send(Step())
        until(session, lambda frame: frame.tick == 1)


def test_a_twin_runs_beside_the_world_until_it_is_ended() -> None:
    clock = Clock()
    session, world = local(clock, view=View(paused=True))
    session.send(Step(3))
    session.poll()
    session.send(Fork("random"))
    session.send(FollowPerson(9))
    session.send(Step(2))
    frame = session.poll()
    assert frame is not None and frame.twin is not None and frame.twin.twin is None
    assert (frame.tick, frame.forked, frame.algorithm) == (5, 3, "user-cf")
    assert (frame.twin.tick, frame.twin.algorithm, frame.twin.phone.person) == (5, "random", 9)
    session.send(SwitchAlgorithm("newest", other=True))
    session.send(Tune("a.b", 1))
    frame = session.poll()
    assert frame is not None and frame.twin is not None
    assert (frame.algorithm, frame.twin.algorithm) == ("user-cf", "newest")
    assert world.calls[-1] == "a.b=1"
    session.send(Unfork())
    frame = session.poll()
    assert frame is not None and frame.twin is None and frame.forked == -1


def test_without_a_twin_its_algorithm_cannot_be_switched() -> None:
    session, _ = local(Clock())
    session.send(SwitchAlgorithm("newest", other=True))
    frame = session.poll()
    assert frame is not None and "no other world" in frame.refused and frame.algorithm == "user-cf"


@pytest.mark.parametrize("stops", [True, False])
def test_time_stops_at_the_very_tick_of_a_turning_point(stops: bool) -> None:
    clock = Clock()
    session = LocalSession(ToyWorld({"turn_at": 5}), View(paused=True), clock)
    session.poll()
    session.poll()
    session.send(StopAtTurns(stops))
    session.send(Step(9))
    frame = session.poll()
    assert frame is not None and frame.paused and frame.stops == stops
    assert frame.tick == (5 if stops else 9)
    session.send(Pause(False))
    assert play(session, clock, 2.0)[-1].tick > frame.tick, "it runs on"
