"""The pipeline room's close-up counts what happened; its accuracy is the formula that it names."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from recommender.metrics.ranking import ndcg
from recommender.types import NO_ITEM, Source
from simulator.experiments.wiring import Simulation, build
from simulator.rooms.pipeline.camera import MOST_POINTS, order_quality, stretches
from simulator.rooms.pipeline.state import PipelineCloseUp
from simulator.session import View
from simulator.settings.tree import Settings

SETTINGS = Settings.model_validate({"seed": 3, "world": {"people": 150, "creators": 20}})


def closeup(run: Simulation) -> PipelineCloseUp:
    made = run.frame(View(attends="pipeline")).closeup
    assert isinstance(made, PipelineCloseUp)
    return made


def one(*ends: int) -> tuple[float, float]:
    """Order and chance of a single visit; NaN if it says nothing."""
    order, chance = order_quality(*np.nonzero(np.array([ends])), np.array([len(ends)]))
    return (float(order[0]), float(chance[0])) if len(order) else (np.nan, np.nan)


def test_order_is_the_ndcg_of_videos_watched_to_their_end() -> None:
    ends = np.random.default_rng(4).random((40, 9)) < 0.3
    met = np.full(40, 9)
    order, chance = order_quality(*np.nonzero(ends), met)
    done = ends.sum(axis=1)
    telling = (done > 0) & (done < met)
    np.testing.assert_array_equal(order, ndcg(ends, done)[telling])
    assert len(chance) == np.count_nonzero(telling) > 20


def test_ends_in_front_are_perfect_and_ends_at_the_back_are_below_chance() -> None:
    assert one(1, 1, 0, 0)[0] == pytest.approx(1.0)
    assert one(0, 0, 1, 1)[0] < one(0, 0, 1, 1)[1] < 1.0


@pytest.mark.parametrize("ends", [(1, 0, 0), (1, 1, 0, 0), (1, 0, 0, 0, 0), (1, 1, 1, 0)])
def test_chance_is_the_mean_over_all_orders_of_the_same_videos(ends: tuple[int, ...]) -> None:
    every = [one(*order)[0] for order in permutations(ends)]
    assert one(*ends)[1] == pytest.approx(np.mean(every))


@pytest.mark.parametrize("ends", [(), (0, 0), (1, 1), (1,)])
def test_visits_that_say_nothing_about_order_do_not_count(ends: tuple[int, ...]) -> None:
    assert np.isnan(one(*ends)).all()


def test_stretches_are_means_by_what_counts_and_never_more_than_a_screen_can_show() -> None:
    assert stretches(np.array([2.0, 0.0]), np.array([4.0, 0.0]))[0] == 0.5
    assert np.isnan(stretches(np.array([2.0, 0.0]), np.array([4.0, 0.0]))[1])
    assert len(stretches(np.empty(0))) == 0
    long = stretches(np.arange(1000.0))
    assert len(long) == MOST_POINTS and (np.diff(long) > 0).all()


def test_counts_are_those_of_the_hours_events_and_of_the_table() -> None:
    run = build(SETTINGS, ["user-cf"])
    method: Any = run.engine.methods["user-cf"]
    assert closeup(run).hours == 0 and np.isnan(closeup(run).order) and not closeup(run).sources
    total, videos = 0, len(run.engine.world.videos)
    for _ in range(30):
        before = method.memory.history.taken.copy()
        videos = len(run.engine.world.videos)
        events = run.step()
        total += len(events.interactions)
    made, history = closeup(run), method.memory.history
    assert (made.hours, made.events, made.events_total) == (30, len(events.interactions), total)
    assert made.new_videos == len(run.engine.world.videos) - videos
    assert made.feeds == len(events.slate.users)
    filled = events.slate.items != NO_ITEM
    assert made.places == filled.sum() == sum(places for _, places in made.sources)
    assert (
        dict(made.sources).get(int(Source.NEIGHBOURS), 0) == (events.slate.source == Source.NEIGHBOURS).sum()
    )
    taken = history.taken.copy()
    taken[: len(before)] -= before
    assert made.counting == taken.sum() <= made.events, "what counts is what the table took in"
    assert made.changed == len(np.unique(events.interactions.user))
    assert made.stored == (history.value > 0).sum() and made.videos == len(run.engine.world.videos)
    assert made.neighbours == SETTINGS.methods.user_cf.k
    assert all(ms >= 0 for ms in made.ms) and 0 < made.chance < 1 and 0 < made.order <= 1


@pytest.mark.slow
def test_an_order_that_learns_beats_chance_by_more_than_one_drawn_by_lot() -> None:
    gap: dict[str, float] = {}
    for algorithm in ("content", "random"):
        chosen = SETTINGS.model_validate({**SETTINGS.model_dump(), "feed": {"algorithm": algorithm}})
        run = build(chosen, [algorithm])
        for _ in range(96):
            run.step()
        made = closeup(run)
        gap[algorithm] = made.order - made.chance
    assert gap["content"] > gap["random"] + 0.01 and abs(gap["random"]) < 0.05


def test_people_who_opted_out_count_for_nothing() -> None:
    hidden = SETTINGS.model_validate({**SETTINGS.model_dump(), "privacy": {"opt_out": 1.0}})
    run = build(hidden, ["user-cf"])
    for _ in range(12):
        run.step()
    assert closeup(run).events_total > 0 and closeup(run).counting_total == closeup(run).stored == 0


def test_the_history_is_order_less_chance_hour_by_hour() -> None:
    run = build(SETTINGS, ["user-cf"])
    for _ in range(20):
        run.step()
    made = closeup(run)
    assert len(made.works.ahead) == len(made.works.events) == 20
    assert made.works.events[-1] == made.events and np.nansum(made.works.events) == made.events_total
    known = made.works.ahead[np.isfinite(made.works.ahead)]
    assert known.min() <= made.order - made.chance <= known.max()
