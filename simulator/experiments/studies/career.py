"""One creator's months: somebody works by certain levers in a living world, and what has become of them is measured.

A new creator takes the place of the one who would have arrived last, and begins when the world opens. Whoever is
looked at is directed, and so goes on whatever comes of it: that they stop (`laws.careers`) would hide what a lever
does.
"""

from __future__ import annotations

import json
from typing import cast

import numpy as np

from simulator.engine.tick import Engine
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import hours, opened
from simulator.metrics import brand
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Settings

WORK = "simulator.experiments.studies.career:career"
"""The work of a plan."""
GOALS = ("followers", "reach", "fans", "trust")
"""What a career can be for: people won as followers, reached at all, won as fans, or points of trust, 0 to 100."""
NEW = "new"


def career(plan: Plan) -> tuple[dict[str, float], str]:
    """`GOALS` and views gained from the opening to the plan's end, and the digest of all events.

    `plan.asked` has `creator` (a number, or new), `topic`, `focus`, `effort` (times the usual) and `levers`.
    """
    asked = cast("dict[str, object]", json.loads(plan.asked))
    simulation = opened(plan)
    engine = simulation.engine
    creators = engine.world.creators
    who = newcomer(engine) if asked["creator"] == NEW else int(cast("int", asked["creator"]))
    if asked["creator"] == NEW:
        topic = plan.settings.world.topics.index(str(asked["topic"]))
        creators.arrive(who, topic, engine.tick, plan.settings.creators)
    levers = {"effort": asked["effort"], "adapt": 0.0, **cast("dict[str, object]", asked["levers"])}
    simulation.direct(who, levers)
    before = _standing(engine, who)

    for _ in hours(simulation, plan):
        pass
    after = _standing(engine, who)
    # Trust is where somebody stands; the others are what has been won.
    return {
        name: after[name] - (before[name] if name != "trust" else 0.0) for name in after
    }, simulation.digest


def newcomer(engine: Engine) -> int:
    """Whose place a new creator takes."""
    late = engine.world.creators.arrives
    who = int(np.argmax(late))
    if late[who] <= engine.tick:
        raise SettingsError(
            "creators.newcomers must leave somebody who has not arrived when the world opens: a new creator takes "
            "their place"
        )
    return who


def check(settings: Settings, creator: str, topic: str) -> None:
    """SettingsError if nobody of this kind can work in such a world."""
    if creator == NEW:
        if topic not in settings.world.topics:
            raise SettingsError(f"--topic must be one of {', '.join(settings.world.topics)}, not {topic!r}")
        if not settings.creators.newcomers:
            raise SettingsError(
                "--creator new needs creators.newcomers above 0: a new one takes a newcomer's place"
            )
        return
    last = settings.world.creators - 1
    if not creator.isdecimal() or int(creator) > last:
        raise SettingsError(f"--creator must be new, or a number from 0 to {last}, not {creator!r}")


def _standing(engine: Engine, who: int) -> dict[str, float]:
    made, bonds = engine.world.creators, engine.world.bonds
    rows = bonds.of_creator(who)
    stages = brand.funnel(
        len(engine.world.people), bonds.exposures[rows], bonds.likes[rows], bonds.follows[rows]
    )
    return {
        "followers": float(made.followers[who]),
        "reach": float(made.reached[who]),
        "fans": float(stages[-1]),
        "trust": 100.0 * float(made.trust[who]),
        "views": float(made.impressions[who]),
    }
