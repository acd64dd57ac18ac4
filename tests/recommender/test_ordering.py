"""Positions in order are numpy's, whatever the numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.datasets.ordering import order_in_time, order_of


@given(st.lists(st.one_of(st.integers(-3, 3), st.integers(-(2**62), 2**62))))
def test_whole_numbers(numbers: list[int]) -> None:
    given_ = np.array(numbers, dtype=np.int64)
    np.testing.assert_array_equal(order_of(given_), np.argsort(given_, kind="stable"))


@given(st.lists(st.one_of(st.integers(-3, 3).map(float), st.floats(-1e18, 1e18))))
def test_times(times: list[float]) -> None:
    given_ = np.array(times, dtype=np.float64)
    np.testing.assert_array_equal(order_in_time(given_), np.argsort(given_, kind="stable"))
