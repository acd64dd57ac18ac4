"""Real logs as columns: MovieLens, KuaiRec, KuaiRand, RecBole, MIND, Last.fm, CSV, JSON, Parquet, tables, and
feedscope's own recordings."""

from __future__ import annotations

from recommender.datasets.generated import generated_log
from recommender.datasets.log import Features, Log, LogError
from recommender.datasets.reading import read_log
from recommender.names import FORMATS, ROLES

__all__ = ["FORMATS", "ROLES", "Features", "Log", "LogError", "generated_log", "read_log"]
