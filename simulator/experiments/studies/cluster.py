"""A Dask cluster as the crew of a study: rows travel, files do not, so workers need no disk in common.

A task's name is the key of its plan: a task that is sent twice, or again after a worker's death, is the same run.
"""

from __future__ import annotations

import importlib
import logging
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

from simulator.experiments.studies import digests
from simulator.experiments.studies.carrying import CrewGone
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow, run_one
from simulator.settings.tree import SettingsError

TASKS_A_WORKER = 4
RETRIES = 3
_PROBE_HOURS, _PROBE_PEOPLE, _PROBE_CREATORS = 2, 40, 12
_CONNECT_S = 20
_CLOSE_S = 30
_GONE = "the cluster has gone while runs were under way"


@lru_cache(maxsize=1)
def probe() -> tuple[str, str]:
    """(program, digest of a very small world after two hours): equal where runs come out equal."""
    from simulator.experiments.wiring import build
    from simulator.settings.tree import Settings

    settings = Settings.model_validate(
        {
            "world": {"people": _PROBE_PEOPLE, "creators": _PROBE_CREATORS},
            "people": {"active_days": 1.0, "views_per_day": 200},
            "methods": {"user_cf": {"threads": 1}},
        }
    )
    world = build(settings, (settings.feed.algorithm,))
    for _ in range(_PROBE_HOURS):
        world.step()
    return digests.program(), world.digest


def run_checked(plan: Plan, wanted: tuple[str, str]) -> RunRow:
    """Carry out a plan on a worker that is like whoever asks. RuntimeError on one that is not."""
    if probe() != wanted:
        raise RuntimeError(f"this worker runs another feedscope: {' '.join(probe())}")
    return run_one(plan)


def cluster(spec: str) -> Cluster:
    """`dask:local:2`, a cluster of so many processes for this study, or `dask://host:8786`, one that is there.

    SettingsError if it cannot be reached, if the library is missing, or if a worker would not give the same runs.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise SettingsError(
            '--executor: a cluster needs the library dask.distributed: pip install "feedscope[cluster]"'
        ) from None
    head, _, rest = spec.partition(":")
    kind, _, count = rest.partition(":")
    local = int(count) if kind == "local" and count.isdecimal() else 0
    if head != "dask" or not (rest.startswith("//") or local):
        raise SettingsError(f"--executor must be dask:local:N or dask://HOST:PORT, not {spec!r}")
    importlib.import_module("dask").config.set(
        {"distributed.scheduler.allowed-failures": 100, "distributed.admin.tick.limit": "1h"}
    )
    for name in (
        "distributed",
        "distributed.client",
    ):  # what they say of a lost cluster is told in one sentence
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    own: Any = None
    try:
        if rest.startswith("//"):
            client = distributed.Client(f"tcp:{rest}", timeout=_CONNECT_S, set_as_default=False)
        else:
            own = distributed.LocalCluster(
                n_workers=local, threads_per_worker=1, dashboard_address=None, silence_logs=50
            )
            client = distributed.Client(own, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingsError(f"--executor: no Dask scheduler answers at {spec!r}: {error}") from None
    made = Cluster(client, own)
    try:
        made.check()
    except BaseException:
        made.close(now=True)
        raise
    return made


class Cluster:
    """Sends plans to the workers of a client."""

    def __init__(self, client: Any, own: Any = None) -> None:
        self._client, self._own = client, own
        self._under_way: dict[Any, Plan] = {}

    @property
    def workers(self) -> int:
        """Those that are there now."""
        return max(1, len(cast("dict[str, object]", self._client.scheduler_info(n_workers=-1)["workers"])))

    @property
    def room(self) -> int:
        return TASKS_A_WORKER * self.workers

    def check(self) -> None:
        """SettingsError that names a worker which runs another program, or gets another world of the same settings."""
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT_S)
        except TimeoutError:
            raise SettingsError(
                f"--executor: no worker has come to the scheduler within {_CONNECT_S} s; dask worker tcp://HOST:PORT "
                f"begins one"
            ) from None
        mine = probe()
        told = cast("dict[str, object]", self._client.run(probe, on_error="return"))
        for worker, theirs in sorted(told.items()):
            if not isinstance(theirs, tuple):
                raise SettingsError(
                    f"--executor: worker {worker} has no feedscope that fits this one: {theirs}"
                )
            theirs = cast("tuple[str, str]", theirs)
            if theirs[0] != mine[0]:
                raise SettingsError(
                    f"--executor: worker {worker} runs feedscope {theirs[0]}, this is {mine[0]}"
                )
            if theirs != mine:
                raise SettingsError(
                    f"--executor: worker {worker} gets digest {theirs[1][:12]} for a world that has {mine[1][:12]} "
                    f"here; its numpy, numba or processor computes otherwise"
                )

    def submit(self, plan: Plan) -> None:
        future = self._client.submit(run_checked, plan, probe(), key=plan.key, pure=True, retries=RETRIES)
        self._under_way[future] = plan

    def ended(self) -> list[tuple[Plan, RunRow | None]]:
        try:
            with self._client.as_current():
                done: Any = (
                    importlib.import_module("distributed")
                    .wait(list(self._under_way), return_when="FIRST_COMPLETED")
                    .done
                )
        except Exception:  # it names the keys of all that waits, and whoever asked knows none of them
            raise CrewGone(_GONE) from None
        found: list[tuple[Plan, RunRow | None]] = []
        for future in done:
            plan = self._under_way.pop(future)
            if future.status in ("cancelled", "lost"):
                raise CrewGone(_GONE)
            error = future.exception()
            if error is None:
                found.append((plan, future.result()))
            elif type(error).__name__ == "KilledWorker":
                found.append((plan, None))
            else:
                told = f"{type(error).__name__}: {error}".splitlines()[0]
                found.append((plan, RunRow(plan.key, "failed", {}, error=told)))
            future.release()
        return found

    def close(self, *, now: bool) -> None:
        if now and self._under_way:
            self._client.cancel(list(self._under_way), force=True)
        self._client.close(timeout=_CLOSE_S)
        if self._own is not None:
            with suppress(TimeoutError):  # a busy machine; the workers go with this process at the latest
                self._own.close(timeout=_CLOSE_S)
