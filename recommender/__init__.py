"""Recommenders that know ids and features: no feed, no screen, no simulator. `types` holds the contract."""

from __future__ import annotations

from recommender.config import (
    ContentSettings,
    HistorySettings,
    ItemCFSettings,
    MethodSettings,
    Strength,
    TrendingSettings,
    UserCFSettings,
)
from recommender.counterfactual import Counterfactual, without_person, without_view
from recommender.memory.history import History
from recommender.memory.memory import Memory
from recommender.methods.baselines import MostWatched, Newest, Random, Trending
from recommender.methods.content import ContentBased
from recommender.methods.following import Following
from recommender.methods.item_cf import ItemCF
from recommender.methods.method import Method
from recommender.methods.suite import Suite
from recommender.methods.user_cf import UserCF
from recommender.privacy.consent import PrivacySettings
from recommender.privacy.guard import Guard
from recommender.privacy.noise import NoiseSettings
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
