"""What privacy and noise cost: user-CF's slates get worse, by gaps far above the spread between seeds.

Seeds are fixed: three generated logs of which the first four fifths are learned and the last is what people did.
The full table is `python -m tests.benchmarks.privacy`.
"""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest

from tests.benchmarks.privacy import Accuracy, accuracy, ground, settings_of

SEEDS = (1, 2, 3)
EVENTS = 60_000


@cache
def measured(knob: str, value: float) -> tuple[Accuracy, ...]:
    return tuple(accuracy(ground(seed, EVENTS), seed, *settings_of(knob, value)) for seed in SEEDS)


def ndcg(knob: str, value: float) -> np.ndarray:
    return np.array([one.ndcg for one in measured(knob, value)])


def test_accuracy_falls_as_epsilon_falls() -> None:
    """From full reports to nearly a coin, each step in every seed; at 8 nearly nothing is lost."""
    steps = [ndcg("epsilon", value) for value in (math.inf, 2, 1, 0.5, 0.1)]
    for better, worse in itertools.pairwise(steps):
        assert (worse < 0.97 * better).all()
    assert ndcg("epsilon", 8).mean() > 0.93 * steps[0].mean()
    assert steps[3].mean() < 0.75 * steps[0].mean()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("knob", "values", "left"),
    [
        ("opt_out", (0.0, 0.3, 0.6, 0.9), 0.5),
        ("sparse", (0.0, 0.3, 0.6, 0.9), 0.5),
        ("random", (0.0, 0.3, 0.6, 0.9), 0.7),
    ],
)
def test_accuracy_falls_with_every_other_knob(knob: str, values: tuple[float, ...], left: float) -> None:
    steps = [ndcg(knob, value) for value in values]
    for better, worse in itertools.pairwise(steps):
        assert (worse < better).all()
    assert steps[-1].mean() < left * steps[0].mean()


def test_those_who_are_tracked_lose_less_by_others_opting_out_than_those_others() -> None:
    some = measured("opt_out", 0.5)
    tracked, everyone = (np.mean([getattr(one, name) for one in some]) for name in ("tracked", "ndcg"))
    assert tracked > 1.3 * everyone
    assert tracked > 0.75 * ndcg("opt_out", 0.0).mean()


@pytest.mark.slow
def test_fake_people_bring_in_what_they_push_and_cost_accuracy() -> None:
    honest, attacked = measured("bots", 0.0), measured("bots", 0.2)
    before, after = (np.array([one.pushed for one in found]) for found in (honest, attacked))
    assert (after > before + 0.03).all()
    assert ndcg("bots", 0.2).mean() < 0.97 * ndcg("bots", 0.0).mean()
