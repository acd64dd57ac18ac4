"""How good recommendations are: right (ranking, ratings) and more than right (variety). Undefined is NaN."""

from __future__ import annotations

from recommender.metrics.ranking import hit, hits_of, ndcg, precision, recall
from recommender.metrics.ratings import mae, rmse
from recommender.metrics.variety import (
    Viewings,
    co_consumption_diversity,
    coverage,
    exposures,
    feature_diversity,
    gini,
    novelty,
)

__all__ = [
    "Viewings",
    "co_consumption_diversity",
    "coverage",
    "exposures",
    "feature_diversity",
    "gini",
    "hit",
    "hits_of",
    "mae",
    "ndcg",
    "novelty",
    "precision",
    "recall",
    "rmse",
]
