"""Two processes share what is compiled at the first start; nothing hangs on the second."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from recommender.compiled import kept, spread
from simulator.another_python import command
from simulator.engine import compiling
from simulator.experiments.wiring import build
from simulator.settings.tree import Settings
from simulator.simulation import of_few
from tests.processes import ends, gone

_TELLS = """
import os, pickle, time
from pathlib import Path
from simulator.engine.compiling import told
Path("new").write_bytes(pickle.dumps(told()))
Path("new").rename(f"{os.getpid()}.told")
time.sleep(600)
"""
"""What the other process does in these tests: it tells what it was told, in a file named by its number."""

_KILLED = f"""
import os, signal, time
from pathlib import Path
from simulator.engine import compiling
from simulator.settings.tree import Settings
compiling._OTHER, compiling.kept, os.cpu_count = {_TELLS!r}, lambda function: False, lambda: 2
compiling.begin(Settings.preset("demo"))
while not list(Path().glob("*.told")):
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGKILL)
"""


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


def _told(folder: Path) -> Path:
    """The file that the other process has written, once it is there: see `_TELLS`."""
    while not (there := list(folder.glob("*.told"))):
        sleep(0.01)
    [file] = there
    return file


def test_the_other_process_is_ours_gets_the_settings_and_ends_with_the_block(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "simulator.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compiling, "_OTHER", _TELLS)
    monkeypatch.setattr(compiling, "kept", _no)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    settings = Settings.preset("demo", seed=7)
    compiling.begin(settings)
    compiling.begin(settings)
    with compiling.shared(settings):
        told = _told(tmp_path)
    assert pickle.loads(told.read_bytes()) == settings
    assert gone(int(told.stem))


def test_it_ends_with_the_first_however_that_ends(tmp_path: Path) -> None:
    assert (
        subprocess.run(command(_KILLED), cwd=tmp_path, check=False, timeout=60).returncode == -signal.SIGKILL
    )
    assert ends(int(_told(tmp_path).stem))


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
