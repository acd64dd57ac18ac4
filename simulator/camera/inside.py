"""What lies behind the recommender's protocol in this program: for cameras that explain how it works.

Cameras ask for it and do without where a method is made otherwise.
"""

from __future__ import annotations

import numpy as np

from recommender.memory.memory import Memory
from recommender.pipeline import Pipeline
from recommender.privacy.guard import Guard, Guarded
from simulator.engine.tick import Engine


def memory_of(engine: Engine) -> Memory | None:
    """What the methods of this engine remember in common; None if they keep it to themselves."""
    memory = getattr(engine.methods[engine.algorithm], "memory", None)
    return memory if isinstance(memory, Memory) else None


def pipeline_of(engine: Engine, name: str) -> Pipeline | None:
    """The method and its stages, behind whoever guards it; None where it is made otherwise."""
    method = engine.methods[name]
    inner = method.method if isinstance(method, Guarded) else method
    return inner if isinstance(inner, Pipeline) else None


def is_tracked(engine: Engine, person: int) -> bool:
    """Do the methods learn from this person, or did they opt out?"""
    methods = engine.methods
    return not (isinstance(methods, Guard) and bool(methods.opted_out(np.array([person]))[0]))
