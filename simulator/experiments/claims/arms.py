"""The arms of all claims: what each run changes in the world it starts from, and nothing else.

One set of defaults for all claims. The values were chosen once: the ends of a setting's range where it has ends, or
a fifth and four times what the demo has. Two arms are references: `ideal` knows what people would enjoy, under `self`
they choose without an algorithm.

What an arm changes holds from the hour in which the algorithm takes over, so that all arms of a seed have lived the
same past; where a setting is fixed at birth, from then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulator.experiments.studies.commands import Command
from simulator.settings.files import override
from simulator.settings.tree import TOPICS, Settings, tunable

Changes = Mapping[str, object]

BASE = "user-cf"
SHARPNESS = (0.0, 5.0, 15.0)
"""How surely similarity decides, from not at all; under `BASE` it is infinite."""
LOT = "lot 0.25"
"""A quarter of places by lot."""
FEW = "half of the topics"
"""A smaller pool: of interests, as in Jiang (2019), and not of videos."""
HALF = "adoption 0.5"
"""The method fills half of the places, people fill the others by themselves."""
APART = "half of the people"
"""The method serves half of the people, drawn by lot; the others choose by themselves, in the same world."""


def sharp(sharpness: float) -> str:
    """Name of the arm in which similarity decides so surely."""
    return BASE if math.isinf(sharpness) else f"sharpness {sharpness:g}"


ARMS: dict[str, Changes] = {
    BASE: {},
    "ideal": {"feed.algorithm": "ideal"},
    "self": {"feed.algorithm": "self"},
    "random": {"feed.algorithm": "random"},
    "most-watched": {"feed.algorithm": "most-watched"},
    "trending": {"feed.algorithm": "trending"},
    **{sharp(value): {"methods.user_cf.sharpness": value} for value in SHARPNESS},
    LOT: {"feed.rerank.exploration.on": True, "feed.rerank.exploration.share": 0.25},
    "no dislikes": {"behaviour.dislikes": 0.0},
    "all dislikes": {"behaviour.dislikes": 1.0},
    FEW: {"world.topics": TOPICS[: len(TOPICS) // 2]},
    HALF: {"feed.adoption": 0.5},
    APART: {},
}
BESIDE: dict[str, Changes] = {APART: {"feed.algorithm": "self"}}
"""What is other for half of an arm's people, from the hour in which the algorithm takes over."""


def armed(world: Settings, arm: str, seed: int) -> Settings:
    """The world of this arm and seed as it is born: under user-cf, but for what of the arm cannot begin later."""
    plain = {"seed": seed, "feed.algorithm": "user-cf", "methods.user_cf.threads": 1}
    return override(world, {**plain, **{name: ARMS[arm][name] for name in ARMS[arm] if not _later(name)}})


def taking_over(arm: str) -> tuple[Command, ...]:
    """What changes in the hour in which the arm's algorithm takes over."""
    later = {name: value for name, value in ARMS[arm].items() if _later(name)}
    return (Command(0, later),) if later else ()


def _later(name: str) -> bool:
    """May it begin with the algorithm? A world is built for the one that it will have, which serves from then on."""
    return name != "feed.algorithm" and tunable(name)
