"""Keys of one's own: what may be given to which wish, what is refused, and that they hold wherever they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette

from simulator.app.keybar import KeyBar
from simulator.app.moved import fault_of, moved
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.choose import ChooseByName
from simulator.app.screens.help import Help
from simulator.app.screens.help import chapters as help_chapters
from simulator.locale import catalogue
from simulator.rooms.dashboard.screen import Dashboard
from simulator.rooms.fame.fame_table import FameTable
from simulator.rooms.fame.screen import FameRoom
from simulator.rooms.worlds.screen import WorldsRoom
from tests.app.fake_session import settle
from tests.app.test_remembered import opened, said


@pytest.mark.slow
async def test_keys_of_ones_own_work_and_stand_wherever_keys_are_told(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    file.write_text('[keys]\nworlds = "F"\nfame = "B"\nhelp = "f1"\npalette = "ctrl+k"\nhome = "X"\n')
    async with opened(PreferenceFile(file)) as (pilot, app, session):
        assert not said(app)
        for key, room in (("F", WorldsRoom), ("X", Dashboard), ("B", FameRoom), ("escape", Dashboard)):
            await pilot.press(key)
            await settle(pilot, session)
            assert isinstance(app.screen, room)
        assert "f1 help" in str(app.screen.query_one(KeyBar).render())
        await pilot.press("d", "f1")
        await pilot.pause()
        told = [row for chapter in help_chapters(catalogue("en"), None, app.moved) for row, _ in chapter.rows]
        assert "F         two worlds" in told and isinstance(app.screen, Help)
        await pilot.press("f1", "ctrl+k")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
    assert PreferenceFile(file).keys["worlds"] == "F", "they outlive what is saved"


@pytest.mark.parametrize(
    ("key", "values", "keys"),
    [
        ("unknown", {"name": "labb", "key": "F", "near": "lab"}, {"why": "W", "labb": "F"}),
        ("none", {"name": "lab", "key": "hyper"}, {"lab": "hyper"}),
        ("typed", {"name": "back", "key": "F"}, {"back": "F"}),
        ("taken", {"name": "lab", "key": "space", "other": "pause"}, {"lab": "space"}),
        ("taken", {"name": "why", "key": "w", "other": "watch"}, {"why": "w"}),
        ("taken", {"name": "why", "key": "A", "other": "worlds.key.other"}, {"why": "A"}),
        ("taken", {"name": "why", "key": "F", "other": "lab"}, {"why": "F", "lab": "F"}),
        (
            "taken",
            {"name": "worlds.key.end", "key": "A", "other": "worlds.key.other"},
            {"worlds.key.end": "A"},
        ),
        ("taken", {"name": "worlds.key.end", "key": "p", "other": "play"}, {"worlds.key.end": "p"}),
        (
            "unknown",
            {"name": "worlds.key.ends", "key": "F", "near": "worlds.key.end"},
            {"worlds.key.ends": "F"},
        ),
    ],
)
async def test_keys_that_cannot_be_are_named_and_the_usual_ones_hold(
    key: str, values: dict[str, str], keys: dict[str, str]
) -> None:
    assert fault_of(keys, WorldsRoom.KEYS) == (f"app.preferences.keys_{key}", values)
    if "labb" in keys:
        memory = PreferenceFile()
        memory.keys = keys
        async with opened(memory) as (pilot, app, session):
            assert said(app) == [catalogue("en")("app.preferences.keys_unknown", **values)]
            await pilot.press("i")
            await settle(pilot, session)
            assert app.room is not None and app.room.NAME == "cocoon"


def test_keys_of_a_room_may_be_those_of_another_and_those_that_it_uses_anyway() -> None:
    rooms = [*WorldsRoom.KEYS, *FameRoom.KEYS]
    assert fault_of({"worlds.key.end": "o", "fame.key.sort": "x"}, rooms) is None
    assert fault_of({"worlds.key.end": "g", "worlds.key.guess": "x"}, rooms) is None, "they change places"
    told = moved(FameRoom.KEYS, {"fame.key.down": "n"})
    assert next(entry.line for entry in told if entry.id == "fame.key.up") == "↑/n"


async def test_keys_of_a_room_work_and_stand_wherever_they_are_told(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    file.write_text('[keys]\n"fame.key.find" = "n"\n"fame.key.page" = "F"\nfame = "B"\nlab.key.copy = "C"\n')
    async with opened(PreferenceFile(file)) as (pilot, app, session):
        assert not said(app)
        await pilot.press("B")
        await settle(pilot, session)
        assert isinstance(app.screen, FameRoom)
        table = app.screen.query_one(FameTable)
        shown = str(table.border_title)
        await pilot.press("tab")
        assert str(table.border_title) == shown
        await pilot.press("F")
        assert str(table.border_title) != shown
        assert "F " in str(app.screen.query_one(KeyBar).render())
        told = [
            r for chapter in help_chapters(catalogue("en"), app.screen, app.moved) for r, _ in chapter.rows
        ]
        assert f"n         {catalogue('en')('fame.key.find.name')}" in told
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, ChooseByName)
        await pilot.press("escape", "d")
    kept = PreferenceFile(file)
    assert not kept.fault
    assert kept.keys == {"fame.key.find": "n", "fame.key.page": "F", "fame": "B", "lab.key.copy": "C"}
