"""What kinds of events count: a purchase more than a look, a view as often as it was played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from recommender.datasets import faults
from recommender.datasets.formats import Layout
from recommender.datasets.log import LogError

if TYPE_CHECKING:
    import duckdb

WEIGHTS: Mapping[str, float] = {
    "view": 1.0, "click": 1.0, "pv": 1.0, "detail_view": 1.0, "play": 1.0, "listen": 1.0,
    "fav": 2.0, "favorite": 2.0, "like": 2.0, "cart": 3.0, "addtocart": 3.0, "add_to_cart": 3.0,
    "buy": 5.0, "purchase": 5.0, "transaction": 5.0, "order": 5.0,
    "remove_from_cart": 0.0, "remove": 0.0,
}  # fmt: skip
"""What kinds of events count, unless the caller says otherwise."""


def weighed(
    db: duckdb.DuckDBPyConnection, layout: Layout, weights: Mapping[str, float] | None
) -> tuple[str, list[str]]:
    """The SQL of an event's weight, "" where kinds of events are not known, and what people should know of it."""
    if "event" not in layout.roles:
        if weights:
            raise LogError(f"{layout.path.name} has no column of kinds of events, which weights are of")
        return "", []
    known = {word.lower(): weight for word, weight in (weights or WEIGHTS).items()}
    met = [str(row[0]) for row in db.execute("SELECT DISTINCT lower(c_event) FROM raw ORDER BY 1").fetchall()]
    strange = [word for word in met if word not in known]
    if strange and not weights and len(strange) == len(met):
        return "", [f"kinds of events in {layout.roles['event'].name} are not known, and all count alike"]
    if strange:
        raise LogError(
            f"{layout.path.name} has events of the kind {strange[0]!r}: say what each kind counts, like "
            f"--weights {','.join(f'{word}={known.get(word, 1.0):g}' for word in met[:6])}"
        )
    cases = " ".join(f"WHEN {faults.quoted(word)} THEN {known[word]!r}" for word in met)
    return f"CASE lower(c_event) {cases} END", [
        f"an event counts {', '.join(f'{known[word]:g} for {word}' for word in met)}"
    ]


def weight_sql(layout: Layout, event: str) -> str:
    """What a row counts where it is weighed: by how often it was played, by the kind of event, or both."""
    plays = "log2(1 + c_plays)" if "plays" in layout.roles else ""
    return f"{plays} * {event}" if plays and event else plays or event
