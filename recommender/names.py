"""Names that people type, in files and on command lines, each list once: settings and `--help` read them, so nothing of
what they stand for is imported here."""

from __future__ import annotations

from typing import Literal, get_args

MethodName = Literal[
    "user-cf", "item-cf", "content", "hybrid", "factors", "two-tower",
    "following", "trending", "most-watched", "newest", "random",
]  # fmt: skip
"""The methods; `methods.table` says what they are."""

FormatName = Literal[
    "auto", "movielens", "kuairec", "kuairand", "recbole", "mind", "lastfm", "csv", "json", "parquet"
]
FORMATS: tuple[str, ...] = get_args(FormatName)
"""Kinds of logs, which `datasets.read_log` takes; auto looks at names and the first line."""

Flag = Literal["like", "comment", "share", "follow", "dislike"]
FLAGS: tuple[str, ...] = get_args(Flag)
Role = Literal["user", "item", "time", "rating", "watch", "duration", "ratio", "plays", "event", Flag]
ROLES: tuple[str, ...] = get_args(Role)
"""What a column of a log can be: who, what, when, how good, seconds watched, seconds long, their quotient, how often,
what kind of event, and signs."""

Scale = Literal["tiny", "small", "large", "tick", "all"]
SCALES: tuple[str, ...] = get_args(Scale)
"""How large a bench is; `bench.contests` says what each holds."""
