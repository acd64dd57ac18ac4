"""How well methods do on a log they have not seen the end of: splits, fitting, measuring."""

from __future__ import annotations

from recommender.evaluate.ground import Disturbance
from recommender.evaluate.raters import RATERS, Rater, rater
from recommender.evaluate.split import Split, SplitName, split
from recommender.evaluate.study import (
    MEASURES,
    EvaluateSettings,
    Measured,
    Report,
    evaluate,
    offline,
)

__all__ = [
    "MEASURES",
    "RATERS",
    "Disturbance",
    "EvaluateSettings",
    "Measured",
    "Rater",
    "Report",
    "Split",
    "SplitName",
    "evaluate",
    "offline",
    "rater",
    "split",
]
