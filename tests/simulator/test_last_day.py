"""Sums over the last 24 hours: of whole numbers they are carried on, of others summed anew."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.observe.last_day import LastDay


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_the_total_is_that_of_the_last_24_hours_to_the_last_bit(dtype: type[np.generic]) -> None:
    day, hours = LastDay(5), (1e4 * np.random.default_rng(3).random((60, 5))).astype(dtype)
    for tick, amounts in enumerate(hours):
        day.add(tick, amounts)
        slots = np.zeros((24, 5))
        for hour in range(max(tick - 23, 0), tick + 1):
            slots[hour % 24] = hours[hour]
        np.testing.assert_array_equal(day.total, slots.sum(axis=0))


def test_whoever_holds_a_total_sees_it_stay() -> None:
    day = LastDay(1)
    day.add(0, np.array([3]))
    held = day.total
    day.add(1, np.array([4]))
    assert (held[0], day.total[0]) == (3.0, 7.0)
