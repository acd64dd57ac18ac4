"""The stages after the algorithm's order, as a screen shows and turns them."""

from __future__ import annotations

from typing import get_args

from recommender.rerank.settings import RerankSettings, Stage
from simulator.frames import Knob, StageState


def stages(settings: RerankSettings) -> tuple[StageState, ...]:
    """All stages in the order of work; a stage's knobs are its numbers and words, without lists."""
    branches = [(name, branch) for name, branch in settings if isinstance(branch, Stage)]
    return tuple(StageState(name, branch.on, _knobs(branch)) for name, branch in branches)


def _knobs(branch: Stage) -> tuple[Knob, ...]:
    knobs: list[Knob] = []
    for name, field in type(branch).model_fields.items():
        value = getattr(branch, name)
        if name != "on" and isinstance(value, int | float | str):
            bounds = {
                kind: bound
                for rule in field.metadata
                for kind in ("ge", "gt", "le")
                if (bound := getattr(rule, kind, None)) is not None
            }
            words = get_args(field.annotation) if isinstance(value, str) else ()
            knobs.append(Knob(name, value, bounds.get("ge", bounds.get("gt")), bounds.get("le"), words))
    return tuple(knobs)
