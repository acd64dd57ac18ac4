"""Laws that somebody brought along: they act at the end of every hour, are checked, and are part of the store's key."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulator.cli import command_line
from simulator.experiments import kit
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.run import run_one
from simulator.experiments.wiring import build
from simulator.locale import catalogue
from simulator.settings.files import from_toml, override, to_toml
from simulator.settings.tree import Settings, SettingsError
from tests.simulator.worlds import FEW

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
EXAMPLE = next(
    code for code in re.findall(r"^```py\n(.*?)^```", README, re.M | re.S) if "def fashion" in code
)
MORE = """

def idle(world, events, tick):
    pass


def wild(world):
    world.people.taste += np.random.default_rng().random(world.people.taste.shape).astype("f4")


seen = []


def remembers(world, events, tick):
    seen.append(tick)
    world.people.taste[:] = np.roll(world.people.taste, len(seen), axis=1)


def rewrites(events):
    events.liked[:] = True


def needs(world, weather):
    pass
"""
SMALL = {**FEW, "world.people": 40, "world.creators": 8}
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _mine(brought_along: Callable[[str, str], None]) -> None:
    brought_along("laws", EXAMPLE + MORE)


def settings(*laws: str, **more: object) -> Settings:
    return override(Settings(), {**SMALL, "own.laws": laws, **more})


def test_the_example_has_about_twenty_lines() -> None:
    assert len([line for line in EXAMPLE.splitlines() if line.strip()]) <= 22


def test_a_law_moves_the_world_and_one_that_does_nothing_changes_nothing(
    brought_along: Callable[[str, str], None],
) -> None:
    brought_along("laws", EXAMPLE.replace("PULL = 0.02", "PULL = 0.9") + MORE)
    plain, idle, moved = (build(settings(*laws)) for laws in ((), ("laws:idle",), ("laws:fashion",)))
    for _ in range(30):
        for world in (plain, idle, moved):
            world.step()
    assert plain.digest == idle.digest != moved.digest
    taste = [world.engine.world.people.taste for world in (plain, moved)]
    assert taste[1].std(axis=0).mean() < 0.8 * taste[0].std(axis=0).mean(), "people became more alike"


def test_it_can_stand_in_place_of_ours() -> None:
    """With the weights of drift at 0, tastes move by nothing but it."""
    still = dict.fromkeys(("taste.drift", "taste.boredom", "taste.discovery", "taste.pull_back_per_day"), 0.0)
    worlds = [build(settings(*laws, **still)) for laws in ((), ("laws:fashion",))]
    for world in worlds:
        for _ in range(26):
            world.step()
    kept, moved = (world.engine.world.people for world in worlds)
    assert np.allclose(kept.taste, kept.innate, atol=1e-6)
    bent = 0.02 * kept.susceptibility[:, None] * (kept.innate.mean(axis=0) - kept.innate)
    assert np.allclose(moved.taste, kept.innate + bent, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lang"), [("fashion", "en"), ("liked_twice", "zh")])
def test_the_example_passes_its_checks(name: str, lang: str, capsys: Captured) -> None:
    assert command_line(["contract", f"laws:{name}", "--lang", lang]) == 0
    assert catalogue(lang)("contract.whole", method=f"laws:{name}") in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "check", "sentence"),
    [
        ("wild", "repeats", "the same seed gave another world"),
        ("wild", "keeps_ranges", "people.taste must be shares that sum to 1"),
        ("remembers", "lives_on_in_a_twin", "a copy of the world went another way"),
        ("rewrites", "leaves_events", "it changed events.liked"),
    ],
)
def test_what_breaks_a_check_is_told(name: str, check: str, sentence: str) -> None:
    assert sentence in kit.LAW_CHECKS[check](f"laws:{name}")


@pytest.mark.parametrize(
    ("law", "sentence"),
    [
        ("laws:nothing", "has nothing called 'nothing'"),
        ("nowhere:law", "there is no module 'nowhere'"),
        ("laws:seen", "laws:seen is no function"),
        ("laws:needs", "laws:needs takes 'weather', which nobody gives"),
    ],
)
def test_what_is_no_law_is_one_sentence(law: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        build(settings(law))


def test_a_name_without_a_path_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"own[.]laws"):
        settings("fashion")


def test_settings_with_a_law_are_written_and_read() -> None:
    made = settings("laws:fashion")
    assert from_toml(to_toml(made), "x.toml").own.laws == ("laws:fashion",)


def test_its_source_is_part_of_the_key_and_what_it_raises_a_failed_row(
    brought_along: Callable[[str, str], None],
) -> None:
    one = planned(settings("laws:fashion"), 1)
    assert set(one.plug_ins) == {"laws:fashion"}
    brought_along("laws", f"{EXAMPLE}{MORE}# changed\n")
    assert planned(settings("laws:fashion"), 1).key != one.key
    brought_along("laws", "def fashion(world):\n    raise ValueError('ill')\n")
    assert run_one(planned(settings("laws:fashion"), 1)).error == "ValueError: ill"
