"""How the methods are set where they fill feeds of short videos: a branch of the settings tree.

On a log of what people chose by themselves the settings of `recommender.config` are the more accurate ones, and hold
there. In a feed that decides what people meet they make one crowd: everybody's neighbours vote for what everybody was
shown. Here votes are weighed against popularity, skips count against, and new videos are tried on people whose topics
match; what that does to cocoons and reach is measured by `tests.benchmarks.truth`. Branches are narrowed to those of
feeds; that is sound, since all of them are frozen.
"""

from __future__ import annotations

from pydantic import Field

from recommender.config import (
    FactorsSettings,
    HistorySettings,
    ItemCFSettings,
    MethodSettings,
    Strength,
    TrialAudience,
    UserCFSettings,
)


class FeedStrength(Strength):
    skip: float = Field(default=-1.0, ge=-1000, le=0)
    """Strength that a view left at once takes away; less the longer it was, nothing from skip_below on."""
    floor: float = Field(default=-2.0, ge=-1000, le=0)
    """Least strength of an event; below 0 only neighbours' votes know it: 0 ignores what they skipped or refused."""


class FeedHistory(HistorySettings):
    strength: FeedStrength = FeedStrength()  # pyright: ignore[reportIncompatibleVariableOverride]
    """How an event becomes strength."""


class FeedUserCF(UserCFSettings):
    k: int = Field(default=50, ge=1, le=10_000)
    """Most similar people who are asked, the person not among them."""
    popularity: float = Field(default=0.8, ge=0, le=3)
    """Votes for an item are divided by 1 + its viewers to this power: 0 leaves all alone, 1 counts shares of them."""
    trial_views: int = Field(default=4, ge=1, le=10_000)
    """People who must have watched before a trial ends."""
    trial_audience: TrialAudience = "topics"
    """Who the first viewers are: drawn by lot, followers of the creator first, or people whose topics match."""


class FeedItemCF(ItemCFSettings):
    trial_views: int = Field(default=4, ge=1, le=10_000)
    """People who must have watched before a trial ends."""
    trial_audience: TrialAudience = "topics"
    """Who the first viewers are: drawn by lot, followers of the creator first, or people whose topics match."""


class FeedFactors(FactorsSettings):
    trial_views: int = Field(default=4, ge=1, le=10_000)
    """People who must have watched before a trial ends."""
    trial_audience: TrialAudience = "topics"
    """Who the first viewers are: drawn by lot, followers of the creator first, or people whose topics match."""


class FeedMethods(MethodSettings):
    """How each method learns and chooses."""

    history: FeedHistory = FeedHistory()  # pyright: ignore[reportIncompatibleVariableOverride]
    """How events become strength, and how much is remembered of a person."""
    user_cf: FeedUserCF = FeedUserCF()  # pyright: ignore[reportIncompatibleVariableOverride]
    """User-based collaborative filtering."""
    item_cf: FeedItemCF = FeedItemCF()  # pyright: ignore[reportIncompatibleVariableOverride]
    """Item-based collaborative filtering."""
    factors: FeedFactors = FeedFactors()  # pyright: ignore[reportIncompatibleVariableOverride]
    """Matrix factorisation of who watched what."""
