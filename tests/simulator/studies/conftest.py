"""What tests of studies share."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.experiments.studies import digests
from simulator.testing import scenario

__all__ = ["brought_along", "scenario"]


@pytest.fixture
def brought_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Puts a module of this name and source into the folder where one works, where it is found as a user's is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place])
    named: set[str] = set()

    def put(name: str, source: str) -> None:
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        named.add(name)
        sys.modules.pop(name, None)
        importlib.invalidate_caches()
        digests._source.cache_clear()

    yield put
    for name in named:
        sys.modules.pop(name, None)
    digests._source.cache_clear()
