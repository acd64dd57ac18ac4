"""Looking back: what was seen is remembered within bounds, every screen shows it, and nothing else changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from simulator.app.app import FeedscopeApp
from simulator.app.commands import OF_THE_TIMELINE
from simulator.app.lookback import Gate
from simulator.app.reel import Reel
from simulator.app.screens.help import Help
from simulator.app.widgets.timeline import Span, Timeline
from simulator.frames import Found, Frame
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.session import Attend, FollowPerson, Language, Pause, Tune
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

FRAME = make_frame(people=50)
LIVED = [replace(FRAME, tick=tick) for tick in range(1, 101)]


# ---- the reel


def test_a_reel_gives_back_what_was_seen_standing_still() -> None:
    reel = Reel()
    frame = replace(FRAME, found=Found("person", "", ()), notice="compiling", paused=False)
    reel.keep(frame)
    back = reel.frame(0)
    assert back.past and back.paused and back.found is None and not back.notice
    assert back.vitals == frame.vitals and back.phone.items == frame.phone.items
    np.testing.assert_array_equal(back.crowd.x, frame.crowd.x)
    np.testing.assert_array_equal(back.trends.minutes, frame.trends.minutes)


def test_a_reel_never_grows_beyond_its_bounds_and_remembers_a_long_run_evenly() -> None:
    reel = Reel(most_frames=40)
    for tick in range(1, 1001):
        reel.keep(replace(FRAME, tick=tick))
        assert len(reel) <= 40
    gaps = np.diff(reel.ticks)
    assert reel.ticks[0] == 1 and reel.ticks[-1] > 1000 - reel.every
    assert len(reel) >= 20 and set(gaps[1:-1].tolist()) == {reel.every}


def test_a_reel_keeps_within_its_bytes() -> None:
    reel = Reel()
    reel.keep(FRAME)
    bound = 12 * reel.bytes
    small = Reel(most_bytes=bound)
    for tick in range(200):
        small.keep(replace(FRAME, tick=tick))
        assert small.bytes <= bound
    assert len(small) >= 5


def test_an_hour_is_remembered_once_and_another_world_begins_anew() -> None:
    reel = Reel()
    for tick in (5, 5, 6, 3):
        reel.keep(replace(FRAME, tick=tick))
    assert reel.ticks == [3]


def test_marks_stand_where_other_rules_begin() -> None:
    reel = Reel()
    for tick, algorithm in ((1, "user-cf"), (2, "user-cf"), (3, "random"), (4, "random")):
        reel.keep(replace(FRAME, tick=tick, algorithm=algorithm))
    assert reel.marks == [3]


# ---- on screen

Opened = tuple[Pilot[int], FeedscopeApp, FakeSession]


@asynccontextmanager
async def lived(size: tuple[int, int] = (120, 35)) -> AsyncIterator[Opened]:
    """The app after a hundred hours."""
    session = FakeSession(LIVED[0])
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot, session)
        for frame in LIVED[:-1]:
            app.lookback.take(frame)
        session.give(LIVED[-1])
        await settle(pilot, session)
        yield pilot, app, session


def ticks(app: FeedscopeApp) -> set[int]:
    """The hours that the app and its open timelines show."""
    assert app.frame is not None
    return {app.frame.tick, *(bar.span.at for bar in app.screen.query(Timeline))}


@pytest.mark.slow
async def test_its_keys_go_back_and_forth_and_back_to_now() -> None:
    async with lived() as (pilot, app, session):
        await pilot.press("t")
        assert ticks(app) == {99}
        for key, at in [
            ("left", 98), ("right", 99), ("shift+left", 75), ("shift+right", 99), ("home", 1), ("left", 1),
            ("shift+right", 25), ("end", 100), ("right", 100), ("shift+left", 76),
        ]:  # fmt: skip
            await pilot.press(key)
            assert ticks(app) == {at}, key
        await pilot.press("enter")
        await settle(pilot, session)
        assert ticks(app) == {100} and not app.screen.query(Timeline)
        assert app.screen.query_one("#keys").display
        for leave in ("escape", "t"):
            await pilot.press("t")
            assert ticks(app) == {99} and not app.screen.query_one("#keys").display
            await pilot.press(leave)
            await settle(pilot, session)
            assert ticks(app) == {100}
        assert not any(not isinstance(command, Attend) for command in session.commands), (
            "the world hears nothing"
        )


async def test_the_world_goes_on_meanwhile_and_screens_stay_in_the_past() -> None:
    async with lived() as (pilot, app, session):
        await pilot.press("t", "shift+left")
        session.give(replace(FRAME, tick=130))
        await settle(pilot, session)
        assert ticks(app) == {75}
        bar = app.screen.query_one(Timeline)
        assert bar.span.last == 130
        shown = "".join(bar.render_line(y).text for y in range(2))
        assert "Looking back at day 4 03:00 · live is day 6 10:00" in shown
        await pilot.press("question_mark")
        await settle(pilot, session)
        assert isinstance(app.screen, Help) and app.screen.query_one(Timeline).span.at == 75
        await pilot.press("question_mark", "3")
        await settle(pilot, session)
        assert isinstance(app.screen, Dashboard) and app.screen.zoomed == "brand" and ticks(app) == {75}
        await pilot.press("enter")
        await settle(pilot, session)
        assert ticks(app) == {130}


async def test_what_would_touch_the_world_is_refused_and_said() -> None:
    async with lived() as (pilot, app, session):
        await pilot.press("t")
        before = len(session.commands)
        await pilot.press("space", ".", "+", "-", "a", "slash")
        Gate(app.send).send(Tune("feed.rerank.diversity.on", True))
        app.send(FollowPerson(3))
        assert len(session.commands) == before and isinstance(app.screen, Dashboard)
        await settle(pilot, session)
        assert {note.message for note in app._notifications} == {catalogue("en")("timeline.refused")}
        await pilot.press("ctrl+l")
        assert session.commands[-1] == Language("zh") and app.lang == "zh"
        await pilot.press("enter", "space")
        assert session.commands[-1] == Pause(True)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("keys", [("p",), ("p", "p")])
async def test_a_game_that_is_opened_while_looking_back_is_played_now(keys: tuple[str, ...]) -> None:
    async with lived() as (pilot, app, session):
        await pilot.press("t", "shift+left", *keys)
        await settle(pilot, session)
        assert app.room is not None and app.room.frame.tick == 100
        assert not app.screen.query(Timeline) and not app._notifications
        assert Pause(True) in session.commands, "nothing of what it asks the world is refused"
        await pilot.press("t")
        assert not app.screen.query(Timeline)
        assert [note.message for note in app._notifications] == [catalogue("en")("timeline.playing")]


async def test_a_click_on_the_line_looks_there() -> None:
    async with lived() as (pilot, app, _):
        await pilot.press("t")
        await pilot.click(Timeline, offset=(1, 0))
        assert ticks(app) == {1}
        await pilot.click(Timeline, offset=(60, 0))
        assert ticks(app) <= set(range(45, 55))


async def test_before_there_is_a_past_it_says_so() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot, session)
        await pilot.press("t")
        assert not app.screen.query(Timeline)
        assert [note.message for note in app._notifications] == [catalogue("en")("timeline.empty")]


def spans() -> Iterator[Span]:
    yield Span(0, 0, 0)
    yield Span(5, 29, 29)
    yield Span(1, 2_000, 700, marks=(3, 699, 700))
    yield Span(6, 240_000, 6, recording=True)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("width", [40, 80, 200])
async def test_it_fits_every_window(width: int) -> None:
    async with lived((width, 24)) as (pilot, app, _):
        await pilot.press("t")
        bar = app.screen.query_one(Timeline)
        for span in spans():
            for lang in LANGUAGES:
                bar.tell(span, lang)
                line, words = (bar.render_line(y) for y in range(2))
                assert line.cell_length == words.cell_length == bar.size.width
                assert line.text.count("●") == 1 and line.text.index("●") == bar.column(span.at)
                rest = line.text.translate(str.maketrans("─┼◆●", "    ")).split()
                assert all(number.isdigit() for number in rest)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_keys_have_words(lang: str) -> None:
    say = catalogue(lang)
    assert all(say(f"{entry.id}.name") and say(f"{entry.id}.text") for entry in OF_THE_TIMELINE)


def test_a_frame_of_a_living_world_is_neither_past_nor_recorded() -> None:
    frame: Frame = make_frame()
    assert not frame.past and frame.recorded is None
