"""By keyboard alone every number on every screen says what it means, and the box never lies on what it explains."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from simulator.app.app import FeedscopeApp
from simulator.app.explained import free, name, sentence
from simulator.app.screens.explainer import Explainer, spots
from simulator.app.screens.rooms import ROOMS
from simulator.app.widgets.panel import Panel
from simulator.camera.stages import stages
from simulator.frames import CloseUp, Frame
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.viewer.state import PlayerFeed
from simulator.rooms.worlds.guess_card import GuessCard
from simulator.rooms.worlds.two_worlds import QUESTIONS
from simulator.session import Pause
from tests.app.closeups import cocoon, hot, pipeline, why
from tests.app.fake_session import FakeSession, settle, until
from tests.app.frames import make_frame, two_worlds
from tests.app.opened import WAY
from tests.app.test_fame import fame_frame
from tests.app.test_lab import STATE
from tests.app.test_society import society_state
from tests.app.test_stages import ON
from tests.app.test_studio import STUDIO

FRAME = make_frame(tick=150, people=1000, paused=True)
SILENT = {"player-guide", "band", "says"}
"""Panels that may have only sentences to show."""


def posed(room: str, lang: str = "en") -> Frame:
    """A frame in which this room has something to show."""
    frame = make_frame(tick=150, people=1000, lang=lang, paused=True)
    closeups: dict[str, CloseUp] = {
        "cocoon": cocoon(frame),
        "why": why(frame, 1),
        "pipeline": pipeline(frame),
        "lab": STATE,
        "society": society_state(),
        "hot": hot(frame),
        "studio": replace(STUDIO, creator=frame.brand.creator),
        "viewer": PlayerFeed(frame.phone.person, 150, frame.phone.items, frame.phone.taste),
    }
    if room == "fame":
        return fame_frame()
    if room == "worlds":
        return two_worlds(lang=lang)
    return replace(frame, closeup=closeups.get(room))


@asynccontextmanager
async def opened(
    room: str = "", size: tuple[int, int] = (120, 35), lang: str = "en"
) -> AsyncIterator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    frame = posed(room, lang)
    session = FakeSession(frame)
    app = FeedscopeApp(session, lang, 1000)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, session)
        if room:
            await pilot.press(*WAY[room])
            await settle(pilot, session)
            session.give(frame)
            await settle(pilot, session)
        yield pilot, app, session


def walker(app: FeedscopeApp) -> Explainer:
    assert isinstance(app.screen, Explainer)
    return app.screen


async def walk(pilot: Pilot[int], app: FeedscopeApp) -> list[str]:
    """Every entry that is explained, once round; the box keeps off all of them."""
    seen: list[tuple[str, str]] = []
    while True:
        here = walker(app)
        spot = here.spot
        assert spot is not None
        if (spot.panel.id or "", spot.entry) in seen:
            return [entry for _, entry in seen]
        seen.append((spot.panel.id or "", spot.entry))
        box = here.box
        covered = sum(box.intersection(cells).area for cells in spot.cells)
        assert not covered, f"{spot.entry} lies under its box"
        assert box.right <= app.size.width and box.bottom <= app.size.height
        shown = here.query_one("#told", Static)
        await until(pilot, lambda shown=shown, box=box: shown.region == box)
        assert shown.region == box, "it stands where it was meant to"
        assert str(shown.border_title) == spot.panel.words(spot.entry)[0] or str(shown.border_title).endswith(
            "…"
        )
        await pilot.press("right")


async def explored(room: str, size: tuple[int, int], lang: str) -> None:
    async with opened(room, size, lang) as (pilot, app, _):
        below = app.screen
        explains = {spot.panel for spot in spots(below)}
        for panel in below.query(Panel):
            text = "".join(panel.render_line(y).text for y in range(panel.size.height))
            if panel.is_on_screen and panel.id not in SILENT and any(map(str.isdigit, text)):
                assert panel in explains, f"{panel!r} has numbers and explains none"
        await pilot.press("h")
        assert len(await walk(pilot, app)) >= 3
        await pilot.press("escape")
        assert app.screen is below and not below.query(".-lit")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((120, 35), "zh")], ids=["80x24-en", "120x35-zh"]
)
@pytest.mark.parametrize("room", ["", *ROOMS])
async def test_a_walk_explains_every_panel_with_numbers(room: str, size: tuple[int, int], lang: str) -> None:
    await explored(room, size, lang)


async def test_a_walk_by_its_keys() -> None:
    async with opened() as (pilot, app, session):
        await pilot.press("h")
        here = walker(app)
        first = here.spot
        assert first is not None and first.panel.id == "phone", "the first line comes last"
        await pilot.press("right", "down", "left")
        assert here.spot is not None and here.spot.entry != first.entry
        await pilot.press("tab")
        assert here.spot.panel.id == "map"
        await pilot.press("shift+tab", "left")
        assert here.spot.panel.id == "status", "before the first comes the last"
        await pilot.press("home")
        assert here.spot == first
        await pilot.press("end", "space")
        assert here.spot.panel.id == "status" and session.commands[-1] == Pause(False)
        vitals = next(spot for spot in spots(app.screen_stack[0]) if spot.entry == "figures.effective_topics")
        x, y = vitals.cells[0].offset
        await pilot.click(offset=(x + 1, y))
        assert here.spot == vitals
        assert app.screen_stack[0].query_one("#vitals", Panel).told_at(0, y - vitals.panel.content_region.y)
        await pilot.press("h")
        assert not isinstance(app.screen, Explainer)


@pytest.mark.slow
async def test_what_is_marked_stays_marked_while_numbers_and_the_language_change() -> None:
    async with opened(size=(80, 24)) as (pilot, app, session):
        await pilot.press("4", "h")
        here = walker(app)
        while here.spot is None or here.spot.entry != "figures.cocooned":
            await pilot.press("right")
        lit = app.screen_stack[0].query_one("#vitals", Panel)
        for tick in (151, 152):
            session.give(make_frame(tick=tick, people=1000, paused=True))
            await settle(pilot, session)
            assert here.spot is not None and here.spot.entry == "figures.cocooned"
        row = lit.render_line(here.spot.cells[0].y - lit.content_region.y)
        ground = app.theme_variables["warning"]
        assert any(piece.style and piece.style.bgcolor and ground.lower() in str(piece.style.bgcolor.name)
                   for piece in row)  # fmt: skip
        await pilot.press("ctrl+l")
        await settle(pilot, session)
        await pilot.pause()
        assert str(here.query_one("#told", Static).border_title) == name("figures.cocooned", catalogue("zh"))
        await pilot.resize_terminal(20, 10)
        await settle(pilot, session)
        await pilot.pause(0.3)
        assert not isinstance(app.screen, Explainer), "nothing is left to explain"


async def test_where_there_is_no_number_it_says_so() -> None:
    async with opened() as (pilot, app, _):
        await pilot.press("question_mark", "h")
        assert not isinstance(app.screen, Explainer)


@pytest.mark.slow
async def test_a_recording_that_somebody_looks_through_is_explained_with_its_timeline() -> None:
    frame = replace(FRAME, recorded=np.arange(0, 300, 10, dtype=np.int32))
    session = FakeSession(frame)
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        await pilot.press("ctrl+r", "t", "h")
        await settle(pilot, session)
        assert {"timeline.help.line", "timeline.help.cursor"} <= set(await walk(pilot, app))
        await pilot.press("escape")
        assert app.lookback.is_open


def test_a_box_finds_the_place_where_it_covers_least() -> None:
    screen, sizes = Size(80, 24), [Size(80, 4), Size(30, 8)]
    bottom = Region(0, 20, 80, 4)
    assert free([Region(3, 3, 10, 1)], screen, sizes) == bottom
    assert free([Region(3, 21, 10, 1)], screen, sizes) == Region(0, 0, 80, 4)
    assert free([Region(3, 3, 10, 1)], screen, sizes, Region(0, 0, 80, 4)) == bottom
    column = [Region(10, y, 5, 1) for y in range(24)]
    assert free(column, screen, sizes) == Region(50, 16, 30, 8)
    assert free([Region(9, 9, 1, 1)], screen, sizes, Region(0, 0, 80, 4)) == Region(0, 0, 80, 4)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_is_found_in_any_catalogue(lang: str) -> None:
    say = catalogue(lang)
    assert sentence("figures.effective_topics", say) == say("figures.effective_topics.text")
    assert name("figures.effective_topics", say) == say("figures.effective_topics.name")
    assert sentence("fame.help.index", say) == say("fame.help.index.text")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "lang"), [((80, 24), "en"), ((120, 35), "zh")])
async def test_on_a_card_it_explains_the_marked_row_and_goes_on_from_row_to_row(
    size: tuple[int, int], lang: str
) -> None:
    say = catalogue(lang)
    async with opened("", size, lang) as (pilot, app, session):
        session.give(replace(posed("", lang), stages=stages(ON)))
        for keys, first in (("m", "story"), ("a", FRAME.algorithm), ("r r", "quality")):
            await pilot.press(*keys.split())
            await settle(pilot, session)
            card = app.screen
            await pilot.press("h")
            here = walker(app).spot
            assert here is not None and here.entry == first
            entries = await walk(pilot, app)
            assert len(entries) == len(set(entries)) >= 6
            await pilot.press("left", "h")
            rows = card.query_one(OptionList)
            assert rows.region.bottom <= card.query_one(".card").content_region.bottom, "no row is cut off"
            assert app.screen is card and rows.get_option_at_index(rows.highlighted or 0).id == entries[-1]
            await pilot.press("escape")
        app.push_screen(GuessCard(QUESTIONS[1], lang))
        await pilot.press("h")
        assert str(walker(app).query_one("#told", Static).border_title) == say("figures.cocooned.name")
        await pilot.press("h", "escape", "slash", "h")
        assert app.screen.query_one(Input).value == "h", "a field takes it for a letter"
