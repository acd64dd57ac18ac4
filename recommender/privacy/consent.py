"""What people keep to themselves: who does not want to be tracked, and reports that say yes or no at random.

Randomised response (Warner 1965, Randomized response: a survey technique for eliminating evasive answer bias):
the device reports of each view one bit, whether the person enjoyed it. It tells the truth with probability
p = e**epsilon / (e**epsilon + 1) and the opposite otherwise: whichever bit arrives, it is at most e**epsilon times
as likely under one truth as under the other (local differential privacy of each view). That a view took place is
no secret, for the platform served it. One pair of person and item is always answered with the same luck, so
that asking again reveals nothing more (Erlingsson, Pihur, Korolova 2014, RAPPOR: permanent response).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from recommender.config import SettingsBase, Share
from recommender.types import Chance, Flags, Interactions

ENJOYED = 0.75
"""Watch ratio from which a view was enjoyed even without a like."""


class PrivacySettings(SettingsBase):
    """What people keep from the recommender."""

    opt_out: Share = 0.0
    """Share of people who are not tracked: nothing they do reaches the recommender."""
    epsilon: float = Field(default=math.inf, gt=0)
    """Privacy budget of each view: one bit, enjoyed or not, is reported and is true with chance e^epsilon /
    (e^epsilon + 1); inf reports everything."""


def opted_out(users: NDArray[np.integer], share: float, chance: Chance) -> Flags:
    """Who is not tracked. A larger share adds people and lets nobody back in."""
    if share <= 0 or not len(users):
        return np.zeros(len(users), dtype=np.bool_)
    return chance.uniform("opt out", users) < share


def truthfulness(epsilon: float) -> float:
    """The chance that a report is true: 0.5 to 1."""
    return 1.0 / (1.0 + math.exp(-epsilon))


def enjoyed(batch: Interactions) -> Flags:
    """(B,) watched to three quarters at least, or liked, commented, shared or followed; and not disliked."""
    kind = batch.liked | batch.commented | batch.shared | batch.followed
    return ((batch.watch_s >= ENJOYED * batch.duration_s) & (batch.duration_s > 0) | kind) & ~batch.disliked


def answered(batch: Interactions, epsilon: float, chance: Chance) -> Interactions:
    """What the devices report: a yes as one full view, a no as a view left at once, and nothing else."""
    if math.isinf(epsilon):
        return batch
    truth = chance.uniform("randomised response", batch.user, batch.item) < truthfulness(epsilon)
    yes = enjoyed(batch) == truth
    duration_s = np.where(batch.duration_s > 0, batch.duration_s, np.float32(1))
    no = np.zeros(len(batch), dtype=np.bool_)
    return replace(
        batch,
        watch_s=np.where(yes, duration_s, np.float32(0)),
        duration_s=duration_s,
        liked=no,
        commented=no,
        shared=no,
        followed=no,
        disliked=no,
    )


def estimated_share(yes: int, reports: int, epsilon: float) -> tuple[float, float]:
    """The share of views truly enjoyed, and its standard error, from `yes` of `reports` randomised answers.

        share = (yes / reports - (1 - p)) / (2 p - 1)

    is unbiased (Warner 1965), and for that may lie outside 0..1. NaN without reports. Errors: ValueError unless
    0 <= yes <= reports and epsilon > 0.
    """
    if not 0 <= yes <= reports:
        raise ValueError(f"yes must be between 0 and the {reports} reports, not {yes}")
    if not epsilon > 0:
        raise ValueError(f"epsilon must be above 0, not {epsilon}")
    if not reports:
        return math.nan, math.nan
    p, said = truthfulness(epsilon), yes / reports
    return (said - (1 - p)) / (2 * p - 1), math.sqrt(said * (1 - said) / reports) / (2 * p - 1)
