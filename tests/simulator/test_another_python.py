"""Another Python imports what this one does, wherever it is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import simulator
from simulator.another_python import FEEDSCOPE, command
from simulator.version import program_version


def _said(words: list[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_ours_is_found_and_not_what_lies_where_one_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("simulator", "recommender", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
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
