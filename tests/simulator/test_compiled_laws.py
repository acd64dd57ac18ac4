"""What loops of the laws share: sums that are rounded as numpy's, luck at an address, work in parts, and nothing
left to compile once a world is warm."""

from __future__ import annotations

import subprocess
import sys
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.luck import Luck, folded, normal, unit
from simulator.laws import in_parts
from simulator.world.columns import product, sums_by


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8), st.integers(1, 20), st.integers(0, 99))
def test_sums_by_rounds_as_reduceat(runs: list[int], columns: int, seed: int) -> None:
    keys = np.repeat(3 * np.arange(len(runs)), runs).astype(np.int32)
    amounts = np.random.default_rng(seed).random((len(keys), columns)).astype(np.float32)
    first = np.cumsum([0, *runs[:-1]])
    who, sums = sums_by(keys, amounts)
    assert who.tolist() == keys[first].tolist()
    np.testing.assert_array_equal(sums, np.add.reduceat(amounts, first, axis=0))


def test_nobody_has_no_sums() -> None:
    who, sums = sums_by(np.zeros(0, dtype=np.int32), np.zeros((0, 4), dtype=np.float32))
    assert who.shape == (0,) and sums.shape == (0, 4)


@given(st.integers(1, 70), st.integers(0, 99))
def test_a_product_is_that_of_the_rows(topics: int, seed: int) -> None:
    one, other = np.random.default_rng(seed).random((2, topics)).astype(np.float32)
    assert product(one, other) == pytest.approx(float(one.astype(np.float64) @ other), rel=1e-5)


def test_a_loop_draws_the_luck_that_a_column_draws() -> None:
    luck, ids = Luck(7), np.array([0, 5, -3, 2**40])
    at = luck.at(ids, 12)
    purposes = luck.purposes("like", "mood", "mood/angle")
    # Outside of kernels a key comes back as a plain number, which must be made one of 64 bits again.
    keys = [np.uint64(folded(np.uint64(folded(np.uint64(0), part)), 12)) for part in ids.tolist()]
    assert [unit(key, purposes[0]) for key in keys] == at.uniform("like").tolist()
    drawn = [normal(key, purposes[1], purposes[2]) for key in keys]
    np.testing.assert_allclose(drawn, at.normal("mood"), rtol=1e-12)


@pytest.mark.skipif(in_parts.threads(10 * in_parts.ENOUGH) == 1, reason="one processor")
def test_what_is_worth_a_thread_is_done_beside_the_block_and_the_rest_before_it() -> None:
    order: list[str] = []
    with in_parts.beside(lambda: order.append("done"), 0):
        order.append("block")
    assert order == ["done", "block"]

    met = Barrier(2, timeout=60)  # opens when both have come, so neither waits for the other's end
    with in_parts.beside(lambda: order.append(str(met.wait() >= 0)), 10 * in_parts.ENOUGH):
        met.wait()
    assert order == ["done", "block", "True"]

    def fails() -> None:
        raise ValueError("not taught")

    for work in (0, 10 * in_parts.ENOUGH):
        with pytest.raises(ValueError, match="not taught"), in_parts.beside(fails, work):
            order.append("block")


def test_parts_cover_all_rows_once_and_keep_groups_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def three(work: int) -> int:
        return 3 if work > 10 else 1

    monkeypatch.setattr(in_parts, "threads", three)
    group = np.repeat(np.arange(10), 7)
    done: list[slice] = []
    in_parts.in_parts(done.append, 70, 70, group)
    rows = np.concatenate([np.arange(70)[part] for part in sorted(done, key=lambda part: part.start)])
    assert rows.tolist() == list(range(70)) and len(done) == 3
    assert all(part.start % 7 == 0 for part in done)
    done.clear()
    in_parts.in_parts(done.append, 70, 10, group)
    assert done == [slice(0, 70)]


_COUNTED = """
from numba.core.dispatcher import Dispatcher
made, left = Dispatcher.compile, set()
def compile(function, kinds):
    left.add(function.py_func.__qualname__)
    return made(function, kinds)
from simulator.experiments.wiring import build
from simulator.settings.files import load_preset, override
world = build(override(load_preset("demo"), {"world.past_days": 1}), ("user-cf",))
world.warm()
Dispatcher.compile = compile
for _ in range(26): world.step()
print(*left, sep=",")
"""
"""Numba asks for what is on the disk in the same way, so that this need not begin with an empty disk."""


@pytest.mark.slow
def test_nothing_is_left_to_compile_in_the_first_day() -> None:
    run = subprocess.run([sys.executable, "-c", _COUNTED], capture_output=True, text=True, check=True)
    # Rows are moved to wider ones when a table first grows, which no short beginning brings about.
    assert run.stdout.strip() in ("", "_refill")
