"""The screens at every size, in both languages and both shades; and that the first of them comes quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from textual.widgets import Static

from simulator.app.app import FeedscopeApp
from simulator.app.commands import ENTRIES, PANELS, key_table
from simulator.app.keybar import fitting, keyed
from simulator.app.kit.rows import cells
from simulator.app.kit.text import left
from simulator.app.launch import people_of, terminal_language
from simulator.app.screens.help import CHAPTERS, KEYS, Help, explained, figured
from simulator.frames import FIGURES, Brand
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import PATIENCE_S, Dashboard
from simulator.settings.tree import Settings
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame

FRAME = make_frame(people=50, speed=1.0)

SIZES = [(20, 10), (40, 12), (120, 35)]
"""Those that people have are looked at in `test_matrix`."""
LANGUAGES = ["en", "zh"]


def text_of(app: FeedscopeApp) -> str:
    """What stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "dark"), [("en", True), ("zh", False)])
async def test_every_screen_at_every_size(size: tuple[int, int], lang: str, dark: bool) -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, lang, 50)
    async with app.run_test(size=size) as pilot:
        if not dark:
            await pilot.press("d")
        await settle(pilot, session)
        for keys in ("1", "2", "3", "4", "0", "a escape", "p escape", "c escape", "? ?", "ctrl+l ctrl+l"):
            for key in keys.split():
                await pilot.press(key)
                await pilot.pause()
        await pilot.resize_terminal(size[0] + 7, size[1] + 3)
        await pilot.pause()
        assert text_of(app).strip()


@pytest.mark.parametrize("size", [(39, 24), (80, 11), (20, 10)])
async def test_a_window_too_small_gets_one_sentence_with_the_size_it_needs(size: tuple[int, int]) -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en")
    async with app.run_test(size=size) as pilot:
        await settle(pilot, session)
        words = " ".join(text_of(app).split())
        assert "40 x 12" in words
        assert not any(app.screen.query_one(f"#{panel}").display and app.screen.query_one("#body").display
                       for panel in PANELS)  # fmt: skip


async def test_a_small_window_has_one_panel_and_digits_change_it() -> None:
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        for key, shown in (("0", "map"), ("1", "phone"), ("3", "brand"), ("4", "vitals"), ("2", "map")):
            await pilot.press(key)
            await pilot.pause()
            assert [name for name in PANELS if app.screen.query_one(f"#{name}").display] == [shown]
            assert app.screen.query_one(f"#{shown}").size.height >= 14
        assert app.screen.query_one("#ticker").size.height == 2


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What the dashboard wants to do once its patience is over, to be done when a test says so."""
    wanted: list[Callable[[], None]] = []

    def wait(self: Dashboard, seconds: float, then: Callable[[], None]) -> None:
        assert seconds == PATIENCE_S
        wanted.append(then)

    monkeypatch.setattr(Dashboard, "set_timer", wait)
    return wanted


@pytest.mark.parametrize(("lang", "said"), [("en", "Waking up 1,000 people"), ("zh", "正在唤醒 1,000 个人")])
async def test_before_the_first_frame_the_screen_says_what_is_happening(
    lang: str, said: str, later: list[Callable[[], None]]
) -> None:
    session = FakeSession(None)
    app = FeedscopeApp(session, lang, 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await pilot.pause()
        assert said in text_of(app)
        session.give(replace(FRAME, notice="compiling"))
        await settle(pilot, session)
        assert said not in text_of(app)
        later[-1]()
        await pilot.pause()
        assert catalogue(lang)("app.notice.compiling")[:12] in text_of(app)
        session.give(FRAME)
        await settle(pilot, session)
        assert not app.screen.query_one("#waking", Static).display


async def test_a_past_that_passes_is_told_in_the_first_line_with_nothing_over_the_map(
    later: list[Callable[[], None]],
) -> None:
    session = FakeSession(replace(FRAME, notice="waking", paused=True))
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        assert later == [], "there is nothing to announce"
        assert not app.screen.query_one("#waking", Static).display
        first = text_of(app).splitlines()[0]
        assert all(catalogue("en")(key) in first for key in ("app.notice.waking", "view.speed.then"))


async def test_what_is_over_at_once_is_not_announced(later: list[Callable[[], None]]) -> None:
    session = FakeSession(replace(FRAME, notice="compiling"))
    app = FeedscopeApp(session, "en", 1000)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        assert not app.screen.query_one("#waking", Static).display
        session.give(FRAME)
        await settle(pilot, session)
        later[-1]()
        await pilot.pause()
        assert not app.screen.query_one("#waking", Static).display


async def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, session)
        assert text_of(app).strip()


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_help_lists_every_key_and_is_not_cut_off(lang: str) -> None:
    app = FeedscopeApp(FakeSession(FRAME), lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        page = app.screen.query_one("#page")
        seen = text_of(app)
        while page.scroll_offset.y < page.max_scroll_y:
            page.scroll_page_down(animate=False)
            await pilot.pause()
            seen += text_of(app)
        say = catalogue(lang)
        for keys, name, _ in key_table(say):
            assert f"{left(keys, KEYS)}  {name}" in seen
        for chapter in CHAPTERS:
            assert say(f"help.{chapter}.title") in seen
            figures = figured(say, FIGURES) if chapter == "vitals" else ()
            for name, text in (*figures, *explained(say, f"help.{chapter}")):
                assert name.split()[0] in seen
                assert text[:6] in seen
                for word in text.split() if lang == "en" else ():
                    assert word in seen, "the scrollbar covers nothing"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_has_a_sentence(lang: str) -> None:
    say = catalogue(lang)
    for chapter in CHAPTERS:
        rows = list(explained(say, f"help.{chapter}"))
        assert rows
        assert all(name and text.endswith((".", "。")) for name, text in rows)
    assert len(list(figured(say, FIGURES))) == len(FIGURES)
    assert len(list(explained(say, "help.brand"))) >= len(fields(Brand)) - 9


def test_both_catalogues_have_the_same_entries() -> None:
    ours = ("app.", "help.")
    english = {key for key in catalogue("en") if key.startswith(ours)}
    assert english == {key for key in catalogue("zh") if key.startswith(ours)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_has_a_name_and_a_sentence(lang: str) -> None:
    table = key_table(catalogue(lang))
    assert len(table) == len(ENTRIES)
    assert all(keys and name and text for keys, name, text in table)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [38, 78, 118, 198])
def test_the_line_of_keys_never_runs_over(lang: str, width: int) -> None:
    say = catalogue(lang)
    chosen = fitting(say, width)
    assert sum(cells(keyed(entry, say).row) for entry in chosen) - 2 <= width
    if width >= 78:
        assert {"pause", "faster", "algorithm", "person", "help", "quit"} <= {entry.id for entry in chosen}


def test_the_engine_starts_before_screens_load_none_loads_anything_heavy_and_rooms_wait() -> None:
    program = (
        "import sys, simulator.app.launch\n"
        "assert 'textual' not in sys.modules, 'the engine is started first'\n"
        "import simulator.app.app\n"
        "rooms = {'simulator.rooms.' + name + '.screen' for name in simulator.app.screens.rooms.ROOMS}\n"
        "early = rooms & set(sys.modules)\n"
        "import simulator.app.widgets, simulator.rooms.paper.screen\n"
        "heavy = {'numba', 'pydantic', 'faker', 'duckdb', 'cyclopts', 'scipy'}\n"
        "heavy |= {'simulator.engine.tick', 'simulator.settings.tree', 'recommender.memory', 'recommender.methods'}\n"
        "heavy |= {'simulator.experiments'}\n"
        "print(sorted(early | heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("value", "lang"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("de_DE", "en"), ("C", "en")]
)
def test_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch, value: str, lang: str) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", value)
    assert terminal_language() == lang


@pytest.mark.sampled(2)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_terminal_there_is_one_sentence(lang: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "app", "--lang", lang],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=240,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    sentence = f"feedscope: {catalogue(lang)('app.no_terminal')}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_how_many_people_wake_up() -> None:
    assert people_of({"world": {"people": 300}}) == 300
    assert people_of({}) == Settings().world.people
    assert people_of({"world": 3}) is None
