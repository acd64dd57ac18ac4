"""Recommenders that know ids and features: no feed, no screen, no simulator. `types` holds the contract."""

from __future__ import annotations

from recommender.baselines import MostWatched, Newest, Random, Trending
from recommender.config import (
    ContentSettings,
    HistorySettings,
    ItemCFSettings,
    MethodSettings,
    Strength,
    TrendingSettings,
    UserCFSettings,
)
from recommender.content import ContentBased
from recommender.counterfactual import Counterfactual, without_person, without_view
from recommender.following import Following
from recommender.guard import Guard
from recommender.history import History
from recommender.item_cf import ItemCF
from recommender.memory import Memory
from recommender.method import Method
from recommender.noise import NoiseSettings
from recommender.privacy import PrivacySettings
from recommender.suite import Suite
from recommender.types import (
    NO_ITEM,
    Chance,
    Explanation,
    Interactions,
    Items,
    Move,
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
    "Counterfactual",
    "Explanation",
    "Following",
    "Guard",
    "History",
    "HistorySettings",
    "Interactions",
    "ItemCF",
    "ItemCFSettings",
    "Items",
    "Memory",
    "Method",
    "MethodSettings",
    "MostWatched",
    "Move",
    "Newest",
    "NoiseSettings",
    "Part",
    "PrivacySettings",
    "Random",
    "Recommender",
    "Slate",
    "Source",
    "Strength",
    "Suite",
    "Trending",
    "TrendingSettings",
    "UserCF",
    "UserCFSettings",
    "warm",
    "without_person",
    "without_view",
]
