"""A show of hands: how it is typed, what comes of it, and the tally at the end."""

from __future__ import annotations

import pytest

from simulator.locale import catalogue
from simulator.rooms.story.band import StoryBand
from simulator.rooms.story.chapter import read
from simulator.rooms.story.hands import Hands, counted
from simulator.rooms.story.screen import StoryRoom
from simulator.rooms.story.telling import Guesses, PageStage, Storyteller
from tests.app.fake_session import settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened
from tests.app.told import TINY

FRAME = make_frame(people=50, paused=True)


@pytest.mark.parametrize(
    ("text", "hands"),
    [
        ("12 7 3", (12, 7, 3)),
        ("12, 7,3", (12, 7, 3)),
        ("5", (5,)),
        ("0 0", ()),
        ("1 2 3 4", ()),
        ("a 2", ()),
        ("-1 2", ()),
        ("", ()),
        ("9999999", ()),
    ],
)
def test_hands_are_numbers_apart_by_blanks_or_commas(text: str, hands: tuple[int, ...]) -> None:
    assert counted(text, 3) == hands


def asking() -> Storyteller:
    """At the tiny chapter's question, over a frame that never moves."""
    telling = Storyteller((read(TINY, "tiny.toml", "tiny"),), FRAME)
    telling.chapter, telling.page = 0, 1
    telling.stage = PageStage.ASKING
    return telling


def test_the_answer_with_most_hands_is_the_rooms_guess_and_each_right_hand_counts_once() -> None:
    telling = asking()
    assert telling.raise_hands((0, 0)) == [] and telling.stage == PageStage.ASKING
    telling.raise_hands((3, 9))
    assert telling.guess == 1 and telling.hands[:2] == (3, 9)
    telling._count(0)
    assert telling.tally() == Guesses(3, 12)
    telling._count(1)
    assert telling.tally() == Guesses(9, 12), "a page that is told again is scored anew"
    telling._count(-1)
    assert telling.tally() == Guesses(9, 12), "where nothing was right nobody is counted"
    telling.page, telling.hands, telling.guess = 0, (), 2
    telling._count(2)
    assert telling.tally() == Guesses(10, 13)


@pytest.mark.slow
async def test_v_asks_for_hands_where_a_question_stands_and_the_end_tells_the_tally() -> None:
    async with opened("s", StoryRoom, FRAME) as (room, pilot, session):
        await pilot.press("v")
        assert isinstance(pilot.app.screen, StoryRoom), "the contents ask nothing"
        await pilot.press("2")
        await settle(pilot, session)
        room.telling.page, room.telling.stage = 1, PageStage.ASKING
        room._do(())
        await settle(pilot, session)
        await pilot.press("v", *"12 x", "enter")
        assert isinstance(pilot.app.screen, Hands)
        assert catalogue("en")("story.not_hands") in str(pilot.app.screen.query_one("#fault").render())
        await pilot.press("backspace", "7", "enter")
        await settle(pilot, session)
        assert pilot.app.screen is room and room.telling.hands[:2] == (12, 7)
        room.telling._count(1)
        room.telling.ended = True
        room._do(room.telling.leave())
        await settle(pilot, session)
        told = lines_of(room.query_one(StoryBand))
        assert "7 of 19 guesses were right so far." in told and "Now it is your turn" in told
