"""The engine in a process of its own: it obeys, nobody waits for the other, nobody is left over."""

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
    FollowPerson,
    Pause,
    ProcessSession,
    Search,
    Session,
    SessionEnded,
    Speed,
    Step,
    SwitchAlgorithm,
    View,
)
from tests.processes import ends

TOY = "tests.app.toy_world:make"
PATIENCE_S = 120.0


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


def test_the_engine_runs_elsewhere_and_obeys() -> None:
    with process({}, View(paused=True)) as session:
        first = until(session, lambda _: True)
        assert first.notice == "warming" and first.tick == 0
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


@pytest.mark.slow
def test_at_most_twenty_frames_a_second_and_the_newest_wins() -> None:
    with process({"step_s": 0.001}, View(speed=0.0)) as session:
        until(session, running)
        begun, ticks = time.monotonic(), [until(session, lambda _: True).tick]
        while len(ticks) < FRAMES_PER_SECOND:
            ticks.append(until(session, lambda _: True).tick)
        # A frame or two may have lain in the pipe; a busy machine makes fewer of them.
        assert time.monotonic() - begun >= (len(ticks) - 3) / FRAMES_PER_SECOND
        assert ticks == sorted(ticks)


@pytest.mark.slow
def test_a_screen_that_does_not_look_does_not_stop_the_world() -> None:
    with process({"step_s": 0.001, "people": 4_000}, View(speed=0.0)) as session:
        for _ in range(20):  # seconds; on a busy machine the world may get little of the first
            last = until(session, lambda frame: not frame.notice).tick
            time.sleep(1.0)
            until(session, lambda _: True)
            fresh = until(session, lambda _: True)
            if fresh.tick > last + 100:
                break
        assert fresh.tick > last + 100


def test_a_command_is_answered_between_two_ticks() -> None:
    with process({"step_s": 0.1}, View(speed=0.0)) as session:
        until(session, running)
        passed: list[int] = []
        for person in range(1, 11):
            asked = until(session, lambda _: True).tick
            session.send(FollowPerson(person))
            answer = until(session, lambda frame, wanted=person: frame.phone.person == wanted)
            passed.append(answer.tick - asked)
        assert sorted(passed)[len(passed) // 2] <= 1, "hours that passed before the answer"


@pytest.mark.slow
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


@pytest.mark.sampled(3)
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


@pytest.mark.sampled(3)
@pytest.mark.parametrize("settings", [{}, {"warm_s": 60.0}, {"step_s": 60.0}])
def test_closing_is_quick_and_may_happen_twice(settings: dict[str, object]) -> None:
    session = ProcessSession(TOY, settings, View(speed=0.0))
    until(session, lambda _: True)
    begun = time.monotonic()
    session.close()
    session.close()
    assert time.monotonic() - begun < 30, "nobody waits for what takes a minute"
    assert session.pid is not None and ends(session.pid)
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
    assert ends(pid)


class Interrupted(SpawnProcess):
    """Its parent is interrupted at the moment of its start: at once by way of another thread, or once it runs, if there
    is none that would take the signal."""

    def start(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        super().start()


def test_a_ctrl_c_while_the_engine_s_process_starts_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SpawnContext, "Process", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        ProcessSession(TOY, {})
    assert all(ends(child.pid) for child in active_children() if child.pid)


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
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (130, "feedscope: interrupted\n")


def test_ctrl_c_reaches_only_the_screen() -> None:
    with process({}, View(paused=True)) as session:
        until(session, running)
        assert session.pid is not None
        os.kill(session.pid, signal.SIGINT)
        session.send(Step())
        until(session, lambda frame: frame.tick == 1)


@pytest.mark.slow
def test_the_past_passes_in_the_engine_s_process_and_keys_are_answered_meanwhile() -> None:
    with process({"past": 400, "step_s": 0.004}, View(speed=1.0)) as session:
        waking = until(session, lambda frame: frame.notice == "waking" and frame.tick > 0)
        session.send(Pause(True))
        session.send(SwitchAlgorithm("newest"))
        obeyed = until(session, lambda frame: frame.paused and frame.algorithm == "newest")
        assert obeyed.notice == "waking" and waking.tick <= obeyed.tick < 400
        assert until(session, running).tick == 400
        time.sleep(0.1)
        session.send(FollowPerson(3))
        assert until(session, lambda frame: frame.phone.person == 3).tick == 400, "the pause holds"


@pytest.mark.slow
def test_a_living_world_passes_its_past_in_a_process_of_its_own() -> None:
    settings: dict[str, object] = {"world": {"people": 60, "creators": 15, "past_days": 1}}
    session = ProcessSession("simulator.experiments.wiring:live_world", settings, View(paused=True))
    try:
        until(session, lambda frame: frame.notice == "waking")
        assert until(session, running).tick == 24
    finally:
        session.close()
