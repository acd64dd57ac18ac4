"""How well methods do on a log they have not seen the end of: splits, fitting, measuring."""

from __future__ import annotations

from recommender.evaluate.ground import Disturbance
from recommender.evaluate.people import Paired, Persons
from recommender.evaluate.raters import RATERS, Rater, rater
from recommender.evaluate.search import Tried, combinations, search
from recommender.evaluate.split import LogSplit, SplitName, folds, parted, split
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
    "LogSplit",
    "Measured",
    "Paired",
    "Persons",
    "Rater",
    "Report",
    "SplitName",
    "Tried",
    "combinations",
    "evaluate",
    "folds",
    "offline",
    "parted",
    "rater",
    "search",
    "split",
]
