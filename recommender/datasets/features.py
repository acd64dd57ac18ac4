"""What data sets tell of their items in files beside the log: genres, categories, tags, as shares of topics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from recommender.clean import clean
from recommender.datasets.faults import exactly, parquet
from recommender.datasets.formats import Layout
from recommender.datasets.log import Features

if TYPE_CHECKING:
    import duckdb

_NOTHING = {"", "(no genres listed)", "unknown", "-1", "nan"}
_LISTED = re.compile(r"(?i)class|genre|categor|tag")


@dataclass(frozen=True, slots=True)
class _Beside:
    """A file with a row an item, and in one column what the item is about."""

    pattern: str
    key: str
    topics: str
    split: str


_CSV: Mapping[str, tuple[_Beside, ...]] = {
    "movielens": (_Beside("movies.csv", "movieId", "genres", "|"),),
    "kuairec": (
        _Beside("item_categories.csv", "video_id", "feat", ","),
        _Beside("kuairec_caption_category.csv", "video_id", "first_level_category_name", "|"),
    ),
    "kuairand": (_Beside("video_features_basic*.csv", "video_id", "tag", ","),),
}


def features_of(db: duckdb.DuckDBPyConnection, layout: Layout, items: NDArray[np.str_]) -> Features | None:
    """Topics of the items from a file beside the log, if the data set has one that can be read."""
    folder = layout.folder or Path()
    if layout.format == "movielens" and (folder / "u.item").exists():
        return _shares(_of_u_item(folder / "u.item"), items)
    if layout.format == "movielens" and (folder / "movies.dat").exists():
        rows = (line.split("::") for line in _lines(folder / "movies.dat"))
        return _shares({row[0]: row[2].split("|") for row in rows if len(row) == 3}, items)
    if layout.format == "recbole":
        return _of_atomic_file(db, folder / layout.files[0].with_suffix(".item").name, items)
    if (recorded := folder.parent / "videos").is_dir() and "watch_s" in layout.names:
        return _of_table(db, parquet(*sorted(recorded.glob("*.parquet"))), "item", "topic", ",", items)
    if layout.format == "mind":
        return _of_news(folder / "news.tsv", items)
    for beside in _CSV.get(layout.format, ()):
        for file in sorted(folder.glob(beside.pattern))[:1]:
            table = f"read_csv({exactly(file)}, hive_partitioning=false, all_varchar=true)"
            return _of_table(db, table, beside.key, beside.topics, beside.split, items)
    return None


def _of_table(
    db: duckdb.DuckDBPyConnection, table: str, key: str, topics: str, split: str, items: NDArray[np.str_]
) -> Features | None:
    """A table that cannot be read is left alone: features are a bonus."""
    import duckdb

    try:
        rows = db.execute(
            f'SELECT "{key}"::VARCHAR, any_value("{topics}")::VARCHAR FROM {table} '
            f'WHERE "{key}"::VARCHAR IN (SELECT unnest(enum_range(NULL::ids_of_item))::VARCHAR) GROUP BY 1'
        ).fetchall()
    except duckdb.Error:
        return None
    told = {
        label: (text or "").strip("[]").split(split)
        for label, text in cast("list[tuple[str, str | None]]", rows)
    }
    return _shares(told, items)


def _of_atomic_file(db: duckdb.DuckDBPyConnection, file: Path, items: NDArray[np.str_]) -> Features | None:
    """RecBole's .item file: the first list-like column that sounds like a class."""
    if not file.exists():
        return None
    header = next(_lines(file), "").split("\t")
    listed = [name for name in header if name.endswith(":token_seq")]
    best = next((name for name in listed if _LISTED.search(name)), listed[0] if listed else None)
    if best is None:
        return None
    table = f"read_csv({exactly(file)}, hive_partitioning=false, all_varchar=true, delim='\t', header=true, quote='')"
    return _of_table(db, table, header[0], best, " ", items)


def _of_news(file: Path, items: NDArray[np.str_]) -> Features | None:
    """MIND: id, category, subcategory, title and more, between tabs."""
    if not file.exists():
        return None
    rows = (line.split("\t", 3) for line in _lines(file))
    return _shares({row[0]: [row[1]] for row in rows if len(row) > 2}, items)


def _of_u_item(file: Path) -> dict[str, list[str]]:
    """MovieLens 100k: 5 columns, then a 0 or 1 for each genre of u.genre."""
    genres: dict[int, str] = {}
    if (listed := file.with_name("u.genre")).exists():
        rows = (line.split("|") for line in _lines(listed))
        genres = {int(row[1]): row[0] for row in rows if len(row) == 2 and row[1].isdecimal()}
    told: dict[str, list[str]] = {}
    for line in _lines(file):
        cells = line.split("|")
        told[cells[0]] = [genres.get(n, f"genre {n}") for n, flag in enumerate(cells[5:]) if flag == "1"]
    return told


def _lines(file: Path):
    with file.open(encoding="latin-1") as lines:
        for line in lines:
            yield line.rstrip("\r\n")


def _shares(told: Mapping[str, list[str]], items: NDArray[np.str_]) -> Features | None:
    """Each item's topics in equal shares; 0 for an item of which nothing is told."""
    rows: list[int] = []
    words: list[str] = []
    for row, label in enumerate(items):
        own = dict.fromkeys(clean(word.strip()) for word in told.get(str(label), ()))
        own = [word for word in own if word.lower() not in _NOTHING]
        rows += [row] * len(own)
        words += own
    if not words:
        return None
    names, topic = np.unique(np.array(words), return_inverse=True)
    shares = np.zeros((len(items), len(names)), dtype=np.float32)
    shares[rows, topic] = 1.0
    total = shares.sum(axis=1, keepdims=True)
    return Features(shares / np.maximum(total, 1), tuple(str(name) for name in names))
