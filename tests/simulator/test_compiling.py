"""Two processes share what is compiled at the first start; nothing hangs on the second."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from recommender.compiled import kept, spread
from simulator.engine import compiling
from simulator.experiments.wiring import build
from simulator.settings.tree import Settings
from simulator.simulation import of_few


def _yes(function: object) -> bool:
    del function
    return True


def _no(function: object) -> bool:
    return not _yes(function)


def test_what_nobody_did_is_learned_and_answered() -> None:
    few = build(of_few(Settings.preset("demo")), ("user-cf",)).engine
    compiling.learn(few)
    who = np.arange(len(few.world.people), dtype=np.int32)
    assert few.methods["user-cf"].recommend(who, 5, 1).items.min() >= 0


def test_the_other_process_is_ours_gets_the_settings_and_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "settings"
    (tmp_path / "simulator.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    writes = f"import simulator, sys, time; open({str(told)!r}, 'wb').write(sys.stdin.buffer.read()); time.sleep(600)"
    monkeypatch.setattr(compiling, "_OTHER", writes)
    monkeypatch.setattr(compiling, "kept", _no)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    settings = Settings.preset("demo", seed=7)
    with compiling.shared(settings):
        while not told.exists() or not told.stat().st_size:
            sleep(0.01)
    assert pickle.loads(told.read_bytes()) == settings


def test_one_that_was_begun_before_is_the_only_one_and_ends_with_the_block(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    writes = (
        f"import os, time; open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w').close(); time.sleep(600)"
    )
    monkeypatch.setattr(compiling, "_OTHER", writes)
    monkeypatch.setattr(compiling, "kept", _no)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    settings = Settings.preset("demo")
    compiling.begin(settings)
    compiling.begin(settings)
    with compiling.shared(settings):
        while not list(tmp_path.iterdir()):
            sleep(0.01)
    [begun] = tmp_path.iterdir()
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.name), 0)


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "import sys; sys.stdin.close(); raise SystemExit"])
def test_one_that_fails_is_not_missed(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_OTHER", code)
    monkeypatch.setattr(compiling, "kept", _no)
    done = False
    with compiling.shared(Settings.preset("demo")):
        done = True
    assert done


def test_there_is_none_once_all_is_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "kept", _yes)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with compiling.shared(Settings.preset("demo")):
        pass


def test_what_is_not_compiled_for_the_disk_need_not_be_compiled_ahead() -> None:
    assert kept(len)


def test_an_array_is_spread_and_lies_in_one_piece() -> None:
    table = np.arange(12).reshape(3, 4)
    assert spread(table, (3, 4)) is table
    part = spread(table[:, 1:3], (3, 2))
    assert part.flags.c_contiguous and part.tolist() == [[1, 2], [5, 6], [9, 10]]
    wide = spread(table[0], (2, 4))
    assert wide.flags.c_contiguous and wide.flags.writeable and wide.tolist() == [[0, 1, 2, 3]] * 2
