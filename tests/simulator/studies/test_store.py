"""The store of runs and whoever carries them out: nothing that ended is lost, and nothing is run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simulator.experiments.studies.carrying import carried_out
from simulator.experiments.studies.commands import Command
from simulator.experiments.studies.crews import crew
from simulator.experiments.studies.digests import plug_in
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.run import RunRow, run_one
from simulator.experiments.studies.store import Store
from simulator.recording.errors import RecordingError
from simulator.settings.tree import Settings, SettingsError
from tests.simulator import worlds
from tests.simulator.studies import toys

SMALL = worlds.settings(60, 20, world={"backlog": 5})


def run(
    store: Store | None, plans: list, executor: object = "here", known: dict | None = None
) -> dict[int, RunRow]:
    with crew(executor) as hands:  # pyright: ignore[reportArgumentType]
        return {plan.seed: row for plan, row, _ in carried_out(plans, hands, store, known)}


def test_a_run_comes_back_as_it_went_in(tmp_path: Path) -> None:
    plans = toys.plans("quick")
    made = run(Store(tmp_path), plans)
    kept = Store(tmp_path).rows([plan.key for plan in plans])
    assert kept == {row.key: row for row in made.values()}


def test_the_key_is_of_everything_that_decides_the_outcome_and_of_nothing_else() -> None:
    base = planned(Settings(), 3, window=(1, 3))
    other = [
        planned(Settings(seed=2), 3, window=(1, 3)),
        planned(Settings(), 4, window=(1, 4)),
        planned(Settings(), 3, window=(2, 3)),
        planned(Settings(), 3, window=(1, 3), commands=[Command(5, {"feed.algorithm": "random"})]),
        planned(Settings(), 3, window=(1, 3), own=["tests.simulator.studies.mine:liked_share"]),
        planned(Settings(), 3, window=(1, 3), work=f"{toys.HERE}:quick"),
    ]
    assert len({base.key, *(plan.key for plan in other)}) == len(other) + 1
    assert planned(Settings(lang="zh"), 3, window=(1, 3)).key == base.key
    assert planned(Settings(seed=2), 3, window=(1, 3)).with_seed(1).key == base.key


def test_the_source_of_a_plug_in_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brought_along.py").write_text("def mine(look): return 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    first = plug_in("brought_along:mine")
    (tmp_path / "brought_along.py").write_text("def mine(look): return 2.0\n")
    from simulator.experiments.studies import digests

    digests._source.cache_clear()
    assert plug_in("brought_along:mine") != first
    with pytest.raises(SettingsError, match="no module 'nowhere_at_all'"):
        plug_in("nowhere_at_all.here:mine")


@pytest.mark.slow
def test_a_failed_run_is_a_row_and_costs_no_other(tmp_path: Path) -> None:
    rows = run(Store(tmp_path), toys.plans("stumbles"), "processes:2")
    assert [row.status for _, row in sorted(rows.items())] == ["done", "done", "failed", "done"]
    assert rows[2].error == "ValueError: seed 2 is ill"
    listed = {one.seed: one for one in Store(tmp_path).listed()}
    assert listed[2].error == rows[2].error
    assert Store(tmp_path).rows([rows[2].key]) == {}, "it is tried again when it is asked for again"


def test_what_is_known_is_not_run_again(tmp_path: Path) -> None:
    plans = toys.plans("quick")
    run(Store(tmp_path), plans[:3])
    store = Store(tmp_path)
    known = store.rows([plan.key for plan in plans])
    with crew("here") as hands:
        assert [old for _, _, old in carried_out(plans, hands, store, known)] == [True, True, True, False]


@pytest.mark.slow
@pytest.mark.parametrize(("times", "status"), [(1, "done"), (9, "failed")])
def test_a_killed_worker_takes_nothing_with_it(tmp_path: Path, times: int, status: str) -> None:
    plans = toys.plans("dies", 6, folder=str(tmp_path), times=times)
    rows = run(Store(tmp_path / "store"), plans, "processes:2")
    assert rows[1].status == status
    assert all(rows[seed].done for seed in (0, 2, 3, 4, 5))
    if status == "failed":
        assert rows[1].error == "its worker died 3 times"


def test_any_executor_will_do(tmp_path: Path) -> None:
    plans = toys.plans("quick")
    with ThreadPoolExecutor(2) as pool:
        rows = run(None, plans, pool)
        assert rows == {k: v for k, v in rows.items() if v.done}
        assert pool.submit(int).result() == 0, "it is its owner's to close"
    assert {s: r.values for s, r in rows.items()} == {s: r.values for s, r in run(None, plans).items()}


def test_workers_end_with_whoever_asked(tmp_path: Path) -> None:
    program = (
        "from tests.simulator.studies import toys\n"
        "from simulator.experiments.studies.carrying import carried_out\n"
        "from simulator.experiments.studies.crews import crew\n"
        "if __name__ == '__main__':\n"
        f"    plans = toys.plans('slow', folder={str(tmp_path)!r})\n"
        "    with crew('processes:2') as hands: list(carried_out(plans, hands))\n"
    )
    script = tmp_path / "asks.py"
    script.write_text(program)
    root = str(Path(__file__).parents[3])
    asks = subprocess.Popen([sys.executable, str(script)], env=os.environ | {"PYTHONPATH": root}, cwd=root)
    pids = _awaited(lambda: [int(f.name[4:]) for f in tmp_path.glob("pid-*")], 2)
    asks.send_signal(signal.SIGKILL)
    asks.wait()
    _awaited(lambda: [pid for pid in pids if not _alive(pid)], 2)


def _awaited(found: object, count: int) -> list[int]:
    end = time.monotonic() + 60.0
    while len(got := found()) < count:  # pyright: ignore[reportCallIssue]
        assert time.monotonic() < end
        time.sleep(0.05)
    return got


def _alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_many_may_write_at_once(tmp_path: Path) -> None:
    plans = toys.plans("quick", 24)

    def write(part: int) -> None:
        store = Store(tmp_path)
        for plan in plans[part::3]:
            store.add(plan, run_one(plan))

    threads = [threading.Thread(target=write, args=(part,)) for part in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        Store(tmp_path).prune()
    assert len(Store(tmp_path).listed()) == 24


def test_pruning_lets_go_of_what_is_named_and_of_nothing_else(tmp_path: Path) -> None:
    run(Store(tmp_path), toys.plans("stumbles"))
    store = Store(tmp_path)
    assert store.prune(failed=True) == 1
    assert store.prune(strangers=True) == 0
    assert sorted(one.seed for one in store.listed()) == [0, 1, 3]
    assert store.prune(before="2000-01-01") == 0
    assert len(list(tmp_path.glob("runs-*.parquet"))) == 1
    assert store.prune(everything=True) == 3
    assert store.listed() == []


def test_an_empty_store_and_a_damaged_one(tmp_path: Path) -> None:
    assert Store(tmp_path / "none").rows(["x"]) == {}
    assert Store(tmp_path / "none").listed() == []
    (tmp_path / "runs-x.parquet").write_bytes(b"not parquet")
    with pytest.raises(RecordingError, match=r"runs-x\.parquet is not a file of the store, or is damaged"):
        Store(tmp_path).listed()


def test_a_run_shows_its_plan(tmp_path: Path) -> None:
    plans = toys.plans("quick", 1)
    run(Store(tmp_path), plans)
    shown = Store(tmp_path).shown(plans[0].key)
    assert shown["plan"] == plans[0].canonical
    with pytest.raises(KeyError):
        Store(tmp_path).shown("f" * 64)


# What a run does


def test_a_run_measures_its_window_and_repeats_to_the_digest() -> None:
    plan = planned(SMALL, 3, window=(1, 3), own=["tests.simulator.studies.mine:liked_share"])
    one, other = run_one(plan), run_one(plan)
    assert one.done, one.error
    assert one.digest == other.digest
    np.testing.assert_equal(dict(one.values), dict(other.values))
    world = worlds.lived(plan.settings, 24)
    rest = [world.step().interactions for _ in range(48)]
    assert one["views"] == sum(len(hour) for hour in rest)
    assert one.digest == world.digest
    liked = sum(int(hour.liked.sum()) for hour in rest)
    assert one["tests.simulator.studies.mine:liked_share"] == pytest.approx(liked / one["views"])
    assert one["likeness"] == pytest.approx(world.engine.chronicle.vital("likeness")[24:].mean())


def test_a_command_takes_effect_at_its_hour() -> None:
    plan = planned(SMALL, 2, commands=[Command(24, {"feed.algorithm": "random"})])
    world = worlds.lived(plan.settings, 24, "random")
    world.switch("random")
    for _ in range(24):
        world.step()
    assert run_one(plan).digest == world.digest != run_one(planned(SMALL, 2)).digest


def test_a_measure_out_of_its_range_is_a_failed_run() -> None:
    row = run_one(planned(SMALL, 1, own=["tests.simulator.studies.mine:beyond"]))
    assert row.status == "failed"
    assert "beyond must be between 0 and 1" in row.error


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (Command(-1, {"feed.adoption": 0.5}), "day must be 0 or more"),
        (Command(1, {"world.people": 5}), "world.people cannot change while the world runs"),
        (Command(1, {"feed.algorithm": "magic"}), "feed.algorithm must be"),
        (Command(99, {"feed.adoption": 0.5}), "the run ends on day 2"),
        (Command(1, creator=99, plan={"live": 0.5}), "creator must be between 0 and 19"),
    ],
)
def test_what_cannot_be_commanded_is_said_before_the_run(command: Command, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        planned(SMALL, 2, commands=[command])


@pytest.mark.parametrize("spec", ["", "processes:0", "processes:x", "dusk:local:2", "here:1"])
def test_an_executor_that_is_none(spec: str) -> None:
    with pytest.raises(SettingsError, match="--executor"), crew(spec):
        pass
