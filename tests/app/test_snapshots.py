"""Pictures of the screens, from a frozen frame. After a wanted change: pytest --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.commands import PANELS
from simulator.app.screens.dashboard import Dashboard
from simulator.frames import Frame
from tests.app.closeups import cocoon, pipeline, why
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

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


def looking_closer(
    lang: str, closer: Callable[[Frame], Frame]
) -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """As `opened`, of a frame with a close-up."""
    session = FakeSession(closer(make_frame(tick=150, people=1000, lang=lang, paused=True)))

    async def drawn(pilot: Pilot[int]) -> None:
        await settle(pilot, session)
        await pilot.pause(0.3)

    return FeedscopeApp(session, lang, 1000), drawn


@pytest.mark.parametrize(
    ("lang", "size", "keys"),
    [
        ("en", (80, 24), "k"),
        ("en", (80, 24), "k right right"),
        ("en", (120, 35), "k right right"),
        ("zh", (120, 35), "k right d"),
        ("en", (200, 50), "k"),
    ],
    ids=str,
)
def test_cocoon_room(snap_compare: Compare, lang: str, size: tuple[int, int], keys: str) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=cocoon(frame, (20, 21, 22))))

    async def at(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys.split())
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=at)


@pytest.mark.parametrize(("lang", "size"), [("en", (80, 24)), ("zh", (120, 35)), ("en", (200, 50))], ids=str)
def test_why_room(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=why(frame, 1)))

    async def at(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press("w", "home", "down")
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=at)


@pytest.mark.parametrize(
    ("lang", "size"), [("en", (80, 24)), ("en", (120, 35)), ("zh", (120, 35)), ("en", (200, 50))], ids=str
)
def test_pipeline_room(snap_compare: Compare, lang: str, size: tuple[int, int]) -> None:
    app, drawn = looking_closer(lang, lambda frame: replace(frame, closeup=pipeline(frame)))

    async def at(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press("i", "up")
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=at)
