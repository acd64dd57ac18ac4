"""Recommenders that know ids and features: no feed, no screen, no simulator. `types` holds the contract.

Who has a log begins with `fit`. What is for logs alone is loaded when it is first touched.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from recommender.datasets.log import LogError
    from recommender.datasets.reading import read_log
    from recommender.model import Model, fit, load
    from recommender.ratings.factorisation import FactorisationSettings, RatingFactors
    from recommender.ratings.knn import RatingKNN, RatingSettings

_LATER = {
    "FactorisationSettings": "recommender.ratings.factorisation",
    "LogError": "recommender.datasets.log",
    "Model": "recommender.model",
    "RatingFactors": "recommender.ratings.factorisation",
    "RatingKNN": "recommender.ratings.knn",
    "RatingSettings": "recommender.ratings.knn",
    "fit": "recommender.model",
    "load": "recommender.model",
    "read_log": "recommender.datasets.reading",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'recommender' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


__all__ = [
    "NO_ITEM",
    "Chance",
    "ContentBased",
    "ContentSettings",
    "Counterfactual",
    "Explanation",
    "FactorisationSettings",
    "Following",
    "Guard",
    "History",
    "HistorySettings",
    "Interactions",
    "ItemCF",
    "ItemCFSettings",
    "Items",
    "LogError",
    "Memory",
    "Method",
    "MethodSettings",
    "Model",
    "MostWatched",
    "Move",
    "Newest",
    "NoiseSettings",
    "Part",
    "PrivacySettings",
    "Random",
    "RatingFactors",
    "RatingKNN",
    "RatingSettings",
    "Recommender",
    "Slate",
    "Source",
    "Strength",
    "Suite",
    "Trending",
    "TrendingSettings",
    "UserCF",
    "UserCFSettings",
    "fit",
    "load",
    "read_log",
    "warm",
    "without_person",
    "without_view",
]
