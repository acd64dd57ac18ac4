"""Work that hands share in: each part is done once, whoever does it, and nobody is left at work."""

from __future__ import annotations

import subprocess
import sys
import time
from threading import Thread
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender import hands
from recommender.compiled import compiled, compiled_part
from recommender.hands import Counters, Shared, begun, counters, raised, rest, sleep, told, until

pytestmark = pytest.mark.skipif(not hands.COMPILES, reason="nothing is compiled")
LONG = 2_000_000
"""Steps that take a few ms."""


@compiled
def rooting(memory: Counters, what: Any, stays: bool) -> None:
    while True:
        if stays:
            sleep(memory)
        _root(*(told(memory, what) if stays else what))
        if not stays:
            return
        rest(memory)


@compiled_part
def _root(counts: Counters, value: NDArray[np.floating], steps: int, done: NDArray[np.int64]) -> None:
    """Halve the way to its root so many times, for each value."""
    at: int = raised(counts, 1)
    while at < len(value):
        guess = np.float64(value[at])
        for _ in range(steps):
            guess = 0.5 * (guess + np.float64(value[at]) / guess)
        value[at] = guess
        done[at] += 1
        raised(counts, 2)
        at = raised(counts, 1)
    until(counts, 2, len(value))


def work(
    parts: int, steps: int = 60, kind: type = np.float64
) -> tuple[Counters, NDArray[Any], int, NDArray[np.int64]]:
    return counters(2), np.arange(1.0, parts + 1).astype(kind), steps, np.zeros(parts, dtype=np.int64)


@pytest.mark.parametrize("helpers", [0, 1, 3])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_each_part_is_done_once_whoever_does_it(helpers: int, kind: type) -> None:
    for parts in (0, 1, 7, 500):
        what = work(parts, kind=kind)
        begun(rooting, what, helpers, worth=True).finish()
        assert (what[3] == 1).all()
        np.testing.assert_allclose(what[1], np.sqrt(np.arange(1.0, parts + 1)), rtol=1e-6)


def test_hands_begin_by_themselves_where_that_is_worth_it() -> None:
    idle, what = work(50), work(50)
    begun(rooting, idle, 1, worth=False)
    shared = begun(rooting, what, 1, worth=True)
    waited = time.monotonic()
    while what[3].sum() < 50:
        assert time.monotonic() - waited < 60
        time.sleep(0.001)
    assert not idle[3].any()
    shared.finish()
    assert (what[3] == 1).all()


def test_what_one_hand_is_busy_with_is_no_other_works_business() -> None:
    long, short = work(8, LONG), work(300)
    first = begun(rooting, long, 1, worth=True)
    begun(rooting, short, 1, worth=True).finish()
    assert (short[3] == 1).all()
    first.finish()
    assert (long[3] == 1).all()


def test_what_is_left_off_is_not_gone_on_with() -> None:
    what = work(10_000, LONG)  # minutes
    shared = begun(rooting, what, 2, worth=True)
    shared.leave_off()
    some = what[3].sum()
    assert some <= 2 and what[3].max() <= 1
    after = work(100)
    begun(rooting, after, 2, worth=True).finish()
    assert (after[3] == 1).all() and what[3].sum() == some


def test_several_threads_may_ask_the_same_hands() -> None:
    def ask(done: list[bool]) -> None:
        for turn in range(300):
            what = work(1 + turn % 40, 20)
            shared = begun(rooting, what, 2, worth=True)
            if turn % 7 == 0:
                shared.leave_off()
                continue
            shared.finish()
            done.append(bool((what[3] == 1).all()))

    told_: list[list[bool]] = [[], [], []]
    threads = [Thread(target=ask, args=(done,)) for done in told_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(done) for done in told_] == [257] * 3 and all(map(all, told_))


def test_a_forked_process_does_not_wait_for_hands_that_it_does_not_have() -> None:
    shared = begun(rooting, work(5), 1, worth=True)
    assert shared.sound and not Shared(shared.work, shared.what, process=-1).sound
    shared.finish()


@pytest.mark.slow
def test_a_program_may_end_while_a_hand_is_at_work() -> None:
    code = (
        "from recommender.hands import begun\n"
        "from tests.recommender import test_hands as t\n"
        "begun(t.rooting, t.work(10_000, t.LONG), 1, worth=True)\n"
        "print('ends')\n"
    )
    told_ = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (told_.returncode, told_.stdout.strip(), told_.stderr) == (0, "ends", "")
