"""Pictures of the screens, from a frozen frame. After a wanted change: pytest --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.commands import PANELS
from simulator.app.screens.dashboard import Dashboard
from simulator.closeup_lab import Change
from simulator.closeups import CloseUp
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.test_lab import STATE
from tests.app.test_society import society_state

Compare = Callable[..., bool]


def opened(
    lang: str = "en", closeup: CloseUp | None = None
) -> tuple[FeedscopeApp, Callable[[Pilot[int]], Awaitable[None]]]:
    """The app, and what to wait for before the picture is taken."""
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    session = FakeSession(replace(frame, closeup=closeup))

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


TURNED = tuple(replace(dial, turned=24) for dial in society_state().dials)
SOCIETY = society_state(dials=TURNED)
CHANGED = replace(
    STATE,
    changes=(
        Change(30, (("behaviour.likes", 0.04, 0.1),)),
        Change(52, (("feed.algorithm", "user-cf", "random"), ("feed.rerank.pools.on", False, True))),
    ),
)


@pytest.mark.parametrize(
    ("lang", "size"),
    [("en", (80, 24)), ("en", (120, 35)), ("zh", (120, 35))],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
@pytest.mark.parametrize(
    ("keys", "closeup"),
    [(("l", "down", "down"), CHANGED), (("o", "down"), SOCIETY)],
    ids=["lab", "society"],
)
def test_rooms(
    snap_compare: Compare, keys: tuple[str, ...], closeup: CloseUp, lang: str, size: tuple[int, int]
) -> None:
    app, drawn = opened(lang, closeup)

    async def entered(pilot: Pilot[int]) -> None:
        await drawn(pilot)
        await pilot.press(*keys)
        await drawn(pilot)

    assert snap_compare(app, terminal_size=size, run_before=entered)


@pytest.mark.parametrize("presses", [2, 3], ids=["contrast", "projector"])
def test_dashboard_for_tired_eyes_and_full_rooms(snap_compare: Compare, presses: int) -> None:
    app, drawn = opened()
    assert snap_compare(app, press=["d"] * presses, terminal_size=(120, 35), run_before=drawn)
