"""The story on the screen: keys and clicks lead through its chapters, and going back finds the same world."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from time import monotonic

import pytest
from textual.pilot import Pilot

from simulator.app import view
from simulator.app.app import FeedscopeApp
from simulator.app.kit import clock
from simulator.app.widgets.phone import PhonePanel
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.rooms.dashboard.vitals_panel import VitalsPanel
from simulator.rooms.story import screen as story_screen
from simulator.rooms.story.band import StoryBand
from simulator.rooms.story.chapter import chapters, read
from simulator.rooms.story.claim import ClaimLine
from simulator.rooms.story.screen import StoryRoom
from simulator.rooms.story.telling import PageStage, Storyteller
from simulator.rooms.story.tour import Tour
from simulator.session import (
    Begin,
    FollowCreator,
    FollowPerson,
    Fork,
    Pause,
    Speed,
    SwitchAlgorithm,
    Tune,
    Until,
)
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.told import TINY, Reader, session_of


def test_going_back_finds_the_same_world_again() -> None:
    reader = Reader(read(TINY, "tiny.toml", "tiny"))
    telling = reader.telling

    def outcome() -> object:
        reader.read_on(PageStage.TOLD)
        return telling.outcome

    reader.do(telling.open(0))
    reader.read_on(PageStage.TOLD)
    reader.do(telling.next())
    reader.read_on(PageStage.ASKING)
    reader.do(telling.answer(0))
    first = outcome()
    reader.do(telling.back())
    reader.read_on(PageStage.TOLD)
    assert telling.page == 0
    reader.do(telling.open(0, page=1))
    reader.read_on(PageStage.ASKING)
    assert telling.page == 1 and telling.guess == -1
    reader.do(telling.next())
    assert outcome() == first


@asynccontextmanager
async def opened(
    first: int | None = None, *, auto: bool = False
) -> AsyncIterator[tuple[Pilot[int], StoryRoom]]:
    tiny = read(TINY, "tiny.toml", "tiny")
    tour = Tour((tiny, replace(tiny, name="again")), first, auto)
    app = FeedscopeApp(session_of(tiny), "en", 30, first=partial(StoryRoom, tour=tour))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(500):
            if isinstance(app.room, StoryRoom) and app.room.query(StoryBand):
                break
            await pilot.pause(0.01)
        await pilot.pause()
        assert isinstance(app.room, StoryRoom)
        yield pilot, app.room


async def at(pilot: Pilot[int], room: StoryRoom, stage: PageStage, page: int) -> None:
    """Until the story is there."""
    for _ in range(1_000):
        if (room.telling.stage, room.telling.page) == (stage, page):
            break
        await pilot.pause(0.01)
    assert (room.telling.stage, room.telling.page) == (stage, page)
    await pilot.pause()


def said(room: StoryRoom) -> str:
    band = room.query_one(StoryBand)
    return "\n".join(band.render_line(y).text.rstrip() for y in range(band.size.height))


async def test_what_its_timers_want_while_the_app_closes_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An app that closes takes its widgets away one after another: a frame comes, a page is turned, a stand looks for
    its visitor while half of them are there."""
    first = FakeSession(make_frame(people=50, paused=True))
    app = FeedscopeApp(
        first, "en", 50, first=partial(StoryRoom, tour=Tour(chapters(), auto=True)), kiosk=True
    )
    looked: list[bool] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, first)
        room, keeper = app.room, app._keeper
        assert isinstance(room, StoryRoom) and keeper is not None
        monkeypatch.setattr(
            clock, "now", lambda: monotonic() + 3_600
        )  # the visitor has gone, the page is read

        def timers() -> None:
            first.give(make_frame(tick=110, people=50))
            app._poll()
            room._lead()
            keeper._look()
            looked.append(bool(room.query("#phone")))

        for kind in (PhonePanel, VitalsPanel, StoryBand):
            monkeypatch.setattr(kind, "on_unmount", lambda _: timers(), raising=False)
    timers()
    assert False in looked and len(looked) > 3 and not first.taken


@pytest.mark.slow
async def test_its_keys_lead_through_a_chapter() -> None:
    async with opened() as (pilot, room):
        assert room.telling.stage == PageStage.CONTENTS
        await pilot.press("1")
        await at(pilot, room, PageStage.TOLD, 0)
        assert room.has_class("-show-phone") and "Six hours of" in said(room)
        await pilot.press("right")
        await at(pilot, room, PageStage.ASKING, 1)
        assert "And now?" in said(room) and " 2  more" in said(room)
        await pilot.press("2")
        await at(pilot, room, PageStage.TOLD, 1)
        assert re.search(r"From \d+% to \d+%, by", said(room)) and "It was: " in said(room)
        assert "ou guessed" in said(room)
        await pilot.press("left")
        await at(pilot, room, PageStage.TOLD, 0)
        await pilot.press("n")
        await at(pilot, room, PageStage.ASKING, 1)
        await pilot.press("n")
        await at(pilot, room, PageStage.TOLD, 1)
        assert "guessed" not in said(room), "nobody did"
        await pilot.press("o")
        await at(pilot, room, PageStage.TOLD, 0)
        await pilot.press("b")
        await at(pilot, room, PageStage.CONTENTS, -1)
        await pilot.press("2")
        await at(pilot, room, PageStage.TOLD, 0)
        assert room.telling.chapter == 1
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dashboard)


async def test_answers_and_chapters_can_be_clicked() -> None:
    async with opened() as (pilot, room):
        band = room.query_one(StoryBand)

        async def click(words: str) -> None:
            rows = said(room).split("\n")
            row = next(y for y, text in enumerate(rows) if words in text)
            # below the line at the top, and right of the margin
            await pilot.click(StoryBand, offset=(rows[row].index(words) + 2, row + band.styles.gutter.top))

        await click("Tiny")
        await at(pilot, room, PageStage.TOLD, 0)
        await pilot.press("right")
        await at(pilot, room, PageStage.ASKING, 1)
        await click("more")
        await at(pilot, room, PageStage.TOLD, 1)
        assert room.telling.guess == 1


@pytest.mark.slow
async def test_unattended_it_turns_its_pages_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST_S", "THINKING_S"):
        monkeypatch.setattr(story_screen, name, 0.0)
    monkeypatch.setattr(story_screen, "CELLS_PER_S", 1e6)
    monkeypatch.setattr(story_screen, "LOOKS_PER_S", 50)
    async with opened(auto=True) as (pilot, room):
        seen: list[int] = []
        for _ in range(2_000):
            if room.telling.chapter >= 0 and seen[-1:] != [room.telling.chapter]:
                seen.append(room.telling.chapter)
            if seen[-3:] == [0, 1, 0]:
                break
            await pilot.pause(0.01)
        assert seen[-3:] == [0, 1, 0]
        assert room.telling.guess == -1


async def test_what_a_page_speaks_of_is_lit() -> None:
    session = FakeSession(make_frame(people=50, paused=True))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("s")
        await settle(pilot, session)
        room = app.room
        assert isinstance(room, StoryRoom)
        assert not any(isinstance(command, Begin) for command in session.commands), "looking is free"
        await pilot.press("5")
        await settle(pilot, session)
        assert room.query_one("#brand").display and not room.query_one("#map").display
        dimmed = {widget.id for widget in room.query(".-dimmed")}
        assert dimmed == {"phone", "map", "vitals", "ticker"}
        await pilot.press("right")
        await settle(pilot, session)
        assert session.commands[-3:] == [Until(48), Speed(8.0), Pause(False)]
        await pilot.press("right")
        assert session.commands[-2:] == [Speed(0.0), Pause(False)], "next hurries"
        await pilot.press("escape")
        await settle(pilot, session)
        assert session.commands[-1] == Until(None), "afterwards the world is anybody's"


def test_a_page_begins_when_the_past_of_its_world_is_over() -> None:
    tiny = read(TINY, "tiny.toml", "tiny")
    telling = Storyteller((tiny,), make_frame(people=50, paused=True))
    telling.open(0)
    waking = replace(make_frame(people=50, paused=True), begun=1, tick=30, notice="waking")
    assert telling.see(waking) == [] and telling.stage == PageStage.SETTLING
    assert len(telling.see(replace(waking, tick=48, notice=""))) == 2, "now it knows whom to follow"


def test_a_page_changes_the_algorithm_and_turns_knobs() -> None:
    tiny = read(TINY, "tiny.toml", "tiny")
    frame = make_frame(people=50, paused=True)
    telling = Storyteller((tiny,), frame)
    assert telling.open(0) == [Begin(tiny.world(), own=False), Pause(True)]
    assert telling.see(frame) == [], "frames of the world before are under way"
    assert telling.text(catalogue("en")) == "", "nobody of that world is named"
    here = replace(frame, begun=1, tick=0)
    leading = here.brand.rivals[0].creator
    assert telling.see(here) == [FollowPerson(3), FollowCreator(leading)]
    there = replace(here, phone=replace(here.phone, person=3), brand=replace(here.brand, creator=leading))
    assert telling.see(replace(there, brand=here.brand)) == [], "not yet who shall be followed"
    assert telling.see(there) == [Until(6), Speed(100.0), Pause(False)]
    assert telling.text(catalogue("en")) == f"Six hours of {view.first_name(there.phone.name)}."
    assert telling.see(replace(there, tick=6)) == []
    assert telling.next() == [
        Pause(True),
        SwitchAlgorithm("random"),
        Tune("feed.rerank.exploration.on", True),
    ]


def test_a_page_forks_its_world_and_its_question_is_about_both() -> None:
    ours = chapters()
    frame = make_frame(people=50, paused=True)
    telling = Storyteller(ours, frame)
    place = next(place for place, chapter in enumerate(ours) if chapter.name == "worlds")
    assert telling.open(place) == [Begin(ours[place].world(), own=False), Pause(True), Fork("random")]
    assert telling.here is not None and telling.here.show == "worlds"
    assert telling.claim == "vitals.effective_topics", "what stands above its words"
    alone = replace(frame, begun=1, tick=0, phone=replace(frame.phone, person=26))
    telling.see(alone)
    assert telling.see(alone) == [] and telling.stage == PageStage.SETTLING, "the other world is being copied"

    def both(tick: int, left: float, right: float) -> Frame:
        twin = replace(alone, tick=tick, vitals=alone.vitals.having(effective_topics=left, watch_ratio=0.5))
        vitals = alone.vitals.having(effective_topics=right, watch_ratio=0.8)
        return replace(alone, tick=tick, vitals=vitals, twin=twin, forked=0)

    telling.see(both(0, 9.0, 9.0))
    assert telling.stage == PageStage.ASKING
    telling.answer(0)
    telling.see(both(72, 9.1, 3.4))
    outcome = telling.outcome
    assert outcome is not None and (outcome.before, outcome.now, outcome.right) == (9.1, 3.4, 0)
    told = telling.text(catalogue("en"))
    assert "9.1 topics on the left, 3.4 on the right" in told and "only 50%" in told and "right 80%" in told


async def test_on_a_tight_screen_the_words_give_way_to_what_they_speak_of() -> None:
    async with opened(0) as (pilot, room):
        await pilot.resize_terminal(40, 12)
        await at(pilot, room, PageStage.TOLD, 0)
        band, body = room.query_one("#band"), room.query_one("#body")
        seen = body.size.height if body.display else 0
        assert seen + band.outer_size.height == 10 and seen >= 4
        await pilot.resize_terminal(120, 35)
        await pilot.pause(0.1)
        assert body.display and band.outer_size.height == 7 + room.has_class("-tall"), "nothing is left of it"


async def test_the_figure_above_and_the_words_are_of_one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hours run faster than figures change: the claim and the line below it change together."""
    seconds = [1000.1]
    monkeypatch.setattr(clock, "now", lambda: seconds[0])
    session = FakeSession(make_frame(people=50, paused=True))
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        await pilot.press("s", "3")
        await settle(pilot, session)
        room = app.room
        assert isinstance(room, StoryRoom)
        band, telling = room.query_one(StoryBand), room.telling

        async def shown(hours: int, topics: float, *, paused: bool) -> None:
            assert band.frame is not None
            vitals = band.frame.vitals.having(effective_topics=topics)
            session.give(replace(band.frame, tick=band.frame.tick + hours, vitals=vitals, paused=paused))
            await settle(pilot, session)

        await pilot.press("right")
        await shown(24, 10.1, paused=True)
        await pilot.press("right")
        await settle(pilot, session)
        assert telling.stage == PageStage.ASKING and telling.page == 1
        await pilot.press("3")
        assert telling.stage == PageStage.RUNNING and telling.claim == "vitals.effective_topics"
        for topics in (7.7, 5.5):
            seconds[0] += 10.0
            await shown(1, topics, paused=False)
            await shown(1, topics - 0.1, paused=False)
            assert f"Topics seen {topics}" in room.query_one(ClaimLine).render_line(0).text
            assert f"→ {topics}" in said(room)
