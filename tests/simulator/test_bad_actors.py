"""Flooders and like farms: what they are, the harm they do, and the stage that holds it down.

What helps against bought likes is fairness between creators. A flood alone it does not hold down: user-cf counts skips
against a video itself, and a flood's videos are soon skipped.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from recommender.luck import Luck
from recommender.privacy.noise import NoiseSettings
from simulator.experiments.wiring import build
from simulator.settings.tree import Settings
from simulator.world import creators
from simulator.world.creators import Creators

DAYS = 4


def born(**chosen: object) -> Creators:
    settings = Settings.model_validate({"world": {"people": 10, "creators": 1_000}, "creators": chosen})
    return creators.born(settings, Luck(1), np.full(16, 1 / 16))


@lru_cache
def seen(
    seed: int,
    flooders: float = 0.0,
    buyers: float = 0.0,
    fairness: bool = False,
    days: int = DAYS,
) -> tuple[float, float]:
    """Mean quality of the videos that people watched from the third day on, and the share of flooders' among them."""
    chosen = Settings.model_validate(
        {
            "seed": seed,
            "world": {"people": 150, "creators": 20},
            "creators": {"flooders": flooders, "buyers": buyers},
            "noise": {
                "bots": 0.3 if buyers else 0.0,
                "bot_views": 5,
                "bot_fresh_h": 24.0,
                "bot_disguise": 0.0,
            },
            "feed": {
                "rerank": {
                    "fairness": {"on": fairness, "strength": 1.0},
                }
            },
        }
    )
    run = build(chosen, ("user-cf",))
    videos, flood = run.engine.world.videos, run.engine.world.creators.floods
    items = np.concatenate([run.step().interactions.item for _ in range(24 * days)][48:])
    return float(videos.quality[items].mean()), float(flood[videos.creator[items]].mean())


def test_flooders_post_more_worse_and_promise_more_and_the_others_are_as_ever() -> None:
    plain, made = born(), born(flooders=0.2, flood=4.0)
    who = made.floods
    assert who.mean() == pytest.approx(0.2, abs=0.04)
    assert not plain.floods.any()
    assert made.posts_per_day[who].mean() > 3 * plain.posts_per_day[who].mean()
    assert made.quality[who].mean() < 0.5 * plain.quality[who].mean()
    assert made.clickbait[who].min() > 0.8
    for name in ("effort", "skill", "clickbait", "quality", "posts_per_day"):
        assert np.array_equal(getattr(plain, name)[~who], getattr(made, name)[~who]), name


def test_who_buys_likes_floods_first() -> None:
    few, many = born(flooders=0.3, buyers=0.1), born(flooders=0.1, buyers=0.3)
    assert few.floods[few.buys].all()
    assert many.buys[many.floods].all()
    assert 0.05 < few.buys.mean() < 0.15


@pytest.mark.slow
def test_floods_lower_what_people_see() -> None:
    assert seen(1, flooders=0.3, days=14)[0] < seen(1, days=14)[0] - 0.1


@pytest.mark.slow
def test_bought_likes_for_fresh_videos_carry_a_flood_further_and_fair_shares_hold_it_down() -> None:
    (flooded, _), (farmed, share) = seen(2, flooders=0.3), seen(2, flooders=0.3, buyers=0.3)
    (fair, fair_share) = seen(2, flooders=0.3, buyers=0.3, fairness=True)
    assert farmed < flooded - 0.05
    assert fair > farmed + 0.1
    assert fair_share < share - 0.3


def test_fake_people_like_fresh_videos_of_those_who_pay_and_nothing_else() -> None:
    chosen = Settings.model_validate(
        {
            "world": {"people": 60, "creators": 10},
            "creators": {"buyers": 0.3},
            "noise": {"bots": 0.2, "bot_fresh_h": 12.0, "bot_disguise": 0.0},
            "feed": {"algorithm": "trending"},
        }
    )
    run = build(chosen, ("trending",))
    world = run.engine.world
    guard = run._guard
    for _ in range(30):
        run.step()
    buyers = np.flatnonzero(world.creators.buys)
    assert 0 < len(buyers) < 10
    assert set(world.videos.creator[guard.pushed()].tolist()) == set(buyers.tolist())
    liked = guard._bots.act(chosen.noise, guard.memory, 30).item
    assert len(liked) > 0
    assert world.creators.buys[world.videos.creator[liked]].all()
    assert (world.videos.tick[liked] >= 30 - 12).all()
    assert NoiseSettings().bot_fresh_h == 100_000.0
