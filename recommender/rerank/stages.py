"""The table of stages: first those that weigh candidates (`scored`), then those that compose a list (`listed`),
last those that give places away (`given`, `hot`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from recommender.rerank.given import exploration, follow_share, pools
from recommender.rerank.hot import hot_list
from recommender.rerank.listed import calibration, diversity
from recommender.rerank.moment import Moment
from recommender.rerank.scored import (
    curiosity,
    fairness,
    freshness,
    negative,
    popularity_discount,
    quality_floor,
)
from recommender.types import Slate

STAGES: Mapping[str, Callable[[Slate, Any, Moment], Slate]] = {
    "quality": quality_floor,
    "freshness": freshness,
    "popularity": popularity_discount,
    "fairness": fairness,
    "curiosity": curiosity,
    "negative": negative,
    "diversity": diversity,
    "calibration": calibration,
    "follows": follow_share,
    "pools": pools,
    "hot": hot_list,
    "exploration": exploration,
}
"""By the names of their settings in `RerankSettings`, in the order in which they work."""
