"""Two worlds on the screen: differences in sentences, guesses kept until their day, the keys of the room."""

from __future__ import annotations

import re
from dataclasses import replace
from time import monotonic

import pytest
from rich.cells import cell_len
from textual.widgets import Static

from simulator.app.app import FeedscopeApp
from simulator.app.guess import asked
from simulator.app.screens.choose import ChooseAlgorithm
from simulator.app.turns import fitted
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.status_bar import StatusBar
from simulator.app.widgets.ticker import Ticker
from simulator.experiments.wiring import live_world
from simulator.frames import TURNS, Frame, Turn
from simulator.frames.told import told
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.worlds.differences import Differences
from simulator.rooms.worlds.figures import WorldFigures
from simulator.rooms.worlds.guess_card import GuessCard
from simulator.rooms.worlds.screen import WorldsRoom
from simulator.rooms.worlds.two_worlds import MEASURES, QUESTIONS, WEEK_H, apart, arrow, sentence
from simulator.session import Fork, LocalSession, Pause, StopAtTurns, SwitchAlgorithm, Unfork, View
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame, two_worlds

SAY = catalogue("en")
MINUTES, TOPICS, COCOON, LIKENESS, SMALL = MEASURES
NAN = float("nan")


def with_topics(here: float, there: float, tick: int = 400) -> Frame:
    frame = two_worlds(tick, apart=14 * 24)
    assert frame.twin is not None
    twin = replace(frame.twin, vitals=frame.twin.vitals.having(effective_topics=there))
    return replace(frame, vitals=frame.vitals.having(effective_topics=here), twin=twin)


def shown(panel: Panel) -> str:
    return "\n".join(panel.render_line(y).text for y in range(panel.size.height))


def test_a_difference_is_a_sentence_and_an_arrow() -> None:
    frame = with_topics(9.1, 3.4)
    assert apart(frame, SAY) == "After 14 days apart"
    assert sentence(TOPICS, frame, SAY) == "Topics that an average person sees: 9.1 here, 3.4 there."
    assert arrow(TOPICS, frame, SAY) == "▼ 5.7"
    assert told(TOPICS.name, TOPICS.value(frame), SAY, len(frame.topics)) == "9.1 of 16"
    assert len(re.findall(r"0\.\d\d", sentence(LIKENESS, frame, SAY))) == 2
    assert arrow(SMALL, frame, SAY) == "=" and "alike" in sentence(SMALL, frame, SAY)


def test_what_is_unknown_or_guessed_about_shows_no_number() -> None:
    unknown, secret = with_topics(9.1, NAN), sentence(TOPICS, with_topics(9.1, 3.4), SAY, "effective_topics")
    assert arrow(TOPICS, unknown, SAY) == ""
    for text in (sentence(TOPICS, unknown, SAY), secret):
        assert not any(mark.isdigit() for mark in text)


def test_both_worlds_have_one_scale_and_it_seldom_moves() -> None:
    assert MINUTES.top(13.0, 29.0) == 30 and MINUTES.top(31.0, NAN) == 60
    assert MINUTES.top(2_000.0) == 2_000.0 and COCOON.top(NAN) == 0.05


def test_a_guess_is_answered_by_the_worlds_on_its_day() -> None:
    question = QUESTIONS[0]
    guess = asked(question, 1, with_topics(9.0, 9.0, tick=400))
    assert guess.until == 400 + WEEK_H and guess.hides == "effective_topics"
    early = guess.seen(with_topics(9.0, 3.0, tick=400 + WEEK_H - 1))
    assert early.answer is None and "day 24 16:00" in early.sentence(SAY)
    assert guess.seen(with_topics(9.0, NAN, tick=400 + WEEK_H)).answer is None, "nothing to measure"
    wrong = guess.seen(with_topics(9.1, 3.4, tick=400 + WEEK_H + 2))
    assert wrong.hides == "" and wrong.seen(with_topics(1, 1, tick=999)) == wrong
    assert wrong.sentence(SAY) == (
        "You guessed “about the same”; it came out “fewer (by half a topic or more)”. "
        "Topics that an average person sees: 9.1 here, 3.4 there."
    )
    right = guess.seen(with_topics(5.0, 5.1, tick=400 + WEEK_H))
    assert right.sentence(SAY).startswith("You guessed “about the same”, and so it came.")


@pytest.mark.parametrize(
    ("there", "band"), [(8.44, 0), (8.5, 0), (8.56, 1), (9.44, 1), (9.5, 2), (10.9, 2), (11.0, 3), (16.0, 3)]
)
def test_every_outcome_has_its_answer(there: float, band: int) -> None:
    question = QUESTIONS[0]
    assert question.band(question.value(with_topics(9.0, there))) == band


def test_a_guess_is_decided_on_the_figures_as_shown() -> None:
    question, frame = QUESTIONS[0], with_topics(5.34, 4.86)
    assert sentence(TOPICS, frame, SAY) == "Topics that an average person sees: 5.3 here, 4.9 there."
    assert question.band(question.value(frame)) == 1 and arrow(TOPICS, frame, SAY) == "▼ 0.4"
    assert question.band(question.value(with_topics(5.3, 4.84))) == 0, "half a topic by what one reads"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_questions_and_turning_points_have_words(lang: str) -> None:
    say = catalogue(lang)
    for question in QUESTIONS:
        assert say(f"{question.words}.ask") and len(set(question.choices(say))) == len(question.bands) + 1
    assert all(say(f"turns.{kind}") and say(f"turns.short.{kind}") for kind in TURNS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_a_sentence_is_too_long_its_title_gives_way_and_not_what_happened(lang: str) -> None:
    say, here = catalogue(lang), make_frame(100, lang=lang)
    there = replace(here, algorithm="random")

    def told(cells: int, world: Frame = here, **changes: object) -> str:
        turn = Turn(100, "viral", 5, "Why we still believe in harmonies", 2, 0.15)
        turn = replace(turn, **changes)  # pyright: ignore[reportArgumentType]
        return fitted(turn, world, here, say, lambda text: cell_len(text) <= cells)

    if lang == "en":
        assert told(60) == "“Why we still…” goes viral: 15% of all people saw it."
        assert told(40) == "“Why we still believe in…” goes viral"
    for kind in TURNS:
        for world in (here, there):
            text = told(40, world, kind=kind, topic=13)
            assert cell_len(text) <= 40
            assert world is here or text.startswith(say("turns.short.there", text="")[:5])


async def test_the_first_opening_asks_for_an_algorithm_and_the_twin_takes_the_lists_place() -> None:
    session = FakeSession(replace(make_frame(people=50), refused=""))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("w")
        await settle(pilot, session)
        assert app.screen.query_one("#choose").display
        await pilot.press("enter", "enter")
        assert [made for made in session.commands if isinstance(made, Fork)] == [Fork("random")]
        assert app.screen.has_class("-copying")
        session.give(two_worlds(people=50))
        await settle(pilot, session)
        assert not app.screen.query_one("#choose").display and not app.screen.has_class("-copying")
        assert "Topics seen: " in shown(app.screen.query_one(Differences))
        await pilot.press("x")
        assert session.commands[-1] == Unfork()
        session.give(make_frame(people=50))
        await settle(pilot, session)
        assert app.screen.query_one("#choose").display


async def test_capital_a_chooses_there_and_the_arrows_choose_what_a_narrow_window_shows() -> None:
    session = FakeSession(two_worlds(people=50))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        await pilot.press("w")
        await settle(pilot, session)
        here, there = app.screen.query_one("#here"), app.screen.query_one("#there")
        assert here.display and not there.display
        await pilot.press("right")
        await pilot.pause()
        assert there.display and not here.display
        assert "There: More of the same" in str(app.screen.query_one("#map-there").border_title)
        await pilot.press("left")
        await pilot.pause()
        assert here.display and not there.display
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(app.screen, ChooseAlgorithm)
        await pilot.press("up", "enter")
        await pilot.pause()
        assert session.commands[-1] == SwitchAlgorithm("trending", twin=True)


@pytest.mark.slow
async def test_a_guess_hides_its_number_until_its_day_even_if_the_room_closes() -> None:
    session = FakeSession(replace(two_worlds(people=50), paused=False))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("w")
        await settle(pilot, session)
        await pilot.press("g")
        await pilot.pause()
        assert isinstance(app.screen, GuessCard)
        assert session.commands[-1] == Pause(True), "time stands still"
        assert "■ paused" in str(app.screen.query_one("#still", Static).content)
        await pilot.press("9", "escape")
        await pilot.pause()
        assert session.commands[-1] == Pause(False), "and runs on as it did"
        assert isinstance(app.screen, WorldsRoom) and app.guess is None
        await pilot.press("g", "ctrl+z")
        await settle(pilot, session)
        assert app.room is None and Pause(False) in session.commands[-2:]
        await pilot.press("w", "space")
        await settle(pilot, session)
        await pilot.press("g", "3")
        await pilot.pause()
        assert session.commands[-1] == Pause(True), "what stood stays so"
        assert isinstance(app.screen, WorldsRoom) and app.guess is not None and app.guess.band == 2
        await pilot.press("g", "w", "w")
        await settle(pilot, session)
        assert isinstance(app.screen, WorldsRoom), "one guess at a time"
        there = app.screen.query_one("#figures-there", WorldFigures)
        here = app.screen.query_one("#figures-here", WorldFigures)
        assert "guess" in shown(there) and "guess" not in shown(here)
        assert "Your guess: “up to 2 more”" in shown(app.screen.query_one(Differences))
        session.give(two_worlds(150 + WEEK_H, apart=100 + WEEK_H, people=50))
        await settle(pilot, session)
        assert "guess" not in shown(there)
        assert "it came out “fewer" in " ".join(shown(app.screen.query_one(Differences)).split())
        session.give(make_frame(people=50))
        await settle(pilot, session)
        assert app.guess is None, "it was about worlds that are no more"


async def test_turning_points_are_said_and_one_that_stops_time_stands_in_the_first_line() -> None:
    turn = Turn(100, "viral", 5, "A great video", 2, 0.15)
    frame = replace(make_frame(100, people=50, paused=True), stops=True, turns=(turn,))
    session = FakeSession(frame)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        status, ticker = app.screen.query_one(StatusBar), app.screen.query_one(Ticker)
        assert "■ “A great video” goes viral: 15% of all people saw it." in shown(status)
        assert "“A great video” goes" in shown(ticker)
        await pilot.press("e")
        assert session.commands[-1] == StopAtTurns(False)
        session.give(replace(frame, tick=125))
        await settle(pilot, session)
        assert "■ paused" in shown(status) and "stops at events" in shown(status)
        assert "A great video" not in shown(ticker), "a day later it is no news"
        twin = replace(frame, turns=(replace(turn, kind="falls", name="Ana"),))
        session.give(replace(frame, turns=(), twin=twin, forked=20))
        await settle(pilot, session)
        assert "■ In the other world: Ana has fallen into a cocoon." in shown(status)


async def test_enter_does_not_end_a_comparison_that_runs() -> None:
    """The list of algorithms is out of sight then, whatever cards have come and gone."""
    session = FakeSession(two_worlds(people=50))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        for keys in (("w",), ("question_mark", "escape"), ("ctrl+l",), ("escape", "w")):
            await pilot.press(*keys)
            await settle(pilot, session)
            assert isinstance(app.screen, WorldsRoom)
            app.screen.query_one("#offers").focus()  # even if something should give it the keys
            await pilot.press("enter")
        assert not [made for made in session.commands if isinstance(made, Fork)]


@pytest.mark.slow
async def test_a_real_world_is_forked_by_hand() -> None:
    small = {"seed": 3, "world": {"people": 40, "creators": 8}}
    app = FeedscopeApp(LocalSession(live_world(small), View(speed=16.0)), "en", 40)
    async with app.run_test(size=(120, 35)) as pilot:

        async def until_there_is_a_twin() -> Frame:
            end = monotonic() + 120
            while monotonic() < end:
                if (
                    app.frame is not None
                    and app.frame.twin is not None
                    and app.frame.tick > app.frame.forked + 3
                ):
                    return app.frame
                await pilot.pause(0.02)
            raise AssertionError("no twin came")

        while app.frame is None or app.frame.tick < 5:
            await pilot.pause(0.02)
        await pilot.press("w", "down", "enter")
        frame = await until_there_is_a_twin()
        assert frame.twin is not None and frame.twin.tick == frame.tick
        assert frame.twin.algorithm != frame.algorithm and frame.twin.digest != frame.digest
