"""Who carries out the runs of a study: this process, some processes of this machine, any executor of
`concurrent.futures`, or a Dask cluster. A worker that dies takes no finished run with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from typing import Protocol

from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow, heed, run_one
from simulator.experiments.studies.store import Store
from simulator.settings.tree import SettingsError

MOST_TRIES = 3
"""A run whose worker dies so often has failed."""


class CrewGone(Exception):
    """Nobody is there any more who could carry out the rest; what has ended is in the store."""


class Crew(Protocol):
    """Takes plans, gives rows."""

    @property
    def workers(self) -> int: ...

    @property
    def room(self) -> int:
        """Plans that may be under way at once."""
        ...

    def submit(self, plan: Plan) -> None: ...

    def ended(self) -> list[tuple[Plan, RunRow | None]]:
        """Waits until a run has ended; None for one whose worker died."""
        ...

    def close(self, *, now: bool) -> None:
        """Let the workers go; `now` leaves what they are at undone."""
        ...


class Alone:
    """This process, one run after the other."""

    workers = 1
    room = 1

    def __init__(self) -> None:
        self._waiting: deque[Plan] = deque()

    def submit(self, plan: Plan) -> None:
        self._waiting.append(plan)

    def ended(self) -> list[tuple[Plan, RunRow | None]]:
        plan = self._waiting.popleft()
        return [(plan, run_one(plan))]

    def close(self, *, now: bool) -> None:
        self._waiting.clear()


class Pool:
    """An executor of `concurrent.futures`, made anew when it breaks if it is our own."""

    def __init__(self, executor: Executor | Callable[[], Executor], workers: int) -> None:
        self.workers = workers
        self.room = workers + 1
        """One more than there are hands, so that none waits for the next plan."""
        self._make = executor if callable(executor) else None
        self._executor = executor if isinstance(executor, Executor) else executor()
        self._under_way: dict[Future[RunRow], Plan] = {}

    def submit(self, plan: Plan) -> None:
        try:
            future = self._executor.submit(run_one, plan)
        except BrokenExecutor:
            if self._make is None:
                raise CrewGone("the executor is broken: a worker of it died") from None
            self._executor.shutdown(wait=False)
            self._executor = self._make()
            future = self._executor.submit(run_one, plan)
        self._under_way[future] = plan

    def ended(self) -> list[tuple[Plan, RunRow | None]]:
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        found: list[tuple[Plan, RunRow | None]] = []
        for future in done:
            plan = self._under_way.pop(future)
            try:
                found.append((plan, future.result()))
            except BrokenExecutor:
                found.append((plan, None))
        return found

    def close(self, *, now: bool) -> None:
        for future in self._under_way:
            future.cancel()
        if self._make is not None:
            self._executor.shutdown(wait=not now, cancel_futures=True)


@contextmanager
def crew(spec: str | Executor) -> Generator[Crew]:
    """Whoever `spec` names: `here`, `processes`, `processes:4`, `dask://host:8786`, `dask:local:2`, or an executor.

    SettingsError if it names nobody. Leaving by an exception leaves what is under way undone.
    """
    made = _made(spec)
    try:
        yield made
    except BaseException:
        made.close(now=True)
        raise
    made.close(now=False)


def _made(spec: str | Executor) -> Crew:
    if isinstance(spec, Executor):
        return Pool(spec, int(getattr(spec, "_max_workers", 0)) or os.cpu_count() or 1)
    kind, _, count = spec.partition(":")
    if kind == "here" and not count:
        return Alone()
    if kind == "processes":
        workers = _workers(spec, count) if count else os.cpu_count() or 1
        return _Processes(workers)
    if kind == "dask" and count:
        from simulator.experiments.studies.cluster import cluster

        return cluster(spec)
    raise SettingsError(
        f"--executor must be here, processes, processes:N, dask:local:N or dask://HOST:PORT, not {spec!r}"
    )


def _workers(spec: str, count: str) -> int:
    if not count.isdecimal() or not 1 <= int(count) <= 1_000:
        raise SettingsError(f"--executor: the number of processes must be 1 to 1000, not {spec!r}")
    return int(count)


class _Processes(Pool):
    """Processes of our own."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._stop = context.Event()

        def make() -> Executor:
            return ProcessPoolExecutor(workers, context, _begin, (self._stop,))

        super().__init__(make, workers)

    def close(self, *, now: bool) -> None:
        if now:
            self._stop.set()
        super().close(now=now)


class _Event(Protocol):
    def is_set(self) -> bool: ...


def _begin(stop: _Event) -> None:
    """How a worker process begins: Ctrl-C is for the process that asks, and a worker ends when that has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    heed(stop.is_set)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent.sentinel,), daemon=True).start()


def _outlive(parent: int) -> None:
    wait_for([parent])
    os._exit(1)


def carried_out(
    plans: Iterable[Plan], hands: Crew, store: Store | None = None, known: Mapping[str, RunRow] | None = None
) -> Iterator[tuple[Plan, RunRow, bool]]:
    """Each plan with its row, as they end, and whether it was among those `known`; what was not goes into the store at
    once. `plans` is read no further than there is room, so that whoever gives them may stop at any time."""
    coming, suspects, tries = iter(plans), deque[Plan](), Counter[str]()
    known, under_way, over = known or {}, 0, False
    while True:
        # A worker's death breaks all that is under way: whoever may have caused it flies alone from then on.
        while not over and not suspects and under_way < hands.room:
            plan = next(coming, None)
            if plan is None:
                over = True
            elif plan.key in known:
                yield plan, known[plan.key], True
            else:
                hands.submit(plan)
                under_way += 1
        if suspects and not under_way:
            hands.submit(suspects.popleft())
            under_way = 1
        if not under_way:
            return
        for plan, row in hands.ended():
            under_way -= 1
            if row is None:
                tries[plan.key] += 1
                if tries[plan.key] < MOST_TRIES:
                    suspects.append(plan)
                    continue
                row = RunRow(plan.key, "failed", {}, error=f"its worker died {MOST_TRIES} times")
            if store is not None:
                store.add(plan, row)
            yield plan, row, False
