"""The why room: its keys, and what it says of a made reason."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from recommender.types import Source
from simulator.app.screens.choose import ChooseByName
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.why.screen import WhyRoom
from simulator.rooms.why.state import WhyCloseUp
from simulator.session import Attend
from tests.app.closeups import why
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened

FRAME = make_frame(tick=153, people=200, paused=True)
ITEMS = FRAME.phone.items


def visited(
    frame: Frame = FRAME, size: tuple[int, int] = (120, 35)
) -> AbstractAsyncContextManager[tuple[WhyRoom, Pilot[int], FakeSession]]:
    return opened("i i", WhyRoom, frame, size)


def text_of(room: WhyRoom, name: str) -> str:
    return lines_of(room.query_one(f"#{name}", Panel))


@pytest.mark.slow
async def test_up_down_and_clicks_lead_through_the_feed_and_ask_about_each_video() -> None:
    async with visited() as (room, pilot, session):
        await pilot.press("home")
        assert room.place == 0 and session.commands[-1] == Attend("why", (ITEMS[0].video, 0))
        await pilot.press("up", "down", "down")
        assert room.place == 2 and session.commands[-1] == Attend("why", (ITEMS[2].video, 2))
        await pilot.press(*["down"] * 40)
        assert room.place == len(ITEMS) - 1
        await pilot.press("up")
        assert room.place == len(ITEMS) - 2
        await pilot.click("#feed", offset=(6, 3))
        assert room.place == 1 and session.commands[-1] == Attend("why", (ITEMS[1].video, 1))
        assert "▶   2" in text_of(room, "feed")


async def test_slash_finds_a_person_and_a_new_person_begins_at_the_first_video() -> None:
    async with visited() as (room, pilot, session):
        await pilot.press("slash")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChooseByName)
        await pilot.press("escape")
        await pilot.press("down", "down", "down")
        session.give(make_frame(tick=153, people=200, paused=True, person=9))
        await settle(pilot, session)
        assert room.place == 0


async def test_parts_rest_stages_and_other_worlds_are_said_and_nothing_is_cut_off_in_a_small_window() -> None:
    frame = replace(FRAME, closeup=why(FRAME, 0))
    for size in ((80, 24), (120, 35)):
        async with visited(frame, size) as (room, pilot, _):
            await pilot.press("home")
            await pilot.pause()
            said = text_of(room, "reason")
            for words in (
                "31%", "8.0%", "62% alike", "and 12 more together 15%", "score 0.432",
                "up from place 13 to 5 (Diversity)",
                "brought in by Surprises", "without the stages", "without Ana Moreno", "the very same video",
                "by “At random”", "nothing",
            ):  # fmt: skip
                assert words in said, (size, words)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_where_there_is_room_shared_videos_stand_in_full_and_the_video_itself_is_told(
    size: tuple[int, int],
) -> None:
    frame = replace(FRAME, closeup=why(FRAME, 0))
    async with visited(frame, size) as (room, pilot, _):
        await pilot.press("home")
        await pilot.pause()
        assert "seen" in text_of(room, "feed").splitlines()[0], "words stand over the columns"
        said = text_of(room, "reason")
        assert "part of the score" in said and f"@{ITEMS[0].creator_name}" in said
        closeup = frame.closeup
        assert isinstance(closeup, WhyCloseUp)
        lines = [line.strip() for line in said.splitlines()]
        assert all(title[:60] in said for part in closeup.parts for title in part.titles)
        assert closeup.parts[0].titles[0] in lines, "a row each"
        assert f"{ITEMS[0].views:,} views so far" in said
        used = [y for y, line in enumerate(lines) if line]
        assert used[-1] > room.query_one("#reason", Panel).size.height // 2


async def test_what_ties_a_topic_to_somebody_is_not_called_likeness() -> None:
    topical = replace(why(FRAME, 0), source=int(Source.TOPICS))
    async with visited(replace(FRAME, closeup=topical), (80, 24)) as (room, pilot, _):
        await pilot.press("home")
        await pilot.pause()
        said = text_of(room, "reason")
        assert "alike" not in said and "watched already: 3-minute" in said


async def test_until_the_closeup_has_come_and_where_nobody_looked_it_says_what_is_known() -> None:
    async with visited() as (room, pilot, session):
        for place in range(len(ITEMS)):
            room.place = place - 1
            await pilot.press("down")
            assert text_of(room, "reason").strip()
        session.give(replace(FRAME, closeup=why(FRAME, 0, served=False)))
        await settle(pilot, session)
        await pilot.press("home")
        said = " ".join(text_of(room, "reason").split())
        assert "as the algorithm sees it now" in said and "wait until" in said


async def test_an_empty_phone_says_so() -> None:
    async with visited(make_frame(empty=True, people=200)) as (room, pilot, session):
        await pilot.press("down", "up", "home")
        assert "Nothing on this phone yet" in text_of(room, "feed") and room.place == 0
        assert not [
            each
            for each in session.commands
            if isinstance(each, Attend) and each.what == "why" and each.about
        ]
