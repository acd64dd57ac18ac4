"""After the engine has died: what is said, what can be kept, and where one can go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from simulator.app import launch
from simulator.app.app import FeedscopeApp
from simulator.app.screens.ended import Ended
from simulator.endings import AGAIN
from simulator.locale import catalogue
from simulator.session import SessionEnded
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

FRAME = make_frame(people=50, speed=1.0)


async def dies(pilot: Pilot[int], session: FakeSession, ended: SessionEnded) -> None:
    """The engine of an app that has begun; its card lies on the screen afterwards."""
    await settle(pilot, session)
    session.ended = ended
    await settle(pilot, session)
    assert isinstance(pilot.app.screen, Ended)


async def test_a_dead_engine_is_said_and_the_exit_code_is_one() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await dies(pilot, session, SessionEnded("the engine stopped: boom", "error", "boom", "engine.log"))
        await pilot.press("enter")
        await pilot.pause()
        assert app.return_code == 1


async def test_after_a_dead_engine_the_last_picture_is_kept_and_the_menu_is_a_key_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.app.pictures.pictures_folder", lambda: tmp_path)
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50, again=True)
    async with app.run_test(size=(120, 35)) as pilot:
        await dies(pilot, session, SessionEnded("killed", "killed", "-9", "engine.log"))
        await pilot.press("ctrl+s")
        await pilot.pause()
        (text,) = tmp_path.glob("*.txt")
        said = catalogue("en")
        words = text.read_text(encoding="utf-8")
        assert said("app.ended.title") not in words and FRAME.phone.name in words, (
            "of the world, not of the card"
        )
        await pilot.click("#again")
        await pilot.pause()
        assert app.return_code == AGAIN


def test_whoever_opened_the_app_starts_another_engine_with_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    codes, shown, begun = [AGAIN, 0], [], []

    class Engine:
        def __init__(self, world: str, settings: object, *_: object, **__: object) -> None:
            begun.append(settings)

        def close(self) -> None:
            begun.append("closed")

    def show(session: object, *_: object, menu: bool, split: bool, again: bool, **__: object) -> int:
        shown.append((menu, split, again))
        return codes.pop(0)

    monkeypatch.setattr(launch, "ProcessSession", Engine)
    monkeypatch.setattr(launch, "show_session", show)
    monkeypatch.setattr(launch, "terminal_will_do", lambda: True)
    assert launch.open_app({"seed": 7}, "en") == 0
    assert shown == [(False, False, True), (True, False, True)]
    assert begun == [{"seed": 7}, "closed", {"seed": 7}, "closed"]
