"""feedscope: see what a short-video algorithm does to viewers and creators.

    from feedscope import Settings, World, run

    world = run(Settings.preset("demo", seed=3), days=7)
    print(world.metrics["effective_topics"], world.digest)

`World` and `run` are worlds, `compare` and `advise` studies of many, which `Store` keeps; `fit` learns a log of your
own, `fit("ratings.csv").recommend("alice", 10)`. help(feedscope.compare) tells more, and `__init__.pyi` lists all.
"""

from simulator import __all__, __dir__, __getattr__  # noqa: F401  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
