"""A run as one JSON document, for programs. What is undefined is null, never NaN, which is not JSON.

schema             2; rises when a field changes its meaning or goes
feedscope          version of the program
settings           all settings, as in the TOML file
status             "complete" or "interrupted"
days               simulated days since the algorithm took over, as the headline counts them
past_days          days that the platform lived before
ticks              simulated hours of both together
views, seconds, views_per_second    work done, real time it took, and their ratio
digest             SHA-256 over all events: equal digests, equal runs
vitals             the platform at the end; people, videos and the table of figures, `frames.FIGURES`
daily              lists with one entry a full day since the algorithm took over, as things stood at its end: "day",
                   from 1 on, and the same figures
past_daily         the same of the days before, from 1 on
brand              of the leading creator: creator, name; index (0..100) and its parts (0..1), strength,
                   uniqueness, associations (at most three: topic, share), advocates; bass (p and q a day, m a share
                   of all people, fit R squared), null while it is too early; and in "sentences" what each means
trends             the running trends, hottest first: tag, topic (its key), challenge, age_h, heat, videos, views
live               who was live in the last hour, most viewers first: creator, name, topic (its key), viewers,
                   minutes, gifts, comments
twins              of a world of twins, figures of its log and its own (`report.twins_page`); else null
top_creators       at most ten by reach: creator, name, topic (its key), reach, followers, views_day
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

import numpy as np

from simulator.frames import BRAND_PARTS, FIGURES, HOURS_PER_DAY, Frame
from simulator.locale import catalogue
from simulator.observe.chronicle import Chronicle
from simulator.report.brand_words import told
from simulator.settings.tree import Settings
from simulator.version import program_version

SCHEMA = 2


def document(
    settings: Settings,
    run: Mapping[str, object],
    frame: Frame,
    chronicle: Chronicle,
    twins: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The document, of a frame that follows the leading creator.

    `run` holds status, past_days, ticks, days, views, seconds, views_per_second and digest; `twins` is what
    `report.twins_page` tells of a world of twins.
    """
    past = settings.world.past_days * HOURS_PER_DAY
    whole = {
        "schema": SCHEMA,
        "feedscope": program_version(),
        "settings": settings.model_dump(mode="json"),
        **run,
        "vitals": frame.vitals.table(),
        "daily": _daily(chronicle, past, chronicle.hours),
        "past_daily": _daily(chronicle, 0, min(past, chronicle.hours)),
        "brand": _brand(frame),
        "trends": [{**asdict(trend), "topic": frame.topics[trend.topic]} for trend in frame.hot],
        "live": [{**asdict(stream), "topic": frame.topics[stream.topic]} for stream in frame.live],
        "top_creators": [
            {**asdict(rival), "topic": frame.topics[rival.topic]} for rival in frame.brand.rivals
        ],
        "twins": twins,
    }
    return cast("dict[str, object]", _without_nan(whole))


def _daily(chronicle: Chronicle, start: int, end: int) -> dict[str, list[int] | list[float]]:
    """The vitals at the end of each full day of these hours, the first of which is 1."""
    closing = slice(start + HOURS_PER_DAY - 1, end, HOURS_PER_DAY)
    columns: dict[str, list[int] | list[float]] = {
        name: chronicle.vital(name)[closing]
        .astype(np.int64 if FIGURES[name].unit == "count" else np.float64)
        .tolist()
        for name in FIGURES
    }
    return {"day": list(range(1, max(end - start, 0) // HOURS_PER_DAY + 1)), **columns}


def _brand(frame: Frame) -> dict[str, object]:
    brand = frame.brand
    figures = told(brand, frame.topics, catalogue(frame.lang))
    return {
        "creator": brand.creator,
        "name": brand.name,
        "index": brand.index,
        "parts": dict(zip(BRAND_PARTS, brand.parts, strict=True)),
        "strength": brand.strength,
        "uniqueness": brand.uniqueness,
        "associations": [{"topic": frame.topics[topic], "share": share} for topic, share in brand.links],
        "advocates": brand.advocates,
        "bass": asdict(brand.bass),
        "sentences": {figure.key: figure.sentence for figure in figures},
    }


def _without_nan(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_nan(entry) for name, entry in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_without_nan(entry) for entry in cast("list[object]", value)]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)  # "inf" reads back as the setting it was
    return value
