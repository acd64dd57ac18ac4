"""Dask as the crew: a killed worker changes no row, and whoever computes otherwise is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.experiments.studies import cluster as module
from simulator.experiments.studies.carrying import CrewGone, carried_out
from simulator.experiments.studies.crews import crew
from simulator.experiments.studies.store import Store
from simulator.settings.tree import SettingsError
from tests.simulator.studies import toys

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
pytest.importorskip("distributed")


def test_a_worker_killed_on_a_cluster_changes_nothing(tmp_path: Path) -> None:
    asked = {"folder": str(tmp_path), "times": 1}
    plans = toys.plans("dies", 12, **asked)
    with crew("dask:local:2") as hands:
        there = {plan.seed: row for plan, row, _ in carried_out(plans, hands, Store(tmp_path / "store"))}
    assert (tmp_path / "deaths").read_text() == "xx", "it was killed once, and run again"
    with crew("processes:2") as hands:
        here = {plan.seed: row for plan, row, _ in carried_out(plans, hands)}
    told = [json.dumps([[s, r.values, r.digest] for s, r in sorted(rows.items())]) for rows in (there, here)]
    assert told[0] == told[1]
    assert len(Store(tmp_path / "store").rows([plan.key for plan in plans])) == 12


def test_a_worker_that_computes_otherwise_is_refused() -> None:
    program, digest = module.probe()
    told = {"tcp://one": (program, digest), "tcp://two": (program, "0" * 64)}
    with pytest.raises(
        SettingsError, match=rf"worker tcp://two gets digest 000000000000 .* has {digest[:12]}"
    ):
        module.Cluster(_Told(told)).check()
    told["tcp://two"] = ("9.9+0", digest)
    with pytest.raises(SettingsError, match=r"worker tcp://two runs feedscope 9\.9\+0, this is"):
        module.Cluster(_Told(told)).check()
    with pytest.raises(RuntimeError, match="this worker runs another feedscope"):
        module.run_checked(toys.plans("quick", 1)[0], ("9.9+0", digest))


def test_a_scheduler_without_workers_is_said_in_one_sentence() -> None:
    class Lonely(_Told):
        def wait_for_workers(self, *_: object, **__: object) -> None:
            raise TimeoutError("Only 0/1 workers arrived after 20")

    with pytest.raises(SettingsError, match="no worker has come to the scheduler within 20 s"):
        module.Cluster(Lonely({})).check()


def test_a_cluster_that_goes_is_said_without_the_names_of_what_waits() -> None:
    class Gone(_Told):
        def as_current(self) -> object:
            raise RuntimeError(str(["d20a3022d33b4d42"] * 9))

    with pytest.raises(CrewGone, match=r"^the cluster has gone while runs were under way$"):
        module.Cluster(Gone({})).ended()


class _Told:
    """A client whose workers say this of themselves."""

    def __init__(self, told: dict[str, object]) -> None:
        self._told = told

    def wait_for_workers(self, *_: object, **__: object) -> None: ...

    def run(self, *_: object, **__: object) -> dict[str, object]:
        return self._told


@pytest.mark.parametrize("spec", ["dask:", "dask:local:0", "dask:local:x", "dask:remote:2"])
def test_what_names_no_cluster(spec: str) -> None:
    with pytest.raises(SettingsError, match="--executor must be"), crew(spec):
        pass


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CONNECT_S", 1)
    refused = pytest.raises(SettingsError, match="no Dask scheduler answers at")
    with refused, crew("dask://127.0.0.1:9"):
        pass
