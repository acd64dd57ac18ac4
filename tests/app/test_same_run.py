"""One run, wherever it is lived: headless, by hand in the app, or in a process of its own; with one thread or two."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from time import monotonic, sleep

import pytest

from simulator.app.app import FeedscopeApp
from simulator.experiments.wiring import build, live_world
from simulator.frames import Frame
from simulator.session import LocalSession, Pause, ProcessSession, Session, Step, SwitchAlgorithm, View
from simulator.settings.tree import Settings
from tests.simulator.worlds import FEW_TOML

SETTINGS: Mapping[str, object] = {"seed": 11, "world": {"people": 80, "creators": 15}}
BEFORE, AFTER = 24, 12
"""Ticks under user-cf, then under random."""


def headless(threads: int) -> str:
    chosen = Settings.model_validate({**SETTINGS, "methods": {"user_cf": {"threads": threads}}})
    run = build(chosen, ("user-cf", "random"))
    for _ in range(BEFORE):
        run.step()
    run.switch("random")
    for _ in range(AFTER):
        run.step()
    return run.digest


def frame_at(session: Session, tick: int) -> Frame:
    """The frame of that tick, as soon as the session has it."""
    until = monotonic() + 120
    while monotonic() < until:
        frame = session.poll()
        if frame is not None and frame.tick == tick and not frame.notice:
            return frame
        sleep(0.005)
    raise AssertionError(f"no frame of tick {tick}")


def test_one_thread_or_two() -> None:
    assert headless(1) == headless(2)


@pytest.mark.slow
def test_in_a_process_of_its_own() -> None:
    session = ProcessSession("simulator.experiments.wiring:live_world", SETTINGS, View(paused=True))
    try:
        session.send(Step(BEFORE))
        frame_at(session, BEFORE)
        session.send(SwitchAlgorithm("random"))
        session.send(Step(AFTER))
        assert frame_at(session, BEFORE + AFTER).digest == headless(2)
    finally:
        session.close()


@pytest.mark.slow
async def test_by_hand_in_the_app() -> None:
    session = LocalSession(live_world(SETTINGS), View(paused=True))
    app = FeedscopeApp(session, "en", 80)
    async with app.run_test(size=(120, 35)) as pilot:

        async def until(tick: int, algorithm: str) -> Frame:
            for _ in range(2_000):
                frame = app.frame
                if frame and (frame.tick, frame.algorithm, frame.notice) == (tick, algorithm, ""):
                    return frame
                await pilot.pause(0.01)
            raise AssertionError(f"the app never came to tick {tick}")

        await until(0, "user-cf")
        for _ in range(BEFORE):
            await pilot.press("full_stop")
        await until(BEFORE, "user-cf")
        await pilot.press("1", "2", "d", "ctrl+l", "0")  # looking around changes nothing
        app.switch_to("random")
        for _ in range(AFTER):
            await pilot.press("full_stop")
        assert (await until(BEFORE + AFTER, "random")).digest == headless(1)


@pytest.mark.slow
def test_on_the_command_line() -> None:
    asked = [
        "--settings",
        str(FEW_TOML),
        "--people",
        "80",
        "--creators",
        "15",
        "--seed",
        "11",
        "--days",
        "1",
        "--json",
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "simulator", "run", *asked], capture_output=True, text=True, check=True
    )
    chosen = build(Settings.model_validate(SETTINGS), ("user-cf",))
    for _ in range(24):
        chosen.step()
    assert json.loads(ran.stdout)["digest"] == chosen.digest


def test_a_pause_in_between_changes_nothing() -> None:
    session = LocalSession(live_world(SETTINGS), View(paused=True))
    session.send(Step(10))
    frame_at(session, 10)
    session.send(Pause(True))
    session.send(Step(BEFORE - 10))
    frame_at(session, BEFORE)
    session.send(SwitchAlgorithm("random"))
    session.send(Step(AFTER))
    assert frame_at(session, BEFORE + AFTER).digest == headless(2)
