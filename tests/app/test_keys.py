"""Every key does what the help says it does."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import pytest
from rich.console import Console
from textual.binding import Binding
from textual.color import Color
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from simulator.app.app import FeedscopeApp
from simulator.app.commands import ENTRIES, PANELS
from simulator.app.keybar import KeyBar
from simulator.app.palette import coloured
from simulator.app.screens.choose import ChooseAlgorithm, ChooseByName
from simulator.app.screens.ended import Ended
from simulator.app.screens.help import Help
from simulator.app.speeds import next_speed
from simulator.app.themes import NIGHT, OURS, PAPER
from simulator.app.widgets.panel import Panel
from simulator.frames import Diet, Found
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.session import (
    SPEEDS,
    Command,
    FollowCreator,
    FollowPerson,
    Language,
    Pause,
    Search,
    Speed,
    Step,
    SwitchAlgorithm,
)
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

FRAME = make_frame(people=50, speed=1.0)

Opened = tuple[Pilot[int], FeedscopeApp, FakeSession]


@asynccontextmanager
async def opened(session: FakeSession | None = None) -> AsyncIterator[Opened]:
    """The app on its dashboard, the first frame shown."""
    session = session or FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        yield pilot, app, session


async def press(pilot: Pilot[int], *keys: str) -> None:
    session = cast("FeedscopeApp", pilot.app).session
    assert isinstance(session, FakeSession)
    for key in keys:
        await pilot.press(key)
    await settle(pilot, session)


def last(session: FakeSession) -> Command:
    return session.commands[-1]


async def test_space_pauses_and_runs() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "space")
        assert session.commands == [Pause(True)]
        assert app.frame is not None and app.frame.paused
        await press(pilot, "space")
        assert session.commands == [Pause(True), Pause(False)]


async def test_full_stop_runs_one_hour() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, ".")
        assert session.commands == [Step(1)]
        assert app.frame is not None and app.frame.paused


async def test_plus_and_minus_change_the_speed() -> None:
    async with opened() as (pilot, _, session):
        await press(pilot, "+", "-", "-", "=")
        assert session.commands == [Speed(2.0), Speed(1.0), Speed(0.5), Speed(1.0)]


def test_the_speeds_are_a_ladder() -> None:
    up = [SPEEDS[0]]
    while up[-1] != SPEEDS[-1]:
        up.append(next_speed(up[-1], 1))
    assert tuple(up) == SPEEDS
    assert next_speed(0.0, 1) == 0.0 and next_speed(SPEEDS[0], -1) == SPEEDS[0]
    assert next_speed(0.0, -1) == SPEEDS[-2]
    assert next_speed(3.0, 1) == 4.0 and next_speed(3.0, -1) == 2.0
    assert next_speed(500.0, 1) == 0.0 and math.isclose(next_speed(500.0, -1), 32.0)


async def test_a_wish_shows_before_the_engine_has_answered() -> None:
    async with opened(FakeSession(FRAME, obeys=False)) as (pilot, app, session):
        await press(pilot, "space", "+")
        session.give(replace(FRAME, tick=101))
        await settle(pilot, session)
        assert app.frame is not None
        assert app.frame.tick == 101, "frames under way are shown"
        assert app.frame.paused and app.frame.speed == 2.0, "and cannot undo what was asked for"


async def test_a_chooses_the_algorithm_at_once() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "a")
        assert isinstance(app.screen, ChooseAlgorithm)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, Dashboard)
        assert session.commands == [SwitchAlgorithm("random")]
        assert app.frame is not None and app.frame.algorithm == "random"
        await press(pilot, "a", "escape")
        assert len(session.commands) == 1


@pytest.mark.parametrize("keys", [("a",), ("w",)], ids=["algorithm", "two-worlds"])
async def test_a_list_that_is_open_says_which_algorithm_runs_now(keys: tuple[str, ...]) -> None:
    """The platform's first days end while somebody reads: then another one takes over."""
    async with opened() as (pilot, app, session):
        await press(pilot, *keys)
        rows = app.screen.query_one("OptionList", OptionList)

        def running() -> list[str]:
            console = Console(width=60)
            drawn = {
                str(row.id): "".join(piece.text for piece in console.render(cast("Any", row.prompt)))
                for row in rows.options
            }
            return [name for name, text in drawn.items() if "running now" in text]

        assert running() == [FRAME.algorithm]
        other = next(name for name in FRAME.algorithms if name != FRAME.algorithm)
        session.give(replace(FRAME, tick=101, algorithm=other))
        await settle(pilot, session)
        assert running() == [other]


async def test_a_slash_searches_people_by_name_and_with_tab_creators() -> None:
    async with opened() as (pilot, app, session):
        for keys, what, last_field, command in (
            ("slash", "person", int(Diet.COCOONED), FollowPerson(41)),
            ("slash tab", "creator", 1234, FollowCreator(41)),
        ):
            await press(pilot, *keys.split())
            assert isinstance(app.screen, ChooseByName)
            assert last(session) == Search(what, "")
            await press(pilot, "M", "i")
            assert last(session) == Search(what, "Mi")
            rows = ((40, "Mia", 1, last_field), (41, "Mila", 2, last_field))
            session.give(replace(FRAME, found=Found(what, "M", rows[:1])))
            await settle(pilot, session)
            assert app.screen.query_one(OptionList).option_count == 0, "an answer to older text is ignored"
            session.give(replace(FRAME, found=Found(what, "Mi", rows)))
            await settle(pilot, session)
            assert app.screen.query_one(OptionList).option_count == 2
            await pilot.resize_terminal(52, 18)
            await pilot.pause()
            assert app.screen.query_one(OptionList).virtual_size.height == 2, (
                "a column goes before a row breaks"
            )
            await press(pilot, "down", "enter")
            assert isinstance(app.screen, Dashboard)
            assert last(session) == command


async def test_typing_a_name_runs_no_commands() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "slash", *"q1? a")
        assert isinstance(app.screen, ChooseByName)
        assert app.screen.query_one(Input).value == "q1? a"
        assert all(isinstance(command, Search) for command in session.commands)
        await press(pilot, "escape")
        assert isinstance(app.screen, Dashboard)


async def test_nobody_found_is_said_and_enter_picks_nothing() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "slash", "x")
        session.give(replace(FRAME, found=Found("person", "x", ())))
        await settle(pilot, session)
        await press(pilot, "enter")
        assert isinstance(app.screen, ChooseByName)
        assert not any(isinstance(command, FollowPerson) for command in session.commands)


async def test_digits_enlarge_a_panel() -> None:
    async with opened() as (pilot, app, _):
        dashboard = app.screen
        assert isinstance(dashboard, Dashboard)
        for digit, panel, back in zip("1234", PANELS, ("escape", "0") * 2, strict=True):
            before = dashboard.query_one(f"#{panel}").size.area
            await press(pilot, digit)
            assert dashboard.zoomed == panel
            shown = {name for name in PANELS if dashboard.query_one(f"#{name}").display}
            assert shown == {panel}
            assert dashboard.query_one(f"#{panel}").size.area > 1.5 * before
            await press(pilot, back)
            assert all(dashboard.query_one(f"#{name}").display for name in PANELS)
            assert dashboard.query_one(f"#{panel}").size.area == before


async def test_question_mark_explains_and_keys_stay_alive() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "?")
        assert isinstance(app.screen, Help)
        await press(pilot, "space")
        assert last(session) == Pause(True)
        await press(pilot, "?")
        assert isinstance(app.screen, Dashboard)
        await press(pilot, "?", "escape")
        assert isinstance(app.screen, Dashboard)
        await press(pilot, "i", "?", "escape")
        assert app.room is app.screen, "to where it was opened"
        await press(pilot, "escape", "?", "2")
        assert isinstance(app.screen, Dashboard) and app.screen.zoomed == "map"


@pytest.mark.slow
async def test_ctrl_p_finds_every_command() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        for theme in (PAPER, NIGHT):
            app.wear(theme.name)
            await pilot.pause()
            ground = app.screen.query_one("#--results").styles.background
            assert ground == Color.parse(app.theme_variables["surface"]), "it wears what is worn now"
        await press(pilot, *"At random")
        await pilot.pause(0.5)
        await press(pilot, "enter")
        await pilot.pause(0.2)
        assert session.commands == [SwitchAlgorithm("random")]


async def test_the_palette_says_what_each_colour_scheme_is_for() -> None:
    async with opened() as (_, app, _):
        for say in (catalogue("en"), catalogue("zh")):
            told = [coloured(app, theme.name, say) for theme in OURS]
            assert (
                len({*told, coloured(app, "rose-pine", say), coloured(app, "textual-light", say)})
                == len(OURS) + 2
            )


async def test_d_goes_round_the_colours() -> None:
    async with opened() as (pilot, app, _):
        worn: list[str] = []
        for _ in range(len(OURS)):
            worn.append(app.theme)
            await press(pilot, "d")
        assert worn == [theme.name for theme in OURS] and app.theme == worn[0]
        app.wear("textual-dark")
        await press(pilot, "d")
        assert app.theme == worn[0]


async def test_ctrl_l_changes_the_language_of_everything() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "ctrl+l")
        assert app.lang == "zh" and session.commands == [Language("zh")]
        await press(pilot, "ctrl+l")
        assert app.lang == "en" and last(session) == Language("en")


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_quit(key: str) -> None:
    async with opened() as (pilot, app, _):
        await pilot.press(key)
        await pilot.pause()
        assert app.return_code == 0 and not app.is_running


async def test_keys_pressed_before_the_first_frame_are_kept_and_said_to_be() -> None:
    session = FakeSession(None)
    async with opened(session) as (pilot, app, _):
        await press(pilot, "space", "+", "1", "0", "d", "?", "?")
        assert isinstance(app.screen, Dashboard)
        assert session.commands == []
        [notice] = app._notifications
        assert notice.message == catalogue("en")("app.opens.kept")
        await press(pilot, "a")
        session.give(FRAME)
        await settle(pilot, session)
        assert session.commands == [Pause(True), Speed(2.0)]
        assert isinstance(app.screen, ChooseAlgorithm), "in the order in which they were pressed"


async def test_a_pause_stays_asked_for_while_the_engine_is_busy_with_an_hour() -> None:
    session = FakeSession(FRAME, obeys=False)
    async with opened(session) as (pilot, app, _):
        await press(pilot, "space")
        for tick in range(101, 111):  # ten frames of an engine that has not come to it
            session.give(replace(FRAME, tick=tick))
            await settle(pilot, session)
            assert app.frame is not None and app.frame.paused
        await press(pilot, "space")
        assert session.commands == [Pause(True), Pause(False)], "and the next key means what the screen says"
        session.give(replace(FRAME, paused=True, obeyed=1))
        await settle(pilot, session)
        assert not app.frame.paused


async def test_a_click_on_a_title_enlarges_and_a_click_on_a_key_presses_it() -> None:
    async with opened() as (pilot, app, session):
        dashboard = app.screen
        assert isinstance(dashboard, Dashboard)
        await pilot.click("#map", offset=(3, 0))
        await settle(pilot, session)
        assert dashboard.zoomed == "map"
        await pilot.click("#map", offset=(3, 0))
        await settle(pilot, session)
        assert dashboard.zoomed == ""
        told = str(dashboard.query_one(KeyBar).render())
        await pilot.click("#keys", offset=(told.index("space") + 2, 0))
        await settle(pilot, session)
        assert session.commands == [Pause(True)]


async def test_a_click_on_the_first_line_pauses_or_chooses_the_algorithm() -> None:
    async with opened() as (pilot, app, session):
        await pilot.click("#status", offset=(5, 0))
        await settle(pilot, session)
        assert session.commands == [Pause(True)]
        await pilot.click("#status", offset=(90, 0))
        await settle(pilot, session)
        assert isinstance(app.screen, ChooseAlgorithm)


async def test_a_refused_command_is_said_as_it_is() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await settle(pilot, session)
        session.give(replace(FRAME, refused="no method is called [bold]x[/]"))
        await settle(pilot, session)
        await pilot.pause(0.3)
        strips = app.screen._compositor.render_strips()
        shown = " ".join("".join(segment.text for segment in strip) for strip in strips)
        assert "called [bold]x[/]" in " ".join(shown.split())


def flat(bindings: Sequence[object]) -> list[Binding]:
    return [binding for binding in bindings if isinstance(binding, Binding)]


def test_every_binding_has_an_id_of_its_own() -> None:
    screens = (FeedscopeApp, ChooseAlgorithm, ChooseByName, Ended)
    ids = [binding.id for screen in screens for binding in flat(screen.BINDINGS)]
    assert None not in ids and len(ids) == len(set(ids))


def test_no_key_means_two_things() -> None:
    keys = [key for entry in ENTRIES for key in entry.keys + entry.always]
    assert len(keys) == len(set(keys))


async def test_an_algorithm_that_is_not_installed_says_how_to_install_it_and_cannot_be_chosen() -> None:
    async with opened() as (pilot, app, session):
        await press(pilot, "a")
        rows = app.screen.query_one(OptionList)
        option = rows.get_option("two-tower")
        assert option.disabled
        console = Console(width=80)
        with console.capture() as said:
            console.print(option.prompt)
        assert "pip install 'feedscope[deep]'" in said.get()
        await press(pilot, "end", "enter")
        assert SwitchAlgorithm("two-tower") not in session.commands


async def test_a_figure_under_the_mouse_says_its_sentence_in_the_language_of_the_moment() -> None:
    async with opened() as (pilot, app, _):
        for panel, words in (("#vitals", "Topics seen"), ("#brand", "trust")):
            widget = app.screen.query_one(panel, Panel)
            y = next(y for y in range(widget.size.height) if words in widget.render_line(y).text)
            x = widget.render_line(y).text.index(words)
            await pilot.hover(panel, offset=(x + 2, y + 1))
            key = {"Topics seen": "figures.effective_topics", "trust": "help.brand.trust"}[words]
            assert str(widget.tooltip) == catalogue("en")(f"{key}.text")
            await pilot.hover(panel, offset=(3, 0))
            assert widget.tooltip is None, "nothing explains a border"
