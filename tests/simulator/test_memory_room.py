"""A world that has no room in memory is refused before anything is built, with what would fit."""

from __future__ import annotations

import re
import time

import pytest

from simulator.experiments import memory_room
from simulator.experiments.memory_room import PROGRAM_B, USABLE, judge
from simulator.experiments.wiring import build
from simulator.observe.scale import PERSON_B, VIDEO_B
from simulator.settings.errors import SettingsError
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings
from tests.refused import refused

LARGE = {"world.people": 4_000_000, "world.creators": 10, "world.backlog": 0}


@pytest.fixture
def _ten_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_room, "free_bytes", lambda: 1e10)


def of(**changes: object) -> Settings:
    return override(load_preset("demo"), {name.replace("__", "."): value for name, value in changes.items()})


@pytest.mark.usefixtures("_ten_gigabytes")
def test_by_hand() -> None:
    """4 million people of 3,400 bytes are 13.6 GB; 0.35 for the program; 9 of 10 GB may be used."""
    assert (PERSON_B, PROGRAM_B, USABLE) == (3_400.0, 350e6, 0.9)
    begun = time.process_time()
    with pytest.raises(SettingsError) as told:
        judge(override(load_preset("demo"), LARGE), 3)
    assert time.process_time() - begun < 0.5
    assert str(told.value) == (
        "4,000,000 people and 10 creators for 10 days need about 14 GB of memory, and 9.0 GB can be had: about "
        "2,500,000 people fit"
    )


@pytest.mark.usefixtures("_ten_gigabytes")
def test_what_is_said_to_fit_has_room_for_its_people() -> None:
    with pytest.raises(SettingsError) as told:
        judge(override(load_preset("demo"), LARGE), 0)
    (fit,) = re.findall(r"about ([\d,]+) people fit", str(told.value))
    people = int(fit.replace(",", ""))
    assert 0.9 * 8.65e9 < people * PERSON_B <= 8.65e9


@pytest.mark.usefixtures("_ten_gigabytes")
def test_creators_and_visitors_count_too() -> None:
    crowded = of(world__creators=200_000, world__backlog=1_000)
    assert 200_000 * 1_000 * VIDEO_B > 1e10
    with pytest.raises(SettingsError, match=r"fewer creators, or a smaller backlog, may fit$"):
        judge(crowded, 1)
    judge(load_preset("demo"), 7, worlds=10)
    with pytest.raises(SettingsError, match=r"^100 worlds of 1,000 people .* about 2. visitors fit$"):
        judge(load_preset("demo"), 7, worlds=100)


def test_views_of_many_days_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 people fit for a week, but not for 20 years, into half a gigabyte."""
    monkeypatch.setattr(memory_room, "free_bytes", lambda: 0.5e9)
    few = of(world__people=300, world__creators=10)
    judge(few, 7)
    with pytest.raises(SettingsError, match=r"for 7,?307 days"):
        judge(few, 7300)


def test_this_computer_has_memory() -> None:
    assert memory_room.free_bytes() > 1e8


@pytest.mark.usefixtures("_ten_gigabytes")
@pytest.mark.parametrize("verb", ["run", "app"])
def test_the_command_line_refuses_in_one_line(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "people fit" in refused(capsys, verb, "--people", "5000000")


@pytest.mark.usefixtures("_ten_gigabytes")
def test_whoever_builds_a_world_asks_the_same_judge() -> None:
    with pytest.raises(SettingsError, match="people fit"):
        build(override(load_preset("demo"), LARGE))
