"""What the size of a world decides: by hand, at its ends, and beside a run."""

from __future__ import annotations

import pytest

from simulator.cli import command_line
from simulator.observe.scale import DAYS, scale, sentences
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


def test_settings_end_with_what_the_size_decides_and_can_be_read_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command_line(["settings"]) == 0
    told, _ = capsys.readouterr()
    assert told.rstrip().split("\n")[-5] == "# What this size decides:"
    assert told.rstrip().split("\n")[-1].startswith("# In 30 days a person can meet ")
    assert from_toml(told, "told").world.people == 1_000
