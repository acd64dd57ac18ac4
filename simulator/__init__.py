"""See what a short-video algorithm does to viewers and creators: the same face as `feedscope`, which is this package's
name where it is installed.

    from feedscope import Settings, World, run

    world = run(Settings.preset("demo", seed=3), days=7)
    world.metrics["effective_topics"]     # of 16 topics, as most people see them
    world.history["small_half"]           # hour by hour
    world.events["watch_s"]               # of every view
    world.frame().phone.name              # whom the phone belongs to

    world = World(Settings.preset("demo", seed=3), algorithms=["random"]).run(days=7)
    twin = world.fork("random").run(days=7)     # same people, same luck

    model = fit("ratings.csv", method="user-cf")     # a log of one's own
    model.recommend("alice", 10)

Names are loaded when they are touched; `__init__.pyi` lists them, with where they lie.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)  # pyright: ignore[reportUnknownVariableType]
