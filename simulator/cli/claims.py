"""What `validate --claims` does: run the arms of the claims asked for, several at a time, and put each to the test."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.cli.verbs import listed
from simulator.experiments.claims import CLAIMS
from simulator.experiments.claims.arms import BESIDE, armed, taking_over
from simulator.experiments.claims.claim import Claim, ClaimResult, outcome, together
from simulator.experiments.studies.course import Tell, begun
from simulator.experiments.studies.plan import planned
from simulator.experiments.studies.store import Store
from simulator.settings.errors import one_of
from simulator.settings.tree import Settings

WORK = "simulator.experiments.claims.life:lived"
"""What a run of a claim does; the store knows its runs by it."""


def named(text: str | None) -> list[Claim]:
    """The claims of these names, between commas; all of them for None. SettingsError for one that is not known."""
    if text is None:
        return [*CLAIMS.values()]
    return [CLAIMS[one_of("--only", name, CLAIMS)] for name in listed("--only", text, CLAIMS)]


def arms_of(claims: Sequence[Claim]) -> list[str]:
    """The arms that the claims need, each once: claims share their runs."""
    return list(dict.fromkeys(arm for claim in claims for arm in claim.arms))


def put_to_the_test(
    claims: Sequence[Claim],
    world: Settings,
    seeds: int,
    days: int,
    tell: Tell,
    executor: str = "processes",
    store: Store | None = None,
) -> list[ClaimResult]:
    """Every claim over seeds 1 to `seeds`; within a seed all arms share people and luck. Runs are kept in the store as
    they end, and taken from there where they are. `tell` hears how it goes on. RecordingError names a run that
    failed."""
    every = range(1, seeds + 1)
    groups = [
        {
            (arm, seed): planned(
                armed(world, arm, seed), days, commands=taking_over(arm), work=WORK, asked=BESIDE.get(arm)
            )
            for arm in arms_of(claims)
        }
        for seed in every
    ]
    with begun(executor, store, tell, None) as course:
        rows = course.whole(groups)
    return together(
        [
            outcome(
                claim,
                [{arm: rows[arm, seed].values for arm in claim.arms} for seed in every],
                sum(rows[arm, seed].seconds for seed in every for arm in claim.arms),
            )
            for claim in claims
        ]
    )
