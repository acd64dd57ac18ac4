"""What somebody prefers is saved the moment it changes; colours, motion and pictures of the screen work as they say."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from simulator.app import kiosk, launch
from simulator.app.app import FeedscopeApp
from simulator.app.kit.glyphs import large, split
from simulator.app.pictures import AROUND_NOTICE, plain
from simulator.app.places import HOME, config_folder, pictures_folder
from simulator.app.playing import PhoneScene, at_its_end
from simulator.app.preferences import PreferenceFile, Preferences, kept
from simulator.app.themes import OURS, PROJECTOR
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.locale import catalogue
from simulator.rooms.dashboard.big_figures import BigFigures
from simulator.rooms.split.beginning import settings as split_settings
from simulator.rooms.story.chapter import chapters
from simulator.rooms.story.screen import StoryRoom
from simulator.rooms.story.tour import Tour
from simulator.session import Session, StopAtTurns, View
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

FRAME = make_frame(people=50, tick=30, paused=True)


@asynccontextmanager
async def opened(
    memory: PreferenceFile | None = None, lang: str = "en", size: tuple[int, int] = (120, 35)
) -> AsyncIterator[tuple[Pilot[int], FeedscopeApp, FakeSession]]:
    session = FakeSession(replace(FRAME, lang=lang))
    app = FeedscopeApp(session, lang, 50, memory)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, session)
        yield pilot, app, session


def said(app: FeedscopeApp) -> list[str]:
    return [note.message for note in app._notifications]  # pyright: ignore[reportPrivateUsage]


async def test_colours_language_and_motion_are_saved_the_moment_they_change(tmp_path: Path) -> None:
    file = tmp_path / "new" / "app.toml"
    async with opened(PreferenceFile(file)) as (pilot, app, _):
        assert not file.exists(), "nothing was chosen"
        await pilot.press("d")
        assert tomllib.loads(file.read_text())["theme"] == OURS[1].name
        await pilot.press("ctrl+l")
        assert tomllib.loads(file.read_text())["lang"] == "zh"
        await pilot.press("ctrl+r")
        assert tomllib.loads(file.read_text())["reduced_motion"] is True and app.has_class("-still")
    assert PreferenceFile(file).now == Preferences(theme=OURS[1].name, lang="zh", reduced_motion=True)
    async with opened(PreferenceFile(file)) as (_, app, _):
        assert app.theme == OURS[1].name and app.has_class("-still") and app.lang == "en", "--lang wins"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "content",
    [
        b"theme = ",
        b"\xff\xfe",
        b"reduced_motion = 'yes'",
        b"lang = 'fr'",
        b"theme = 3",
        b"keys = 3",
        b"keys.why = 3",
    ],
)
async def test_a_broken_file_is_put_aside_and_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "app.toml"
    file.write_bytes(content)
    (tmp_path / "app.toml.bad").write_text("an older one")
    async with opened(PreferenceFile(file)) as (pilot, app, _):
        assert app.theme == OURS[0].name
        values = {"file": str(file), "aside": "app.toml-2.bad"}
        assert said(app) == [catalogue("en")("app.preferences.broken", **values)]
        await pilot.press("d")
    assert (tmp_path / "app.toml-2.bad").read_bytes() == content
    assert (tmp_path / "app.toml.bad").read_text() == "an older one"
    assert PreferenceFile(file).now.theme == OURS[1].name


async def test_where_nothing_can_be_saved_it_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    async with opened(PreferenceFile(tmp_path / "file" / "app.toml")) as (pilot, app, _):
        await pilot.press("d", "d")
        assert app.theme == OURS[2].name
        assert len(said(app)) == 1 and str(tmp_path) in said(app)[0]


def test_entries_of_another_version_stay_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    file.write_text('shoe_size = 43\ntheme = "gone"\n')
    memory = PreferenceFile(file)
    memory.remember(stop_at_turning_points=True)
    table = tomllib.loads(file.read_text())
    assert table["shoe_size"] == 43 and table["theme"] == "gone" and table["stop_at_turning_points"]
    assert [each.name for each in tmp_path.iterdir()] == ["app.toml"], "nothing is left beside it"


@pytest.mark.parametrize(
    "written",
    [
        "# mine, do not touch\ntheme = 'gone' # a favourite\nsizes = [1, 2]\n\n[keys] # as at work\nlab = 'f2'\n",
        "[keys]\n# first\nlab = 'f2'\n\n[someday]\nthings = [{a = 1}]\n",
        "\ufeffkeys.lab = 'f2' # dotted\n",
    ],
)
def test_what_people_wrote_in_the_file_stays_as_they_wrote_it(tmp_path: Path, written: str) -> None:
    file = tmp_path / "app.toml"
    file.write_text(written, encoding="utf-8")
    memory = PreferenceFile(file)
    memory.remember(lang="zh", theme="dusk")
    now = file.read_text(encoding="utf-8")
    before, after = tomllib.loads(written.lstrip("\ufeff")), tomllib.loads(now)
    assert {**before, "lang": "zh", "theme": "dusk"}.items() <= after.items()
    kept_lines = {line for line in written.lstrip("\ufeff").splitlines() if not line.startswith("theme")}
    assert kept_lines <= {*now.splitlines()} and ("a favourite" in written) == ("a favourite" in now)
    assert PreferenceFile(file).keys == {"lab": "f2"} and not PreferenceFile(file).fault


def test_what_somebody_edits_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    memory = PreferenceFile(file)
    memory.remember(lang="zh")
    file.write_text(file.read_text() + "\n[keys]\nlab = 'f2'\n")
    memory.remember(lang="en")
    assert PreferenceFile(file).keys == {"lab": "f2"} and PreferenceFile(file).now.lang == "en"
    file.write_text("half a [table")
    memory.remember(lang="zh")
    assert file.read_text() == "half a [table" and memory.now.lang == "zh" and memory.fault


def test_folders_are_the_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    assert config_folder() == tmp_path and pictures_folder() == tmp_path / "pictures"
    (tmp_path / "app.toml").write_text('lang = "zh"\n')
    assert kept().now.lang == "zh"
    monkeypatch.delenv(HOME)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_folder() == tmp_path / "feedscope"


@pytest.mark.parametrize(("asked", "opens"), [(None, "zh"), ("en", "en")])
def test_the_language_chosen_last_is_spoken_unless_another_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str | None, opens: str
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    (tmp_path / "app.toml").write_text('lang = "zh"\n')
    spoken: list[str] = []

    def show(session: Session, lang: str, people: int | None, memory: PreferenceFile, **_: object) -> int:
        del session, people, memory
        spoken.append(lang)
        return 0

    monkeypatch.setattr(launch, "ProcessSession", lambda *_, **__: FakeSession(None))
    monkeypatch.setattr(launch, "show_session", show)
    assert launch.open_app({}, asked) == 0 and spoken == [opens]


@pytest.mark.parametrize(
    ("menu", "wanted", "browser", "splits"),
    [
        (True, True, False, True),
        (True, False, False, False),
        (True, False, True, True),
        (False, True, False, False),
    ],
    ids=["first", "turned off", "of a visitor", "at once"],
)
def test_the_app_opens_on_two_worlds_unless_somebody_prefers_it_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, menu: bool, wanted: bool, browser: bool, splits: bool
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    monkeypatch.setattr(launch, "terminal_will_do", lambda: True)
    monkeypatch.setattr(launch, "served", lambda: browser)
    (tmp_path / "app.toml").write_text(f"opening = {str(wanted).lower()}\n")
    begun: list[tuple[object, bool, bool]] = []

    def session(world: str, settings: object, view: View, log: str, *, own: bool) -> Session:
        del world, log
        begun.append((settings, view.paused, own))
        return FakeSession(None)

    shown: list[object] = []

    def show(*_: object, split: bool, settings: object, **__: object) -> int:
        shown.extend((split, settings))
        return 0

    monkeypatch.setattr(launch, "ProcessSession", session)
    monkeypatch.setattr(launch, "show_session", show)
    mine = {"world": {"people": 50}}
    assert launch.open_app(mine, "en", menu=menu) == 0
    assert begun == [(split_settings() if splits else mine, splits, not splits)]
    assert shown == [splits, mine], "the world that was asked for stands behind"


async def test_a_projector_gets_large_figures_and_fewer_panels() -> None:
    async with opened(PreferenceFile()) as (pilot, app, session):
        big = app.screen.query_one(BigFigures)
        assert not big.display
        await pilot.press("d", "d", "d")
        await settle(pilot, session)
        assert app.theme == PROJECTOR.name and big.display
        shown = {panel.id for panel in app.screen.query(".panel") if panel.display}
        assert shown == {"map", "big"}
        assert sum("█" in big.render_line(y).text for y in range(big.size.height)) >= 8
        await pilot.press("1")
        await settle(pilot, session)
        assert {panel.id for panel in app.screen.query(".panel") if panel.display} == {"phone"}
        await pilot.press("4")
        await settle(pilot, session)
        assert {panel.id for panel in app.screen.query(".panel") if panel.display} == {"big"}
        await pilot.press("0", "d")
        await settle(pilot, session)
        assert not big.display


@pytest.mark.sampled(2)
@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
async def test_letters_and_marks_carry_the_meaning_without_colour(
    monkeypatch: pytest.MonkeyPatch, theme: object
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    memory = PreferenceFile()
    memory.remember(theme=getattr(theme, "name"))  # noqa: B009
    async with opened(memory) as (pilot, app, _):
        await pilot.press("2")
        await pilot.pause()
        text = plain(app.export_screenshot())
        say = catalogue("en")
        assert "◆" in text and all(say(f"view.states.{state}") in text for state in ("varied", "cocooned"))
        assert "food" in text and "pets" in text


async def test_with_reduced_motion_the_map_waits_six_hours_and_nothing_plays() -> None:
    memory = PreferenceFile()
    memory.remember(reduced_motion=True)
    async with opened(memory) as (pilot, app, session):
        dots = app.screen.query_one(CocoonMap)
        moved = replace(FRAME.crowd, x=-FRAME.crowd.x, y=-FRAME.crowd.y)
        before = dots._x.copy()  # pyright: ignore[reportPrivateUsage]
        session.give(replace(FRAME, tick=FRAME.tick + 5, crowd=moved))
        await settle(pilot, session)
        assert (dots._x == before).all()  # pyright: ignore[reportPrivateUsage]
        session.give(replace(FRAME, tick=FRAME.tick + 6, crowd=moved))
        await settle(pilot, session)
        await pilot.pause(0.2)
        assert (dots._x == moved.x).all()  # pyright: ignore[reportPrivateUsage]
    scene = at_its_end(PhoneScene(FRAME.phone, 1, 0, 0.1, alone=True))
    assert scene.through == 1.0 and not scene.alone


async def test_ctrl_s_saves_the_screen_as_picture_and_text_with_aligned_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    async with opened(lang="zh", size=(80, 24)) as (pilot, app, _):
        await pilot.press("ctrl+s")
        await pilot.pause()
        (message,) = said(app)
        await pilot.press("ctrl+s")
    folder = tmp_path / "pictures"
    assert sorted(file.name for file in folder.iterdir()) == [
        "feedscope-day-2-06h-2.svg", "feedscope-day-2-06h-2.txt",
        "feedscope-day-2-06h.svg", "feedscope-day-2-06h.txt",
    ]  # fmt: skip
    assert message.endswith("/pictures/feedscope-day-2-06h.svg") and cell_len(message) <= 80 - AROUND_NOTICE
    lines = (folder / "feedscope-day-2-06h.txt").read_text().splitlines()
    assert len(lines) == 24 and all(cell_len(line) <= 80 for line in lines)
    corner = next(line for line in lines if line.endswith("╮"))
    assert cell_len(corner) == 80 and "茧房地图" in corner
    assert "@font-face" not in (folder / "feedscope-day-2-06h.svg").read_text()


async def test_a_picture_that_cannot_be_saved_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(HOME, str(tmp_path / "file"))
    async with opened() as (pilot, app, _):
        await pilot.press("ctrl+s")
        assert len(said(app)) == 1


def test_large_figures_have_rows_of_equal_length_and_fall_back_to_letters() -> None:
    assert split("7.2 of 16") == ("7.2", "of 16") and split("–") == ("–", "") and split("万") == ("", "万")
    for rows, height in ((5, 5), (3, 3), (1, 1)):
        drawn = large("12.9k", 60, rows)
        assert len(drawn) == height and len({cell_len(line) for line in drawn}) == 1
    assert len(large("12.9k", 25, 5)) == 3 and large("12.9k", 8, 5) == ["12.9k"] and large("12", 1, 5) == [""]
    assert len({tuple(large(digit, 60, 5)) for digit in "0123456789"}) == 10


async def test_whoever_has_time_stop_at_turning_points_need_not_ask_again(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    async with opened(PreferenceFile(file)) as (pilot, _, session):
        assert not session.commands
        await pilot.press("e")
        assert session.commands == [StopAtTurns(True)]
    async with opened(PreferenceFile(file)) as (_, _, session):
        assert session.commands == [StopAtTurns(True)]


async def test_a_stand_s_story_begins_again_once_its_visitor_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kiosk, "LOOKS_PER_S", 50)
    session = FakeSession(FRAME)
    app = FeedscopeApp(
        session, "en", 50, first=partial(StoryRoom, tour=Tour(chapters(), auto=True)), kiosk=True
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        left = app.room
        await pilot.press("escape")
        assert left is not None and app.room is None
        monkeypatch.setattr(kiosk, "PATIENCE_S", 0.1)  # only now: a slow machine would lose it before the key
        for _ in range(200):
            await pilot.pause(0.02)
            if app.room is not None:
                break
        assert isinstance(app.room, type(left)) and app.room is not left


async def test_the_newest_notice_stands_alone() -> None:
    async with opened() as (pilot, app, _):
        for words in ("one", "two"):
            app.notify(words)
            await pilot.pause()
        assert said(app) == ["two"]
