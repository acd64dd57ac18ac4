"""Work shared out to threads: all of it is done once, whoever does it, and nobody is left at work."""

from __future__ import annotations

from itertools import pairwise
from threading import Event, Thread, current_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import parallel
from recommender.parallel import aside, chunks, in_chunks, shared_out


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_part_is_done_once(threads: int) -> None:
    done: list[slice] = []
    shared_out(done.append, [0, 3, 3, 7, 20], threads)
    assert sorted((part.start, part.stop) for part in done) == [(0, 3), (3, 3), (3, 7), (7, 20)]
    shared_out(done.append, [0], threads)
    assert len(done) == 4


def test_little_is_done_by_the_caller_in_one_go_and_much_by_several() -> None:
    done: list[tuple[slice, Thread]] = []

    def work(part: slice) -> None:
        done.append((part, current_thread()))
        if len(done) == 1 and other_began is not None:
            assert other_began.wait(60)
        elif other_began is not None:
            other_began.set()

    other_began: Event | None = None
    in_chunks(work, 10, 2, steps=parallel.WORTH // 10 - 1)
    assert done == [(slice(0, 10), current_thread())]
    done.clear()
    other_began = Event()  # the first waits until another has come, so that both must be there at once
    in_chunks(work, 10, 2, steps=parallel.WORTH // 10)
    assert len(done) > 2 and len({thread for _, thread in done}) == 2
    assert sorted(row for part, _ in done for row in range(part.start, part.stop)) == list(range(10))


@given(rows=st.integers(0, 300), threads=st.integers(1, 70))
def test_parts_are_a_large_one_for_each_thread_and_small_ones_to_even_out(rows: int, threads: int) -> None:
    cuts = chunks(rows, threads, steps=parallel.WORTH)
    assert cuts[0] == 0 and cuts[-1] == rows
    assert all(first < end for first, end in pairwise(cuts)) or rows == 0
    if threads == 2 and rows >= 100:
        sizes = [end - first for first, end in pairwise(cuts)]
        assert len(sizes) == 6 and rows * 0.4 < sizes[0] < rows / 2 and max(sizes[1:]) < rows / 8


def test_who_finds_all_others_busy_does_it_alone() -> None:
    free = Event()
    busy = aside(lambda: free.wait(60))
    done: list[Thread] = []
    shared_out(lambda _: done.append(current_thread()), range(4), 2)
    assert done == [current_thread()] * 3
    free.set()
    busy.result()


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_an_error_is_told_once_nobody_is_at_work(failing: int) -> None:
    begun: list[int] = []
    ended: list[int] = []

    def work(part: slice) -> None:
        begun.append(part.start)
        if part.start == failing:
            raise ValueError(f"part {failing}")
        ended.append(part.start)

    with pytest.raises(ValueError, match=f"part {failing}"):
        shared_out(work, range(4), 2)
    assert sorted(begun) == sorted({*ended, failing})
