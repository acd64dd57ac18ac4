"""For tests of one's own: in conftest.py, `from simulator.testing import scenario` makes pytest's fixture of that name.

def test_the_crowd_stays_varied(scenario):
    played = scenario("crowd.toml", **{"feed.algorithm": "content"})
    assert not played.broken
    assert min(played.of("effective_topics")) > 3
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import Played, play


@pytest.fixture
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Played]:
    """Lives a scenario, a file or TOML text, with settings changed by dotted name, in this process.

    Nothing is taken from another session's store, so that a test runs what it says it runs.
    """
    store = tmp_path_factory.getbasetemp() / "feedscope-runs"

    def played(file: str | Path, **changes: object) -> Played:
        return play(file, changes=changes, executor="here", store=store)

    return played
