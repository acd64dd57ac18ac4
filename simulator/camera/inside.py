"""What lies behind the recommender's protocol in this program: for cameras that explain how it works.

Cameras ask for it and do without where a method is made otherwise.
"""

from __future__ import annotations

from recommender.memory.memory import Memory
from simulator.engine import Engine


def memory_of(engine: Engine) -> Memory | None:
    """What the methods of this engine remember in common; None if they keep it to themselves."""
    memory = getattr(engine.methods[engine.algorithm], "memory", None)
    return memory if isinstance(memory, Memory) else None
