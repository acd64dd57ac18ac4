"""What figures of real platforms are, each as a row: a target, its tolerance or band, and where it is known from.

`WATCHING` says how people watch, `EFFECTS` what the two effects look like that a world is there to show; `TARGETS` are
both. KuaiRec is Gao et al. (CIKM 2022), its own statistics notebook; tolerances are about a tenth of the figure's
scale, wider where only a band is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

KUAIREC = "KuaiRec, its statistics notebook"
KUAIREC_SMALL = "KuaiRec, everybody shown every video"
REPORTED = "reported by practitioners"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be."""

    key: str
    """Of the figures measured."""
    what: str
    low: float
    high: float
    """Ends of what fits; infinite where one side is open, both NaN where no figure is known and the row only tells."""
    source: str
    goal: float | None = None
    """The figure itself, where one is known and not a band; in the middle of low..high."""
    weight: float = 1.0
    """Of its squared error when fitting."""
    percent: bool = False
    least_people: int = 0
    """People below whom a world is too small to be judged by it."""
    least_days: int = 0
    """Days that a run must have lived to be judged by it."""
    bound: str = ""
    """Key of the figure that says how much the size of the world allows at most, where it sets a bound."""

    @property
    def known(self) -> bool:
        """Is there a figure to be compared with?"""
        return not math.isnan(self.low)

    def passes(self, measured: float) -> bool:
        return self.low <= measured <= self.high

    def unjudged(self, measured: float, people: int, days: float) -> str:
        """Why a run of so many people and days cannot be judged by it; empty if it can."""
        if not self.known:
            return "told only: no figure is known"
        if people < self.least_people:
            return f"not judged below {self.least_people:,} people"
        if days < self.least_days:
            return f"not judged before day {self.least_days}"
        return "not defined in this run" if math.isnan(measured) else ""

    def error(self, measured: float) -> float:
        """How many tolerances the figure lies from its goal, or tenths of its width outside its band."""
        if self.goal is None:
            return 10.0 * (measured - float(np.clip(measured, self.low, self.high))) / (self.high - self.low)
        return (measured - self.goal) / (self.high - self.goal)


def _near(
    key: str, what: str, goal: float, tolerance: float, source: str = KUAIREC, weight: float = 1.0
) -> Target:
    return Target(key, what, goal - tolerance, goal + tolerance, source, goal, weight)


def _band(
    key: str, what: str, low: float, high: float, source: str = REPORTED, percent: bool = False
) -> Target:
    return Target(key, what, low, high, source, percent=percent)


WATCHING = (
    _near("ratio_mean", "watch ratio, mean", 0.85, 0.085),
    _near("ratio_sd", "watch ratio, standard deviation", 0.72, 0.07),
    _near("ratio_q1", "watch ratio, lower quartile", 0.31, 0.06),
    _near("ratio_q2", "watch ratio, median", 0.72, 0.08),
    _near("ratio_q3", "watch ratio, upper quartile", 1.16, 0.08),
    _band("humps", "watch ratios around 1 over those half way (density)", 1.5, 5.0, "KuaiRec: two humps"),
    _near("fixed_mean", "watch ratio where all are shown the same, mean", 0.86, 0.085, KUAIREC_SMALL),
    _near("fixed_sd", "watch ratio where all are shown the same, standard deviation", 0.60, 0.07, KUAIREC_SMALL),
    _near("fixed_q1", "watch ratio where all are shown the same, lower quartile", 0.47, 0.06, KUAIREC_SMALL),
    _near("fixed_q2", "watch ratio where all are shown the same, median", 0.77, 0.08, KUAIREC_SMALL),
    _near("fixed_q3", "watch ratio where all are shown the same, upper quartile", 1.11, 0.08, KUAIREC_SMALL),
    _near("duration_mean", "video duration, mean (s)", 14.6, 1.5),
    _near("duration_q1", "video duration, lower quartile (s)", 7.4, 0.4),
    _near("duration_q2", "video duration, median (s)", 9.6, 0.5),
    _near("duration_q3", "video duration, upper quartile (s)", 12.2, 0.6),
    _near("duration_longest", "video duration, longest (s)", 315.0, 15.0),
    _near("topics_mean", "topics of a video, mean", 1.18, 0.03),
    _near("topics_most", "topics of a video, most", 4.0, 0.5),
    _near("day_mean", "views of a person and active day, mean", 67.0, 7.0),
    _near("day_sd", "views of a person and active day, standard deviation", 79.0, 12.0),
    _near("day_q1", "views of a person and active day, lower quartile", 19.0, 4.0),
    _near("day_q2", "views of a person and active day, median", 42.0, 5.0),
    _near("day_q3", "views of a person and active day, upper quartile", 83.0, 9.0),
    _near("person_mean", "views of a person in 63 days, mean", 1746.0, 175.0),
    _near("person_q1", "views of a person in 63 days, lower quartile", 883.0, 175.0),
    _near("person_q2", "views of a person in 63 days, median", 1847.0, 185.0),
    _near("person_q3", "views of a person in 63 days, upper quartile", 2461.0, 245.0),
    _band("liked", "views that earn a like", 0.01, 0.04, percent=True),
    _band("commented", "views that earn a comment", 0.001, 0.005, percent=True),
    _band("shared", "views that are shared", 0.001, 0.005, percent=True),
    _band("followed", "views that win a follower", 0.001, 0.005, percent=True),
    _band(
        "popular_complete", "popular videos: views to the end", 0.35, 0.55, "KuaiRec's example video", percent=True
    ),
    _band(
        "popular_glance", "popular videos: left within 3 s", 0.10, 0.30, "KuaiRec's example video", percent=True
    ),
    _band(
        "completion_fall", "completion of the longest quarter over that of the shortest", 0.2, 0.9,
        "D2Q, KDD 2022: falls with duration",
    ),
    _band(
        "watch_growth", "watch time's growth with duration (elasticity)", 0.3, 0.95, "D2Q, KDD 2022: rises, but less"
    ),
    _band(
        "activity", "views on the tenth of days with most (person and day)", 0.35, 0.5,
        "log-normal through KuaiRec's quartiles", percent=True,
    ),
    _near("peak_hour", "busiest hour of the day", 21.0, 2.0, REPORTED),
    _near("trough_hour", "quietest hour of the day", 4.0, 1.5, REPORTED),
    _band("night", "views in the quietest hour over the busiest", 0.02, 0.25),
)  # fmt: skip
"""How people watch."""

AUDIT = "Baumann et al. 2025: feeds amplify each one's own interest"
SCARCE = "reach is scarce: most creators stay small"
SAMPLED = "tiktokodds.com, May 2020: TikTok, Gini .93; log-normal"
BASS = "Bass 1969: p .03, q .38"
SIZE = "set by the size of the world"
TOLD = "not known of a real platform"

OPEN = float("inf")
UNKNOWN = float("nan")
LARGE = 20_000
"""People from whom on the tail of views is judged: below, a video's views end at the people there are."""


def _share(
    key: str, what: str, low: float, high: float, source: str, days: int = 0, people: int = 0, bound: str = ""
) -> Target:
    return Target(key, what, low, high, source, None, 0.0, True, people, days, bound)


def _told(key: str, what: str, percent: bool = False, source: str = TOLD) -> Target:
    return Target(key, what, UNKNOWN, UNKNOWN, source, None, 0.0, percent)


EFFECTS = (
    _share("leading", "people whose most watched topic is one and the same", -OPEN, 0.25, AUDIT),
    _share("own", "people who watch their own inborn favourite most", 0.35, OPEN, AUDIT),
    _told("own_chance", "own inborn favourite watched most: by chance alone", True, "by chance"),
    _share("own_three", "people who watch one of their own inborn first three most", 0.75, OPEN, AUDIT),
    _told("own_three_chance", "one of own inborn first three watched most: by chance alone", True, "by chance"),
    _told("likeness", "likeness of two people's diets (cosine)"),
    Target(
        "likeness_over_inborn", "likeness of diets over that of inborn tastes", -OPEN, 1.0,
        "personalising separates people", weight=0.0,
    ),
    Target("moved", "taste moved from the inborn one (half L1)", 0.1, 0.3, "tastes last", weight=0.0),
    _share("cocooned", "people in a cocoon", 0.1, 0.4, "some get there, most do not", days=30),
    _told("cocooned_made", "people in a cocoon whose inborn taste is not that narrow", True),
    _share("cocoon_topics", "topics that cocoons are about, of all (effective)", 0.5, OPEN, AUDIT, days=30),
    _told("cocoon_own", "people in a cocoon whose topic is their own inborn favourite", True),
    _told("topics", "topics that a person sees (effective)"),
    _told("narrow", "people who see two topics at most", True),
    _told("low", "people who see four topics at most", True),
    _told("enjoyed", "enjoyment of a view, on the last day"),
    _told("regret", "enjoyment of a view that the ideal would add"),
    _told("between", "variance of topic shares between people"),
    _told("within", "variance of topic shares within people, halves of a week"),
    _told("icc_halves", "share of variance between people, halves of a week (ICC)", True),
    _told("icc_weeks", "share of variance between people, over weeks (ICC)", True),
    _told("stability", "diets of the last week like the first, over halves of one"),
    _told("age_days", "age of what is watched, median (days)"),
    _told("fresh", "views of videos younger than a day", True),
    _share("largest", "people whom the most watched video reached", -OPEN, 0.3, SCARCE),
    _share("largest_new", "people whom the most watched video made since the start reached", -OPEN, 0.3, SCARCE),
    Target(
        "gini", "inequality of views among videos of 10 days and more (Gini)", 0.85, 0.95, SAMPLED,
        weight=0.0, least_people=LARGE, bound="gini_bound",
    ),
    _share(
        "top_tenth", "views of such videos that go to their leading tenth", 0.7, 0.95,
        "Cha et al., IMC 2007: nearly 80 %; with that Gini 90 %", people=LARGE, bound="top_tenth_bound",
    ),
    _share(
        "top_hundredth", "views of such videos that go to their leading hundredth", 0.4, 0.7, SAMPLED,
        people=LARGE, bound="top_hundredth_bound",
    ),
    _share("reach", "people whom the median creator reached", -OPEN, 0.1, SCARCE),
    _told("reach_ninth", "people whom the creator at the best tenth reached", True),
    _told("reach_best", "people whom the best creator reached", True),
    _share("imitated", "creators that grow of whom imitation leads (Bass, q > p)", 0.5, OPEN, BASS, days=30),
    _told("bass_p", "innovation p of creators that grow, median (a day)"),
    _told("bass_q", "imitation q of creators that grow, median (a day)"),
    Target(
        "quality_r", "quality with log views, videos of 10 days and more (r)", 0.4, OPEN, "quality decides in part",
        weight=0.0,
    ),
    _told("quality_rho", "quality with views, ranks (Spearman)"),
    _told("returned_7", "newcomers who come on day 7", True),
    _told("returned_30", "newcomers who come on day 30", True),
    _told("hundred", "new creators with 100 followers", True),
    _told("hundred_days", "days to the first 100 followers of a new creator, median"),
)  # fmt: skip
"""What the two effects look like; judged as a run ends."""

SCALE = (
    _told("live_per_view", "live videos a day for each view of a person a day", False, SIZE),
    Target(
        "given_over_needed", "first views that there are places for, over those needed", 1.0, OPEN,
        "every new video gets its trial", weight=0.0,
    ),
    _told("possible_reach", "mean reach of creators that is possible in 30 days", True, SIZE),
)  # fmt: skip
"""What the size of the world decides, from its settings alone (`simulator.observe.scale`)."""

TARGETS = (*WATCHING, *EFFECTS, *SCALE)
"""Every row, in the order of the table."""
