"""Platforms and worlds of other fields: what they change, what they leave alone, and that the change can be seen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from recommender.rerank.settings import RerankSettings
from recommender.types import Source
from simulator import cli
from simulator.cli.choice import WorldChoice
from simulator.engine.tick import Events
from simulator.experiments.wiring import Simulation, build
from simulator.laws import posting
from simulator.locale import catalogue
from simulator.settings.files import from_toml, load_preset, on_platform, override, platforms, presets
from simulator.settings.tree import Settings, SettingsError
from simulator.world import state
from tests.simulator.worlds import FEW

FOLDER = Path(__file__).parents[2] / "simulator" / "presets"
FIELDS = presets()[3:]
SMALL = {**FEW, "world.people": 150, "world.creators": 20}

Captured = pytest.CaptureFixture[str]


def table(file: Path) -> dict[str, object]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def leaves(found: dict[str, object], above: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in found.items():
        flat |= leaves(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
    return flat


def lived(platform: str, hours: int) -> tuple[Simulation, list[Events]]:
    settings = override(on_platform(platform, load_preset("demo")), SMALL)
    world = build(settings, (settings.feed.algorithm,))
    return world, [world.step() for _ in range(hours)]


def sources(events: list[Events]) -> set[int]:
    return {int(source) for hour in events for source in np.unique(hour.source)}


def durations(settings: Settings) -> np.ndarray:
    world = state.born(settings)
    return posting.backlog(world).duration_s


@pytest.mark.parametrize("name", platforms())
def test_a_platform_changes_what_it_names_and_nothing_else(name: str) -> None:
    base = override(load_preset("town"), {"seed": 9, "people.taste_spread": 2.0})
    laid = on_platform(name, base)
    named = leaves(table(FOLDER / "platforms" / f"{name}.toml"))
    assert override(base, named) == laid
    assert (laid.seed, laid.people.taste_spread) == (9, 2.0)
    assert not {"world.people", "world.creators", "world.topics"} & named.keys()


@pytest.mark.parametrize("name", platforms())
def test_a_platform_says_where_its_figures_are_from(name: str) -> None:
    assert "\n# Source" in (FOLDER / "platforms" / f"{name}.toml").read_text(encoding="utf-8")


def test_an_unknown_platform_names_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"^platform must be one of bilibili, .*'kuaisho' .*'kuaishou'"):
        on_platform("kuaisho", load_preset("demo"))


def test_world_then_platform_then_file_then_options(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[feed.rerank.pools]\nshare = 0.5\n[world]\npeople = 70\n", encoding="utf-8")
    made = WorldChoice(world="town", platform="douyin", settings=file, people=60, lang="en").made()
    assert (made.world.people, made.world.creators) == (60, 10_000)
    assert (made.feed.rerank.pools.on, made.feed.rerank.pools.share) == (True, 0.5)

    assert cli.command_line(["settings", "--world", "town", "--platform", "douyin"]) == 0
    printed = from_toml(capsys.readouterr().out, "printed.toml")
    assert printed == on_platform("douyin", load_preset("town"))


def test_help_names_every_platform(capsys: Captured) -> None:
    assert cli.command_line(["run", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(name in told for name in platforms())


@pytest.mark.slow
def test_followed_creators_and_the_hot_list_get_their_places_where_the_platform_says_so() -> None:
    shown = {name: sources(lived(name, 48)[1]) for name in ("douyin", "kuaishou", "bilibili")}
    assert {name for name in shown if Source.FOLLOWING in shown[name]} == {"kuaishou", "bilibili"}
    assert {name for name in shown if Source.HOT in shown[name]} == {"douyin", "kuaishou"}


@pytest.mark.slow
def test_fresh_videos_are_tried_on_more_people_with_douyins_pools_than_without() -> None:
    def trials(pools: bool) -> float:
        """Share of views that are trials of a new video; user-cf has as many of its own as new videos need."""
        settings = override(
            on_platform("douyin", load_preset("demo")), {**SMALL, "feed.rerank.pools.on": pools}
        )
        world = build(settings, ("user-cf",))
        shown = np.concatenate([world.step().source for _ in range(48)])
        return float((shown == Source.TRIAL).mean())

    assert trials(True) > trials(False) + 0.1


def test_in_the_lab_no_taste_moves_and_nobody_comes_or_leaves() -> None:
    world, events = lived("lab", 72)
    people = world.engine.world.people
    # Shares are made to sum to 1 anew every hour, which rounds.
    np.testing.assert_allclose(people.taste, people.innate, rtol=1e-5)
    assert people.here(0).all()
    assert people.here(72).all()
    assert sources(events) == {int(Source.CHANCE)}


def test_the_lab_switches_every_stage_off() -> None:
    stages = [name for name in RerankSettings.model_fields if name != "depth"]
    busy = override(load_preset("demo"), {f"feed.rerank.{name}.on": True for name in stages})
    lab = on_platform("lab", busy).feed.rerank
    assert not any(getattr(lab, name).on for name in stages)


def test_bilibilis_videos_are_longer_and_kuairecs_are_the_default() -> None:
    usual = durations(load_preset("demo"))
    long = durations(on_platform("bilibili", load_preset("demo")))
    assert np.median(usual) == pytest.approx(9.6, rel=0.05)
    assert np.median(long) > 4 * np.median(usual)
    assert long.max() <= posting.LONGEST_S


def test_without_long_videos_the_median_is_the_setting() -> None:
    short = override(load_preset("demo"), {"world.short_video_s": 20.0, "world.long_video_share": 0.0})
    assert np.median(durations(short)) == pytest.approx(20.0, rel=0.03)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_has_topics_with_words_in_both_languages(name: str) -> None:
    topics = load_preset(name).world.topics
    assert len(topics) >= 8
    for lang in ("en", "zh"):
        say = catalogue(lang)
        assert all(f"topic.{topic}" in say for topic in topics)
        assert all(f"words.topics.{topic}.subjects" in say for topic in topics)


@pytest.mark.parametrize("name", FIELDS)
def test_a_world_of_every_field_lives(name: str) -> None:
    settings = override(load_preset(name), {**SMALL, "feed.algorithm": "trending"})
    world = build(settings, ("trending",))
    assert sum(len(world.step().interactions) for _ in range(24)) > 0
