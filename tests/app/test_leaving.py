"""Whoever leaves a screen leaves that one, once, whatever lies over it and however late the wish comes."""

from __future__ import annotations

from textual.command import CommandList
from textual.containers import Vertical
from textual.widgets import Input

from simulator.app.app import FeedscopeApp
from simulator.app.palette import Palette
from simulator.app.screens.card import Card
from simulator.app.screens.explainer import Explainer
from simulator.rooms.dashboard.screen import Dashboard
from tests.app.fake_session import FakeSession
from tests.app.frames import make_frame


class OverCard(Card[None]):
    """Lies over another screen."""

    def compose(self):
        yield Vertical(classes="card")


def opened() -> FeedscopeApp:
    return FeedscopeApp(FakeSession(make_frame(tick=150, paused=True)), "en", 50)


async def test_a_screen_under_another_is_left_when_that_has_gone_and_never_twice() -> None:
    app = opened()
    async with app.run_test(size=(120, 35)) as pilot:
        await pilot.press("h")
        under, over = app.screen, OverCard()
        assert isinstance(under, Explainer)
        await app.push_screen(over)
        under.dismiss(None)
        await pilot.pause()
        assert app.screen is over, "what lies on top stays"
        over.dismiss(None)
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
        over.dismiss(None)
        under.dismiss(None)
        await pilot.pause()
        assert isinstance(app.screen, Dashboard), "two keys for one way out close nothing else"


async def test_a_palette_that_is_being_closed_searches_for_nothing() -> None:
    app = opened()
    async with app.run_test(size=(120, 35)) as pilot:
        await pilot.press("ctrl+p")
        palette = app.screen
        assert isinstance(palette, Palette)
        await palette.query_one(CommandList).remove()
        palette.query_one(Input).value = "5"
        await pilot.pause(0.3)
        palette.dismiss()
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
