"""Another Python imports what this one does, wherever it is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

import simulator
from simulator.another_python import FEEDSCOPE, command
from simulator.engine import compiling
from simulator.settings.tree import Settings
from simulator.version import program_version


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one stands, with modules that are called like ours."""
    for name in ("simulator", "recommender", "numpy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _said(words: list[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.usefixtures("elsewhere")
def test_ours_is_found_and_not_what_lies_where_one_stands() -> None:
    told = command(
        "import simulator; print(simulator.__file__, *sys.argv[1:], sep='|')", "two words", "'\"$x"
    )
    assert _said(told) == f"{simulator.__file__}|two words|'\"$x"
    assert _said(command(FEEDSCOPE, "--version")) == program_version()


def test_it_finds_what_this_one_finds_from_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "found_here.py").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert _said(command("import found_here; print(found_here.__name__)")) == "found_here"


def test_what_compiles_beside_the_first_start_is_ours(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    told = elsewhere / "told"
    writes = f"import simulator, time; open({str(told)!r}, 'w').write(simulator.__file__); time.sleep(600)"
    monkeypatch.setattr(compiling, "_OTHER", writes)
    monkeypatch.setattr(compiling, "kept", lambda function: function is None)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with compiling.shared(Settings.preset("demo")):
        while not told.exists() or not told.stat().st_size:
            sleep(0.01)
    assert told.read_text() == simulator.__file__
