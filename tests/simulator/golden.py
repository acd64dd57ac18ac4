"""Digests of a small world under every method, plain and with every stage on, kept so that a change of code that means
to change no event can prove it.

    python -m tests.simulator.golden

writes those of this machine into golden.json, in place of older ones with the same libraries. Whoever means to change
events runs it, and says in the commit why they changed. Floats depend on libraries and processors in their last bits,
and so may events: digests are compared only where they were made.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numba
import numpy as np

from recommender.methods.libraries import missing
from recommender.rerank.settings import RerankSettings, Stage
from simulator.experiments.wiring import Simulation, build
from simulator.settings.tree import ALGORITHMS
from tests.simulator.worlds import settings

KEPT = Path(__file__).with_name("golden.json")
BEFORE, STAGED, HOURS = 24, 3, 3
"""Hours that all worlds share, more that those with stages share, and hours under each method."""

EVENTFUL = {
    "behaviour": {"likes": 0.3, "comments": 0.2, "shares": 0.1, "follows": 0.2, "dislikes": 0.2},
    "creators": {"collaborate": 0.3, "live": 0.6, "adapt": 0.5, "newcomers": 0.2, "buyers": 0.1},
    "trends": {"births_per_week": 60.0},
    "live": {"least_followers": 1},
    "people": {"active_days": 0.9, "newcomers_within_days": 4.0},
}
"""So that within a day every law has had something to do."""

STAGES = [
    name for name in RerankSettings.model_fields if issubclass(type(getattr(RerankSettings(), name)), Stage)
]
TURNED = {
    **{f"feed.rerank.{name}.on": True for name in STAGES}, "feed.adoption": 0.9,
    "privacy.opt_out": 0.1, "privacy.epsilon": 4.0, "noise.bots": 0.05, "noise.sparse": 0.1, "noise.random": 0.1,
}  # fmt: skip


def tag() -> str:
    """What the last bits of floats depend on."""
    built: Any = np.show_config(mode="dicts")
    extensions = built["SIMD Extensions"]
    numpy_, numba_ = (".".join(each.__version__.split(".")[:2]) for each in (np, numba))
    simd = "+".join([*extensions["baseline"], *extensions["found"]])
    return f"numpy {numpy_}, numba {numba_}, {platform.machine()} {simd}, {' '.join(platform.libc_ver())}"


def lived(run: Simulation, hours: int) -> Simulation:
    for _ in range(hours):
        run.step()
    return run


def digests() -> Iterator[tuple[str, str]]:
    """Name and digest of every world: one eventful day, of which all methods learn, and the hours after it."""
    plain = lived(build(settings(120, 30, seed=11, **EVENTFUL)), BEFORE)
    staged = plain.fork(plain.engine.algorithm)
    staged.tune_all(TURNED)
    for name, first in (("plain", plain), ("staged", lived(staged, STAGED))):
        for algorithm in ALGORITHMS:
            if not missing(algorithm):
                yield f"{algorithm}, {name}", lived(first.fork(algorithm), HOURS).digest


def kept() -> dict[str, dict[str, str]]:
    """By `tag`, digests by name."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


if __name__ == "__main__":
    made = {**kept(), tag(): dict(digests())}
    KEPT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
