"""What `validate --claims` does: run the arms of the claims asked for, several at a time, and put each to the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from simulator.cli.verbs import listed, side_by_side
from simulator.config import Settings
from simulator.errors import one_of
from simulator.experiments.claims import CLAIMS
from simulator.experiments.claims.arms import armed
from simulator.experiments.claims.claim import Claim, Outcome, outcome
from simulator.experiments.claims.life import live


def named(text: str | None) -> list[Claim]:
    """The claims of these names, between commas; all of them for None. SettingsError for one that is not known."""
    if text is None:
        return [*CLAIMS.values()]
    return [CLAIMS[one_of("--only", name, CLAIMS)] for name in listed("--only", text, CLAIMS)]


def arms_of(claims: Sequence[Claim]) -> list[str]:
    """The arms that the claims need, each once: claims share their runs."""
    return list(dict.fromkeys(arm for claim in claims for arm in claim.arms))


def put_to_the_test(
    claims: Sequence[Claim], world: Settings, seeds: int, days: int, done: Callable[[], None]
) -> list[Outcome]:
    """Every claim over seeds 1 to `seeds`; within a seed all arms share people and luck. `done` is called after
    each run."""
    arms = arms_of(claims)
    plans = [(arm, seed) for seed in range(1, seeds + 1) for arm in arms]
    lives = side_by_side(partial(live, days=days), [armed(world, arm, seed) for arm, seed in plans], done)
    figures = {plan: found for plan, (found, _) in zip(plans, lives, strict=True)}
    seconds = {plan: took for plan, (_, took) in zip(plans, lives, strict=True)}
    every = range(1, seeds + 1)
    return [
        outcome(
            claim,
            [{arm: figures[arm, seed] for arm in claim.arms} for seed in every],
            sum(seconds[arm, seed] for seed in every for arm in claim.arms),
        )
        for claim in claims
    ]
