"""Who carries out the runs of a study: this process, some processes of this machine, any executor of
`concurrent.futures`, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from typing import Protocol

from simulator.experiments.studies.carrying import Crew, CrewGone
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow, heed, run_one
from simulator.settings.tree import SettingsError


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
