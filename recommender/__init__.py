"""Recommenders that know ids and features: no feed, no screen, no simulator. `types` holds the contract."""

from __future__ import annotations

from recommender.baselines import MostWatched, Newest, Random, Trending
from recommender.config import ContentSettings, HistorySettings, Strength, TrendingSettings, UserCFSettings
from recommender.content import ContentBased
from recommender.history import History
from recommender.types import (
    NO_ITEM,
    Chance,
    Explanation,
    Interactions,
    Items,
    Part,
    Recommender,
    Slate,
    Source,
)
from recommender.user_cf import UserCF
from recommender.warm import warm

__all__ = [
    "NO_ITEM",
    "Chance",
    "ContentBased",
    "ContentSettings",
    "Explanation",
    "History",
    "HistorySettings",
    "Interactions",
    "Items",
    "MostWatched",
    "Newest",
    "Part",
    "Random",
    "Recommender",
    "Slate",
    "Source",
    "Strength",
    "Trending",
    "TrendingSettings",
    "UserCF",
    "UserCFSettings",
    "warm",
]
