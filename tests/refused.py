"""What the command line says of words that cannot be."""

from __future__ import annotations

import pytest

from simulator.cli import command_line


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one sentence on stderr, with exit code 2 and nothing on stdout."""
    assert command_line(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("feedscope: ") and err.endswith("\n") and err.count("\n") == 1
    return err.removeprefix("feedscope: ").rstrip("\n")
