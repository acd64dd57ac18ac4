"""A recording in the app: its frames come back by the clock and by the timeline; what needs life is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from textual.notifications import Notification
from textual.widgets import OptionList, Static

from simulator.app.app import FeedscopeApp
from simulator.app.screens.menu import rows
from simulator.app.screens.recordings import OpenRecording
from simulator.app.screens.room import Room
from simulator.app.shelf import recordings
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.timeline import Timeline
from simulator.experiments.wiring import build
from simulator.experiments.worlds import any_world
from simulator.frames import Frame
from simulator.locale import catalogue
from simulator.recording.errors import RecordingError
from simulator.recording.parts import part_files
from simulator.recording.reader import Recording
from simulator.recording.replay import ReplayWorld
from simulator.recording.writer import FRAME_EVERY_H, Recorder
from simulator.rooms.story.screen import StoryRoom
from simulator.session import (
    FollowPerson,
    LocalSession,
    Search,
    Seek,
    Speed,
    Step,
    SwitchAlgorithm,
    Tune,
    View,
)
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import lines_of, opened
from tests.app.toy_world import Clock, ToyWorld, play
from tests.simulator.worlds import settings

HOURS = 60
TICKS = list(range(FRAME_EVERY_H, HOURS + 1, FRAME_EVERY_H))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded run in several parts: two and a half days, closed after each day."""
    folder = tmp_path_factory.mktemp("replay") / "run"
    chosen = settings()
    world = build(chosen, (chosen.feed.algorithm,))
    recorder = Recorder(folder, chosen)
    for _ in range(HOURS):
        recorder.add(world.step().interactions, world.engine, world.frame)
        recorder._last_part = -1e9  # a part a day, however fast this computer is
    recorder.close(world.engine, {"status": "complete"})
    assert len(part_files(folder / "frames")) == 3
    return folder


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "run"))


def replayed(folder: Path, **view: object) -> tuple[LocalSession, Clock]:
    clock = Clock()
    session = LocalSession(ReplayWorld(folder), View(**view), clock)  # pyright: ignore[reportArgumentType]
    session.poll()
    return session, clock


def last(session: LocalSession) -> Frame:
    frame = session.poll()
    assert frame is not None
    return frame


def shown(frames: list[Frame]) -> list[int]:
    return sorted({frame.tick for frame in frames})


@pytest.mark.slow
def test_its_frames_come_back_in_order_as_they_were_kept(folder: Path) -> None:
    session, clock = replayed(folder, speed=12.0)
    frames = play(session, clock, HOURS / 12 + 0.5)
    assert shown(frames) == TICKS
    recording = Recording(folder)
    for kept in recording.frames():
        again = next(frame for frame in frames if frame.tick == kept.tick)
        assert (again.vitals, again.phone.items, again.remarks) == (
            kept.vitals,
            kept.phone.items,
            kept.remarks,
        )
        assert again.recorded is not None and again.recorded.tolist() == TICKS
    recording.close()


def test_speeds_are_hours_a_second_as_in_a_living_world(folder: Path) -> None:
    for speed, hours in ((6.0, 12), (24.0, 48)):
        session, clock = replayed(folder, speed=speed)
        assert play(session, clock, 2.1)[-1].tick == FRAME_EVERY_H + hours


def test_between_two_frames_the_phone_plays_on(folder: Path) -> None:
    session, clock = replayed(folder, speed=1.0)
    frames = [frame for frame in play(session, clock, 5.0) if frame.tick == FRAME_EVERY_H]
    parts = [frame.progress for frame in frames]
    assert parts == sorted(parts) and parts[-1] == pytest.approx(5 / 6, abs=0.05)


def test_it_stands_still_at_its_end_and_says_so_and_can_go_back(folder: Path) -> None:
    session, clock = replayed(folder, speed=0.0)
    frames = play(session, clock, 1.0)
    assert frames[-1].tick == HOURS and frames[-1].paused
    assert [frame.refused for frame in frames if frame.refused] == [catalogue("en")("timeline.over")]
    session.send(Seek(20))
    assert last(session).tick == 18
    session.send(Step(9))
    assert play(session, clock, 1.0)[-1].tick == 24
    session.send(Seek(-5))
    assert last(session).tick == TICKS[0]
    session.send(Seek(10_000))
    assert last(session).tick == TICKS[-1]


@pytest.mark.parametrize(
    "command",
    [
        SwitchAlgorithm("random"),
        Tune("feed.rerank.diversity.on", True),
        FollowPerson(3),
        Search("person", "a"),
    ],
)
def test_what_needs_living_people_is_refused_in_one_sentence_once(folder: Path, command: object) -> None:
    session, clock = replayed(folder, paused=True, lang="zh")
    last(session)
    session.send(command)  # pyright: ignore[reportArgumentType]
    assert last(session).refused == catalogue("zh")("timeline.recorded_refused")
    session.send(Speed(2.0))
    assert not last(session).refused
    del clock


def test_a_living_world_refuses_to_go_to_another_hour() -> None:
    session = LocalSession(ToyWorld({}), View(paused=True))
    session.poll()
    session.poll()
    session.send(Seek(3))
    assert "living world" in last(session).refused


# ---- broken ones


def test_one_that_was_cut_short_plays_as_far_as_it_reaches(copy: Path) -> None:
    """Killed while the third part was being written: its events are not there."""
    part_files(copy / "events")[-1].unlink()
    (copy / "run.json").write_text('{"status": "running"}')
    assert ReplayWorld(copy)._ticks.tolist() == TICKS[:8]


def test_a_broken_frame_in_the_middle_ends_it_there(copy: Path) -> None:
    import duckdb

    middle = part_files(copy / "frames")[1]
    rows = f"SELECT tick, CASE WHEN tick = 36 THEN '{{' ELSE frame END AS frame FROM '{middle}'"
    duckdb.sql(f"COPY ({rows}) TO '{copy}/new.parquet' (FORMAT parquet)")
    (copy / "new.parquet").replace(middle)
    session, clock = replayed(copy, speed=0.0)
    frames = play(session, clock, 1.0)
    assert frames[-1].tick == 30 and frames[-1].paused
    [sentence] = {frame.refused for frame in frames if frame.refused}
    assert middle.name in sentence and "broken" in sentence
    session.send(Seek(HOURS))
    assert last(session).tick == 30


def test_a_recording_without_a_frame_is_refused(copy: Path) -> None:
    for part in part_files(copy / "frames"):
        part.unlink()
    with pytest.raises(RecordingError, match="no frame yet"):
        ReplayWorld(copy)


@pytest.mark.parametrize("place", ["frames", "nowhere"])
def test_a_folder_that_holds_no_recording_is_refused(place: str, folder: Path) -> None:
    with pytest.raises(RecordingError, match="holds no recording"):
        ReplayWorld(folder / place)


@pytest.mark.slow
def test_what_cannot_be_opened_is_one_sentence_and_exit_code_2(copy: Path) -> None:
    part_files(copy / "events")[0].write_bytes(b"PAR1")
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "replay", str(copy)],
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "TEXTUAL_DRIVER": "as if there were a terminal", "LC_ALL": "en_US.UTF-8"},
    )
    assert done.returncode == 2 and not done.stdout
    assert (
        done.stderr.startswith(f"feedscope: {copy} holds a broken recording: ")
        and done.stderr.count("\n") == 1
    )


# ---- on screen


async def test_the_app_steps_from_frame_to_frame_and_goes_where_the_timeline_says(folder: Path) -> None:
    session = LocalSession(ReplayWorld(folder), View(paused=True))
    app = FeedscopeApp(session, "en")

    async with app.run_test(size=(120, 35), notifications=True) as pilot:

        async def stands(tick: int) -> None:
            for _ in range(200):
                await pilot.pause(0.01)
                if app.frame is not None and app.frame.tick == tick:
                    return
            raise AssertionError(f"not at {tick}")

        await stands(6)
        await pilot.press(".")
        await stands(12)
        await pilot.press("t", "right", "right", "left", "right")
        await stands(24)
        bar = app.screen.query_one(Timeline)
        assert (bar.span.first, bar.span.last, bar.span.recording) == (6, HOURS, True)
        await pilot.press("end")
        await stands(HOURS)
        await pilot.press("home", "shift+right")
        await stands(30)
        await pilot.press("enter")
        assert not app.screen.query(Timeline) and app.frame is not None and app.frame.tick == 30
        await pilot.press("a", "/")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert {note.message for note in app._notifications} == {catalogue("en")("timeline.recorded_refused")}
        assert "● recording" in "".join(
            segment.text for segment in app.screen.query_one("#status").render_line(0)
        )


@pytest.mark.slow
async def test_the_menu_opens_a_recording_and_leads_back_to_a_living_world(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy.parent)
    small = {"world": {"people": 30, "creators": 5, "backlog": 2}}
    session = LocalSession(any_world(small), View(speed=16.0), build=any_world)
    app = FeedscopeApp(session, "en", 30, settings=small)

    async def until(reached: Callable[[], object]) -> None:
        for _ in range(500):
            await pilot.pause(0.01)
            if reached():
                return
        raise AssertionError("it never came")

    def recorded() -> bool:
        return app.frame is not None and app.frame.recorded is not None

    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.frame)
        await pilot.press("ctrl+o", *"no", "slash", *"where", "enter")
        await until(lambda: "no recording" in " ".join(note.message for note in notes(app)))
        assert not recorded(), "the old world goes on"
        await pilot.press("m", "ctrl+o")
        await until(lambda: isinstance(app.screen, OpenRecording))
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("enter")
        await until(recorded)
        await until(lambda: app.frame is not None and not app.frame.paused)
        await pilot.press("m", "ctrl+n")
        await until(lambda: not recorded())
        assert app.frame is not None and app.frame.vitals.people == 30
        await until(lambda: app.frame is not None and app.frame.tick > 0)


def notes(app: FeedscopeApp) -> list[Notification]:
    return list(app._notifications)  # pyright: ignore[reportPrivateUsage]


def test_recordings_are_known_by_the_names_of_their_files_one_folder_deep(tmp_path: Path) -> None:
    for name in ("week", "runs/one", "runs/deep/two", ".hidden/three", "half"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "settings.toml").touch()
        if name != "half":
            (tmp_path / name / "run.json").touch()
    assert {one.name for one in recordings(tmp_path)} == {"week", "runs/one"}
    assert [one.name for one in recordings(tmp_path / "week")] == ["."]
    assert recordings(tmp_path / "nowhere") == []


# ---- what it cannot show


RECORDED = replace(make_frame(tick=24, people=50), recorded=np.arange(6, 60, 6, dtype=np.int32))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("keys", ["i", "i i i", "r", "r r"])
async def test_a_room_says_that_a_recording_has_nothing_for_it(keys: str) -> None:
    """And not that it is on its way."""
    async with opened(keys, Room, RECORDED) as (room, _, _):
        told = "\n".join(lines_of(panel) for panel in room.query(Panel) if panel.display)
        assert "A recording holds none of this" in told
        assert "Looking closer" not in told and "on their way" not in told


async def test_two_worlds_offers_no_algorithm_to_a_recording() -> None:
    async with opened("w", Room, RECORDED, size=(80, 24)) as (room, pilot, session):
        assert "This is a recording" in str(room.query_one("#intro", Static).content)
        assert not room.query_one(OptionList).display
        before = len(session.commands)
        await pilot.press("enter")
        assert len(session.commands) == before


@pytest.mark.parametrize("keys", ["p", "p p"])
async def test_a_game_does_not_open_on_a_recording(keys: str) -> None:
    session = FakeSession(RECORDED)
    app = FeedscopeApp(session, "en", 50)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        await pilot.press(*keys.split())
        assert app.room is None and not [made for made in session.commands if isinstance(made, Step)]
        assert {note.message for note in app._notifications} == {catalogue("en")("timeline.recorded_refused")}
        await pilot.press("m")
        await pilot.pause()
        assert "Look at the recording behind this." in str(app.export_screenshot()).replace("&#160;", " ")
        await pilot.press("s")
        await settle(pilot, session)
        assert isinstance(app.room, StoryRoom), "a story begins worlds of its own"
    assert {name for name, _ in rows(RECORDED)} == {"watch", "story", "how", "creators", "replay", "anew"}
