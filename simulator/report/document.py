"""A run as one JSON document, for programs. What is undefined is null, never NaN, which is not JSON.

schema             1; rises when a field changes its meaning or goes
feedscope          version of the program
settings           all settings, as in the TOML file
status             "complete" or "interrupted"
ticks, days        simulated hours, and the same in days, with those that the platform lived before its algorithm
past_days          how many days these were
views, seconds, views_per_second    work done, real time it took, and their ratio
digest             SHA-256 over all events: equal digests, equal runs
vitals             the platform at the end; the fields of `frames.Vitals`
daily              lists with one entry a full day, as things stood at its end: "day" and the columns
                   of `frames.Trends`
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

from simulator.chronicle import Chronicle
from simulator.config import Settings
from simulator.frames import BRAND_PARTS, FIGURES, HOURS_PER_DAY, VITALS, Frame
from simulator.locale import catalogue
from simulator.report.brand_words import told
from simulator.version import program_version

SCHEMA = 1


def document(
    settings: Settings,
    run: Mapping[str, object],
    frame: Frame,
    chronicle: Chronicle,
    twins: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The document, of a frame that follows the leading creator.

    `run` holds status, ticks, days, views, seconds, views_per_second and digest; `twins` is what
    `report.twins_page` tells of a world of twins.
    """
    closing = slice(HOURS_PER_DAY - 1, None, HOURS_PER_DAY)
    days = chronicle.hours // HOURS_PER_DAY
    daily = {
        name: [
            int(value) if FIGURES[name].unit == "count" else float(value)
            for value in chronicle.vital(name)[closing]
        ]
        for name in VITALS
    }
    whole = {
        "schema": SCHEMA,
        "feedscope": program_version(),
        "settings": settings.model_dump(mode="json"),
        **run,
        "vitals": asdict(frame.vitals),
        "daily": {"day": list(range(1, days + 1)), **daily},
        "brand": _brand(frame),
        "trends": [{**asdict(trend), "topic": frame.topics[trend.topic]} for trend in frame.hot],
        "live": [{**asdict(stream), "topic": frame.topics[stream.topic]} for stream in frame.live],
        "top_creators": [
            {**asdict(rival), "topic": frame.topics[rival.topic]} for rival in frame.brand.rivals
        ],
        "twins": twins,
    }
    return cast("dict[str, object]", _without_nan(whole))


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
