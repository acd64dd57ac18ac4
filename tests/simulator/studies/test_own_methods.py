"""Recommenders that somebody brought along: named by where they are, checked like ours, and part of the store's key."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from recommender import Memory, MostWatched
from recommender.testing import CHECKS, conformance
from simulator.cli import command_line
from simulator.experiments.studies import digests
from simulator.experiments.studies.arms import arm
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.run import run_one
from simulator.experiments.wiring import build
from simulator.locale import LANGUAGES, catalogue
from simulator.settings.files import from_toml, override, to_toml
from simulator.settings.tree import FeedSettings, Settings, SettingsError
from tests.simulator.worlds import FEW

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
EXAMPLE = next(code for code in re.findall(r"^```py\n(.*?)^```", README, re.M | re.S) if "Method" in code)
SMALL = {**FEW, "world.people": 40, "world.creators": 8}
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _mine(brought_along: Callable[[str, str], None]) -> None:
    brought_along("mine", EXAMPLE)


def test_the_example_has_about_twenty_lines() -> None:
    assert len([line for line in EXAMPLE.splitlines() if line.strip()]) <= 20


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_passes_the_contract(lang: str, capsys: Captured) -> None:
    assert command_line(["contract", "mine:Rising", "--lang", lang]) == 0
    told = capsys.readouterr().out
    assert told.count(catalogue(lang)("contract.passes")) >= len(CHECKS)
    assert catalogue(lang)("contract.whole", method="mine:Rising") in told


def test_a_method_that_breaks_the_contract_is_told_where(capsys: Captured) -> None:
    broken = EXAMPLE.replace(
        "self.memory.seen, Source", "type(self.memory.seen)(), Source"
    )  # nobody has seen any
    assert broken != EXAMPLE
    Path("mine.py").write_text(broken, encoding="utf-8")
    assert command_line(["contract", "mine:Rising"]) == 1
    told = capsys.readouterr().out
    row = next(line for line in told.splitlines() if "shown again what they have watched" in line)
    assert "AssertionError" in row


def test_ours_pass_what_is_told_of_strangers() -> None:
    assert set(conformance(lambda: MostWatched(Memory())).values()) == {""}


def test_a_world_is_served_by_it_and_forks_to_it() -> None:
    settings = override(Settings(), {**SMALL, "feed.algorithm": "mine:Rising"})
    world = build(settings, ("random",))
    views = sum(len(world.step().interactions) for _ in range(3))
    assert views
    assert world.frame().algorithm == "mine:Rising"
    twin = build(override(Settings(), {**SMALL, "feed.algorithm": "random"}), ("mine:Rising",)).fork(
        "mine:Rising"
    )
    for _ in range(3):
        twin.step()
    assert twin.digest == world.digest


def test_settings_carry_the_path_there_and_back() -> None:
    settings = override(Settings(), {"feed.algorithm": "mine:Rising"})
    assert from_toml(to_toml(settings), "x.toml") == settings
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings


def test_entry_points_give_short_names(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = EntryPoint("rising", "mine:Rising", "feedscope.recommenders")

    def found(*, group: str, name: str) -> list[EntryPoint]:
        return [offered] if (group, name) == (offered.group, offered.name) else []

    monkeypatch.setattr("importlib.metadata.entry_points", found)
    assert FeedSettings.model_validate({"algorithm": "rising"}).algorithm == "mine:Rising"
    assert arm("rising").changes == {"feed.algorithm": "rising"}
    with pytest.raises(SettingsError, match="must be one of user-cf"):
        override(Settings(), {"feed.algorithm": "rsing"})


def test_its_source_is_part_of_the_key() -> None:
    settings = override(Settings(), {**SMALL, "feed.algorithm": "mine:Rising"})
    first = planned(settings, 0.25)
    assert set(first.plug_ins) == {"mine:Rising"}
    Path("mine.py").write_text(EXAMPLE + "\n# another day\n", encoding="utf-8")
    digests._source.cache_clear()
    assert planned(settings, 0.25).key != first.key
    row = run_one(first)
    assert row.done, row.error


@pytest.mark.parametrize(
    ("path", "source", "sentence"),
    [
        ("nowhere:Rising", "", "there is no module 'nowhere' that Python can import"),
        ("mine:Rsing", "", "module mine has nothing called 'Rsing'"),
        ("mine:np", "", "is no class or function that makes a method"),
        ("mine:make", "def make(memory, data):\n    pass\n", "takes 'data', which nobody gives"),
        ("mine:make", "def make():\n    return 3\n", "must make a recommender.Method, not int"),
        ("mine:make", "def make():\n    return Rising()\n", "must share the memory of its suite"),
    ],
)
def test_what_is_no_method_is_one_sentence(path: str, source: str, sentence: str, capsys: Captured) -> None:
    Path("mine.py").write_text(EXAMPLE + source, encoding="utf-8")
    words = ["run", "--people", "40", "--creators", "8", "--days", "0.1", "--algorithm", path]
    assert command_line(words) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
