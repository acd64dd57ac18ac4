"""A world that has no room in memory is refused before anything is built, with what would fit."""

from __future__ import annotations

import re
import time

import pytest

from simulator.experiments import memory_room
from simulator.experiments.bench_world import of_size
from simulator.experiments.memory_room import (
    PERSON_B,
    PROGRAM_B,
    TREND_DAYS,
    USABLE,
    VIDEO_B,
    judge,
    memory_bytes,
)
from simulator.experiments.wiring import build
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
    """4 million people of 3,600 bytes are 14.4 GB; .35 for the program; 9 of 10 GB may be used."""
    assert (PERSON_B, PROGRAM_B, USABLE) == (3_600.0, 350e6, 0.9)
    begun = time.process_time()
    with pytest.raises(SettingsError) as told:
        judge(override(load_preset("demo"), LARGE), 3)
    assert time.process_time() - begun < 0.5
    assert str(told.value) == (
        "4,000,000 people and 10 creators for 10 days need about 15 GB of memory, and 9.0 GB can be had: about "
        "2,400,000 people fit"
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


def test_memory_grows_with_people_videos_and_days_and_less_so_when_trends_are_over() -> None:
    small, large = of(), of(world__people=2_000)
    assert memory_bytes(large, 3) > memory_bytes(small, 3) > memory_bytes(small, 2) > memory_bytes(small, 0)
    early = memory_bytes(small, TREND_DAYS) - memory_bytes(small, TREND_DAYS - 1)
    late = memory_bytes(small, TREND_DAYS + 6) - memory_bytes(small, TREND_DAYS + 5)
    assert 0 < late < early


@pytest.mark.parametrize(
    ("people", "day", "measured"),
    [
        (1_000, 10, 49.2e6),
        (1_000, 30, 78.8e6),
        (1_000, 90, 120.3e6),
        (1_000, 120, 145.7e6),
        (5_000, 2, 77.6e6),
        (5_000, 60, 376.7e6),
        (20_000, 20, 663.3e6),
        (50_000, 4, 612.4e6),
        (100_000, 3, 1_048.2e6),
    ],
)
def test_memory_is_within_a_quarter_of_what_was_measured(people: int, day: int, measured: float) -> None:
    assert memory_bytes(of_size(people), day) == pytest.approx(measured, rel=0.25)


@pytest.mark.parametrize(
    ("changes", "day", "measured"),
    [
        ({"world.creators": 1_500}, 10, 113.7e6),
        ({"world.creators": 1_500, "world.backlog": 5}, 5, 49.0e6),
    ],
)
def test_also_where_many_videos_lie_about(changes: dict[str, int], day: int, measured: float) -> None:
    assert memory_bytes(override(Settings(), changes), day) == pytest.approx(measured, rel=0.25)


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
