"""Events are those that they were when the digests were kept (`tests.simulator.golden`)."""

from __future__ import annotations

import pytest

from tests.simulator import golden


def test_no_event_has_changed() -> None:
    here = golden.tag()
    kept = golden.kept().get(here)
    if kept is None:
        pytest.skip(f"no digests were kept for {here}; `python -m tests.simulator.golden` keeps them")
    found = dict(golden.digests())
    assert {name: found[name] for name in kept if name in found} == {
        name: digest for name, digest in kept.items() if name in found
    }, "if that is meant, `python -m tests.simulator.golden` keeps the new ones"
    assert {name.partition(",")[0] for name in found} >= {"user-cf", "random", "ideal"}


def test_what_is_kept_differs_by_method_and_stages() -> None:
    for digests in golden.kept().values():
        assert len(digests) >= 20
        for algorithm in ("user-cf", "random", "ideal"):
            assert len({digest for name, digest in digests.items() if name.startswith(algorithm)}) == 2
        plain = [digest for name, digest in digests.items() if name.endswith("plain")]
        assert len(set(plain)) == len(plain)
