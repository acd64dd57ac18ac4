"""What columns are called, data set by data set, and which column has which role.

Sources of the layouts: the MovieLens READMEs (Harper and Konstan 2015), the KuaiRec and KuaiRand pages (Gao et
al. 2022), RecBole's "atomic files" (Zhao et al. 2021), MIND (Wu et al. 2020), the Last.fm data sets of Celma
(2010) and of HetRec 2011.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from recommender.datasets.log import LogError
from recommender.names import ROLES

POSITION = "#"
"""Before a number it names a column by its place, from 1: "#3"."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "user": (
        "user", "user_id", "userid", "uid", "u", "session_id", "visitorid", "visitor_id", "reviewerid",
        "customer_id", "customerid", "member_id", "account_id", "username", "user_name", "customer", "viewer",
        "person",
    ),
    "item": (
        "item", "item_id", "itemid", "iid", "video_id", "videoid", "video", "movie_id", "movieid", "i",
        "artistid", "artist_id", "track_id", "trackid", "song_id", "songid", "product_id", "productid",
        "parent_asin", "asin", "book_id", "bookid", "isbn", "news_id", "newsid", "business_id", "content_id",
        "artist", "track", "song", "movie", "film", "book", "product", "sku",
    ),
    "time": (
        "timestamp", "time", "ts", "time_ms", "tick", "datetime", "date", "unixreviewtime", "event_time",
        "created_at", "review_time",
    ),
    "rating": ("rating", "score", "stars", "overall", "star_rating", "book-rating"),
    "watch": ("watch_s", "play_time_ms", "watch_time", "watch_seconds", "play_duration"),
    "duration": ("duration_s", "duration_ms", "duration", "video_duration"),
    "ratio": ("watch_ratio", "ratio"),
    "plays": ("plays", "play_count", "playcount", "listen_count", "weight", "count"),
    "event": ("event", "event_type", "behavior", "behavior_type", "action", "action_type"),
    "like": ("liked", "is_like", "like"),
    "comment": ("commented", "is_comment", "comment"),
    "share": ("shared", "is_forward", "is_share", "share", "forward"),
    "follow": ("followed", "is_follow", "follow"),
    "dislike": ("disliked", "is_hate", "dislike", "hate"),
}  # fmt: skip
"""Names that columns have, in lower case, likeliest first."""
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "movielens": ("rating", "timestamp"),
    "kuairec": ("play_duration", "video_duration"),
    "kuairand": ("play_time_ms", "duration_ms"),
}
"""Columns that a named format must have besides user and item."""
_UNIT_S: Mapping[str, float] = {"play_duration": 1e-3, "video_duration": 1e-3, "tick": 3600.0}
"""Seconds per unit of columns whose name does not say so; the endings below do."""
_ENDINGS: Mapping[str, float] = {"_ms": 1e-3, "_us": 1e-6, "_ns": 1e-9}
UNITS: Mapping[float, str] = {
    1.0: "seconds", 1e-3: "milliseconds", 1e-6: "microseconds", 1e-9: "nanoseconds", 3600.0: "hours"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that has a role."""

    name: str
    unit: float = 1.0
    """What its values are multiplied by; 0 for times whose unit shows only in their size."""
    kind: str = "DOUBLE"
    """SQL type it is read as; for times in words, how `strptime` spells them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows are and what stands in them."""

    path: Path
    """As people know it, for messages."""
    files: tuple[Path, ...]
    format: str
    names: tuple[str, ...]
    """All columns, in order."""
    roles: Mapping[str, Column]
    stored: str = "text"
    """"text", "json" (one object a line), "parquet", or "table" (in the database already)."""
    delimiter: str = ""
    """Of text."""
    quoted: bool = False
    header: bool = False
    windows: bool = False
    """Whether lines end as on Windows."""
    decimal: str = "."
    encoding: str = "utf-8-sig"
    """Of the files as they are now."""
    folder: Path | None = None
    """Where what is known of the items lies."""
    types: Mapping[str, str] | None = None
    """SQL types of Parquet columns."""
    rows: str = "{source}"
    """SQL that makes rows of the log of the rows of the file."""
    notes: tuple[str, ...] = ()
    """What people should know of how it is read."""


def nearest(word: str, known: Sequence[str]) -> str:
    """The end of a sentence about an unknown name."""
    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else f"; it has {', '.join(known[:20])}"


def roles_of(
    file: str,
    names: Sequence[str],
    known: str,
    columns: Mapping[str, str],
    twice: Sequence[str] = (),
) -> dict[str, Column]:
    """Which column has which role: those that `columns` names or counts, then those known by their names.

    `twice` are names that the header has more than once. LogError for a named column that is not there or there
    twice, and for a log without users or items.
    """
    for role in columns:
        if role not in ROLES:
            raise LogError(f"a column can be {', '.join(ROLES)}, not {role!r}")
    plain = {name.split(":")[0].strip().lower(): name for name in reversed(names)}
    by_place = any(name.startswith(POSITION) for name in columns.values())
    roles: dict[str, Column] = {}
    for role in ROLES:
        name = columns.get(role)
        if name is None:
            # Who counts columns says what they are; the others are nothing.
            found = () if by_place else NAMES[role]
            name = next((plain[word] for word in found if word in plain), None)
        elif name.startswith(POSITION) and name[1:].isdecimal():
            place = int(name[1:])
            if not 1 <= place <= len(names):
                raise LogError(f"{file} has {len(names)} columns, and no column {place} for the {role}")
            name = names[place - 1]
        elif name not in names:
            name = plain.get(name.lower())
            if name is None:
                raise LogError(f"{file} has no column {columns[role]!r}{nearest(columns[role], names)}")
        if name is not None:
            if name in twice:
                raise LogError(f"{file} has two columns called {name!r}: rename one of them")
            roles[role] = column_of(role, name)
    for needed in _NEEDED.get(known, ()):
        if needed not in plain:
            raise LogError(f"{file} has no column {needed!r}{nearest(needed, names)}")
    for role in ("user", "item"):
        if role not in roles:
            raise LogError(
                f"{file} has no column that is known to be the {role}: name it (--{role}-column), or say what the "
                f"columns are if it has no header (--columns user,item); it has {', '.join(names[:20])}"
            )
    return roles


def column_of(role: str, name: str) -> Column:
    """A column with a role, its unit by its name."""
    plain = name.split(":")[0].strip().lower()
    if role in ("user", "item", "event"):
        return Column(name, kind="VARCHAR")
    ending = next((unit for end, unit in _ENDINGS.items() if plain.endswith(end)), None)
    if ending is not None and role in ("time", "watch", "duration"):
        return Column(name, ending)
    return Column(name, _UNIT_S.get(plain, 0.0 if role == "time" else 1.0))


def told_apart(wanted: str, names: Sequence[str], headless: bool) -> str:
    """The format's name, from the columns if it is not given."""
    plain = {name.lower() for name in names}
    if wanted != "auto":
        return wanted
    if headless or {"userid", "movieid", "rating"} <= plain:
        return "movielens"
    if any(name.endswith((":token", ":float")) for name in plain):
        return "recbole"
    for known in ("kuairec", "kuairand"):
        if {*_NEEDED[known], "user_id", "video_id"} <= plain:
            return known
    if {"userid", "artistid", "weight"} <= plain:
        return "lastfm"
    return "csv"
