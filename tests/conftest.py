"""What holds for every test: how hypothesis looks for counterexamples, where runs are kept, and that nothing is done
over and over that need be done once, be it compiling a loop or a file, looking through what is never thrown away, or
reading a style sheet."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests start a hundred commands, and workers. None of them shall compile every module anew because of this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Workers keep the processors busy. A product of small matrices that is spread over several waits for the others' turn,
# and burns more than it saves. Before numpy is imported; workers and commands inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Runs that a test keeps do not lie among one's own, and none is taken from there.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _RUNS = tempfile.TemporaryDirectory(prefix="feedscope-runs-")
    os.environ["FEEDSCOPE_STORE"] = _RUNS.name

# A busy machine is no counterexample: nothing here looks at a clock. What CI refuses shall be the change and not the
# luck of the day, so there the examples are the same for the same test; at a desk every run looks at new ones.
# Whoever has changed a law looks longer: `pytest --hypothesis-profile=deep FILE`.
settings.register_profile(
    "feedscope",
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.register_profile("deep", settings.get_profile("feedscope"), max_examples=500, derandomize=False)
settings.load_profile("feedscope")


FAR = (
    "sklearn.metrics",
    "sklearn.feature_extraction.text",
    "surprise",
    "scipy.stats",
    "implicit",
    "aiohttp",
    "duckdb",
)
"""Libraries that the first files of tests do not need, and the last ones do."""


def pytest_configure() -> None:
    """In a fresh clone one worker imports from the far end what the others import from the near one, and each finds the
    rest translated; else all would translate all of it side by side. Not one of those who compile."""
    met = find_spec("sklearn") if os.environ.get("PYTEST_XDIST_WORKER") == "gw2" else None
    if met is not None and met.cached is not None and not Path(met.cached).exists():
        for name in FAR:
            if find_spec(name.partition(".")[0]) is not None:
                import_module(name)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the cases of a `sampled` test the first of every so many is for every run, the others are slow."""
    met = Counter[str]()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is not None:
            name, (every,) = item.nodeid.partition("[")[0], mark.args
            if met[name] % every:
                item.add_marker(pytest.mark.slow)
            met[name] += 1


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been imported by now stays; the collector of garbage need not look through it every time."""
    gc.disable()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker in ("gw0", "gw1") and len(session.items) > MANY:
        _share_compiling(first=worker == "gw0")
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


MANY = 1_000
"""Tests from which on they call nearly all that is to be compiled."""


def _share_compiling(first: bool) -> None:
    """In a fresh clone one worker compiles first what people do, another what is learned, and each reads the rest from
    the disk; else both would compile all of it side by side."""
    from recommender.compiled import kept
    from recommender.memory.rows import put
    from simulator.engine.compiling import learn
    from simulator.experiments.wiring import build
    from simulator.settings.tree import Settings
    from simulator.simulation import of_few

    if kept(put):
        return
    algorithm = "random" if first else "user-cf"
    few = build(of_few(Settings.preset("demo", **{"feed.algorithm": algorithm})), (algorithm,))
    if not first:
        learn(few.engine)
    for _ in range(3):
        few.step()
