"""The arms of all claims: what each run changes in the world it starts from, and nothing else.

One set of defaults for all claims. The values were chosen once: the ends of a setting's range where it has ends, or
a fifth and four times the default.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.config import Settings
from simulator.settings_io import override

Changes = Mapping[str, object]

BASE = "user-cf"
LOTS = (1.0, 0.75, 0.5, 0.25)
"""Shares of places drawn by lot, from no personalisation to little of none."""


def _exploring(share: float) -> Changes:
    return {"feed.rerank.exploration.on": True, "feed.rerank.exploration.share": share}


def lot(share: float) -> str:
    """Name of the arm that draws this share of places by lot."""
    return f"lot {share:g}"


ARMS: dict[str, Changes] = {
    BASE: {},
    "random": {"feed.algorithm": "random"},
    "most-watched": {"feed.algorithm": "most-watched"},
    "trending": {"feed.algorithm": "trending"},
    **{lot(share): _exploring(share) for share in LOTS},
    "firm": {"people.susceptibility": 0.0},
    "soft": {"people.susceptibility": 1.0},
    "no dislikes": {"behaviour.dislikes": 0.0},
    "all dislikes": {"behaviour.dislikes": 1.0},
    "few posts": {"world.posts_per_day": 1.0},
    "many posts": {"world.posts_per_day": 20.0},
    "small trials": {"methods.user_cf.trial_pool": 100},
    "large trials": {"methods.user_cf.trial_pool": 2_000},
}


def armed(world: Settings, arm: str, seed: int) -> Settings:
    """The world of this arm and seed: under user-cf, but for what the arm changes."""
    plain = {"seed": seed, "feed.algorithm": "user-cf", "methods.user_cf.threads": 1}
    return override(world, {**plain, **ARMS[arm]})
