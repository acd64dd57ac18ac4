"""Pictures of the screens, from a frozen frame. After a wanted change: pytest --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.commands import PANELS
from simulator.app.screens import viewer
from simulator.app.screens.dashboard import Dashboard
from simulator.closeups import PlayerFeed
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.test_fame import fame_frame
from tests.app.test_studio import STUDIO

Compare = Callable[..., bool]


def opened(lang: str = "en") -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """The app, and what to wait for before the picture is taken."""
    session = FakeSession(make_frame(tick=150, people=1000, lang=lang, paused=True))

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.pause(1.2)  # the phone plays its video to the end, which takes 0.7 s

    return FeedscopeApp(session, lang, 1000), drawn


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_dashboard(snap_compare: Compare, size: tuple[int, int]) -> None:
    app, drawn = opened()
    assert snap_compare(app, terminal_size=size, run_before=drawn)


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("key", "panel"), list(zip("1234", PANELS, strict=True)), ids=lambda value: value)
def test_one_panel_large(snap_compare: Compare, key: str, panel: str, size: tuple[int, int]) -> None:
    app, drawn = opened()

    async def enlarged(pilot: Pilot[int]) -> None:
        await pilot.press(key)
        await drawn(pilot)
        assert isinstance(app.screen, Dashboard) and app.screen.zoomed == panel

    assert snap_compare(app, terminal_size=size, run_before=enlarged)


def test_dashboard_in_chinese_on_paper(snap_compare: Compare) -> None:
    app, drawn = opened("zh")
    assert snap_compare(app, press=["d"], terminal_size=(120, 35), run_before=drawn)


def test_choose_algorithm(snap_compare: Compare) -> None:
    app, drawn = opened()

    async def asked(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press("a")
        await pilot.pause()

    assert snap_compare(app, terminal_size=(120, 35), run_before=asked)


def test_help_on_a_small_screen(snap_compare: Compare) -> None:
    app, drawn = opened()
    assert snap_compare(app, press=["question_mark"], terminal_size=(80, 24), run_before=drawn)


@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_viewer(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, lang: str, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(viewer, "PACE", 0.0)  # the video stands still for the picture
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    feed = PlayerFeed(frame.phone.person, 150, frame.phone.items, frame.phone.taste)
    session = FakeSession(replace(frame, closeup=feed))

    async def liked(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("v")
        await settle(pilot, session)
        session.give(replace(frame, closeup=feed))
        await settle(pilot, session)
        await pilot.press("l")
        await settle(pilot, session)

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=liked)


@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_studio(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    frame = replace(frame, closeup=replace(STUDIO, creator=frame.brand.creator))
    session = FakeSession(frame)

    async def a_week_later(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("u", "down", "down")
        session.give(frame)
        await settle(pilot, session)
        await pilot.press("right", "enter")
        session.give(replace(frame, tick=150 + 7 * 24))
        await settle(pilot, session)

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=a_week_later)


@pytest.mark.parametrize(("lang", "size"), [("en", (120, 35)), ("zh", (80, 24))], ids=["120x35", "80x24-zh"])
def test_fame(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    frame = fame_frame(lang)
    session = FakeSession(frame)

    async def on_videos(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.press("b", "down")
        session.give(frame)
        await settle(pilot, session)
        if lang == "zh":
            await pilot.press("tab")

    assert snap_compare(FeedscopeApp(session, lang, 1000), terminal_size=size, run_before=on_videos)
