"""What the size of a world decides: by hand, at its ends, and beside a run."""

from __future__ import annotations

import pytest

from simulator.cli import command_line
from simulator.experiments.bench_world import of_size
from simulator.observe.scale import DAYS, TREND_DAYS, memory_bytes, scale, sentences
from simulator.settings.files import from_toml
from simulator.settings.tree import Settings
from tests.simulator.worlds import lived, settings


def even(**world: float) -> Settings:
    """Creators who all post the same, and trials whose budget is known."""
    return settings(1_000, 100, world=world, methods={"user_cf": {"trial_share": 0.1, "trial_views": 5}})


def test_numbers_follow_from_each_other() -> None:
    of = scale(even(posts_per_day=8.0))
    assert of.views == pytest.approx(of.views_a_person * 1_000)
    assert of.first_needed == pytest.approx(5 * of.new_videos)
    assert of.first_given == pytest.approx(0.1 * of.views)
    assert of.live == pytest.approx(of.first_given / 5)
    assert of.given_over_needed == pytest.approx(of.live / of.new_videos)
    assert of.live_per_view == pytest.approx(0.1 * 1_000 / 5)
    assert of.possible_reach == 1.0


def test_where_trials_have_room_every_new_video_lives() -> None:
    of = scale(even(posts_per_day=0.5))
    assert of.given_over_needed > 1.0
    assert of.live == of.new_videos
    assert "all of them can end their trial" in sentences(even(posts_per_day=0.5))[1]


def test_many_creators_cannot_all_be_met() -> None:
    few, many = scale(settings(50, 100)), scale(settings(50, 5_000))
    assert few.possible_reach == 1.0
    assert many.possible_reach == pytest.approx(many.views_a_person * DAYS / 5_000)
    assert many.creators_met == pytest.approx(many.views_a_person * DAYS)


def test_nothing_posted_needs_nothing() -> None:
    of = scale(even(posts_per_day=0.0))
    assert of.first_needed == of.live == 0.0
    assert of.given_over_needed != of.given_over_needed


@pytest.mark.slow
def test_a_run_has_about_as_many_views_and_videos() -> None:
    chosen = settings(150, 40, people={"newcomers": 0.0}, behaviour={"retention": 0.0})
    run, of = lived(chosen, 96), scale(chosen)
    videos = run.engine.world.videos
    assert videos.total("views").sum() / 4 == pytest.approx(of.views, rel=0.25)
    assert (videos.tick >= 0).sum() / 4 == pytest.approx(of.new_videos, rel=0.15)


def test_memory_grows_with_people_videos_and_days_and_less_so_when_trends_are_over() -> None:
    small, large = settings(1_000, 4_000), settings(2_000, 4_000)
    assert memory_bytes(large, 3) > memory_bytes(small, 3) > memory_bytes(small, 2) > memory_bytes(small, 0)
    early = memory_bytes(small, TREND_DAYS) - memory_bytes(small, TREND_DAYS - 1)
    late = memory_bytes(small, TREND_DAYS + 6) - memory_bytes(small, TREND_DAYS + 5)
    assert 0 < late < early


@pytest.mark.parametrize(
    ("people", "day", "measured"),
    [
        (300, 20, 26.7e6),
        (1_000, 45, 94.9e6),
        (5_000, 20, 201.0e6),
        (20_000, 8, 426.0e6),
        (50_000, 4, 612.4e6),
        (100_000, 3, 1_048.2e6),
    ],
)
def test_memory_is_within_a_quarter_of_what_was_measured(people: int, day: int, measured: float) -> None:
    assert memory_bytes(of_size(people), day) == pytest.approx(measured, rel=0.25)


def test_settings_end_with_what_the_size_decides_and_can_be_read_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command_line(["settings"]) == 0
    told, _ = capsys.readouterr()
    assert told.rstrip().split("\n")[-5] == "# What this size decides:"
    assert told.rstrip().split("\n")[-1].startswith("# In 30 days a person can meet ")
    assert from_toml(told, "told").world.people == 1_000
