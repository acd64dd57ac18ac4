"""A brand in words: each of its figures with one plain sentence, for the page and the document of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from simulator.frames import BRAND_PARTS, Brand
from simulator.frames.written import percent
from simulator.locale import Wording


@dataclass(frozen=True, slots=True)
class BrandFigure:
    """One figure."""

    key: str
    """"index", one of `BRAND_PARTS`, "associations", "advocates", "p", "q" or "m"."""
    label: str
    value: str
    """"" where the sentence says it all."""
    sentence: str


def told(brand: Brand, topics: tuple[str, ...], say: Wording) -> list[BrandFigure]:
    """Index, its parts on the same scale, associations, advocates and growth; `topics` are the keys of all topics."""

    def row(key: str, value: str, **more: object) -> BrandFigure:
        return BrandFigure(
            key, say(f"report.brand.{key}.label"), value, say(f"report.brand.{key}.text", **more)
        )

    bass = brand.bass
    named = [f"{say.topic(topics[topic])} {percent(share)}" for topic, share in brand.links]
    parts = dict(zip(BRAND_PARTS, brand.parts, strict=True))
    strong, unique = (_decimal(value, say) for value in (brand.strength, brand.uniqueness))
    root = {"linked": {"strength": strong, "uniqueness": unique}}
    growth = row("m", _percent(bass.m, say), fit=_percent(bass.fit, say))
    if not math.isfinite(bass.m):
        growth = replace(growth, sentence=say("report.brand.m.early"))
    elif bass.m < brand.reach:
        growth = replace(growth, sentence=say("report.brand.m.outgrown"))
    return [
        row("index", _whole(brand.index, say)),
        *(row(name, _whole(100 * share, say), **root.get(name, {})) for name, share in parts.items()),
        row("associations", "", topics=say("report.brand.comma").join(named) or say("report.none")),
        row("advocates", f"{brand.advocates:,}"),
        row("p", _percent(bass.p, say)),
        row("q", _percent(bass.q, say)),
        growth,
    ]


def _whole(value: float, say: Wording) -> str:
    return f"{value:.0f}" if math.isfinite(value) else say("report.none")


def _decimal(value: float, say: Wording) -> str:
    return f"{value:.2f}" if math.isfinite(value) else say("report.none")


def _percent(share: float, say: Wording) -> str:
    return percent(share) if math.isfinite(share) else say("report.brand.not_yet")
