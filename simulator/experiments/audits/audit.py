"""What an audit is made of: worlds that are lived, and measures of them that should lie in a range somebody found on a
real platform. Whether they do follows from the 95 % interval over the seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.experiments.claims.claim import Verdict
from simulator.experiments.claims.student import interval
from simulator.frames.written import decimal, percent, span

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AuditMeasure:
    """A number of each seed, and where it should lie."""

    name: str
    """Among a run's figures."""
    what: str
    definition: str
    """Formula, unit and range."""
    low: float = -math.inf
    high: float = math.inf
    """Where the platform had it; without ends it is shown beside the others."""
    is_share: bool = True

    @property
    def judged(self) -> bool:
        """Is it known where it should lie?"""
        return math.isfinite(self.low) or math.isfinite(self.high)

    def told(self, value: float) -> str:
        """As people read it."""
        return percent(value) if self.is_share else decimal(value)

    @property
    def range(self) -> str:
        """Where it should lie, as people read it."""
        return span(self.low, self.high, self.told) if self.judged else ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found on a platform, and how it is looked for here."""

    name: str
    """What people type."""
    says: str
    source: str
    measures: tuple[AuditMeasure, ...]
    work: str
    """Function, as `module:function`, that lives one seed's world and takes the measures."""
    caveat: str
    """How it differs from the audit of the platform."""


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A measure over the seeds."""

    measure: AuditMeasure
    values: tuple[float, ...]
    """One a seed; NaN where nothing defines it."""

    @property
    def interval(self) -> tuple[float, float, float]:
        """Mean and the ends of its 95 % interval."""
        return interval(self.values)

    @property
    def verdict(self) -> Verdict:
        """Holds where all of the interval lies in the range, fails where all of it lies outside."""
        if not self.measure.judged:
            return Verdict.SHOWN
        _, low, high = self.interval
        if math.isnan(low):
            return Verdict.OPEN
        if high < self.measure.low or low > self.measure.high:
            return Verdict.FAILS
        inside = self.measure.low <= low and high <= self.measure.high
        return Verdict.HOLDS if inside else Verdict.OPEN


def found(audit: Audit, runs: Sequence[Figures]) -> list[AuditResult]:
    """Every measure over the runs, one a seed."""
    return [
        AuditResult(measure, tuple(run.get(measure.name, math.nan) for run in runs))
        for measure in audit.measures
    ]


AUDITS: dict[str, Audit] = {
    audit.name: audit
    for audit in (
        Audit(
            "amplification",
            "A feed follows a puppet that watches one topic alone, mostly within its first 200 videos.",
            "Baumann, Arora, Rahwan, Czaplicka 2025, arXiv 2503.20231",
            (
                AuditMeasure(
                    "gain",
                    "more of the topic at the end",
                    "share, -1 to 1, of the topic in the last 100 videos shown to the puppet, less its share in all "
                    "videos shown to one that watches everything alike; mean over the topics",
                    low=0.05,
                ),
                AuditMeasure(
                    "half_way",
                    "videos until half of that was there",
                    "videos shown until the topic's share in the last 50 of them had come half the way from that of "
                    "the puppet that watches everything alike to its own at the end; mean over the topics, of which "
                    "one that does not get there counts as all videos",
                    high=200.0,
                    is_share=False,
                ),
                AuditMeasure("before", "the topic, where all is watched alike", "share, 0 to 1; mean over the topics"),
                AuditMeasure("at_end", "the topic, in the last 100 videos", "share, 0 to 1; mean over the topics"),
            ),
            "simulator.experiments.audits.puppets:lived",
            "A puppet is a new person of the world. It watches videos of its topic to the end and leaves others after "
            "a second. The algorithm learns once an hour.",
        ),
        Audit(
            "exploit",
            "Between 30 and 50 % of a person's first thousand videos are explained by what they themselves did before.",
            "Vombatkere et al. 2024, WWW",
            (
                AuditMeasure(
                    "explained",
                    "explained by any of them",
                    "mean over people of the share, 0 to 1, of their first videos that have at least one of the "
                    "reasons below",
                    low=0.3,
                    high=0.5,
                ),
                AuditMeasure("likes", "a video of its creator liked before", "the same of this reason"),
                AuditMeasure("follows", "its creator followed before", "the same of this reason"),
                AuditMeasure("creators", "a video of its creator watched to the end before", "the same of this reason"),
                AuditMeasure("tags", "a hashtag of it on a video liked before", "the same of this reason"),
                AuditMeasure(
                    "by_lot",
                    "explained by any, had videos come by lot",
                    "the same in a twin of the world whose feeds are filled by lot: what is explained by chance",
                ),
            ),
            "simulator.experiments.audits.reasons:lived",
            "Videos count from when the algorithm took over, of people who watched as many; what they did before that "
            "counts as a reason. Ours have hashtags and creators, but no sounds and no places.",
        ),
    )
}  # fmt: skip
"""By name."""
