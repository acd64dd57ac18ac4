"""A creator's game: eight weeks, one decision each, and how many rivals on the topic one outgrows. Pure.

What counts are the points of `closeups.Studio.won`: one topic has many times the viewers of another, so creators are
compared with rivals on the same topic alone; and points come from all that happens to videos, which leaves less to luck
than likes, of which a small creator gets a handful a week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simulator.frames import HOURS_PER_DAY
from simulator.frames.levers import HASHTAGS, HOURS, KINDS
from simulator.rooms.studio.state import Levers, Studio

WEEKS = 8
DAYS = 7
WEEK = DAYS * HOURS_PER_DAY
GOAL = 0.6
"""Share of the rivals on the topic to win more points than, on average over the weeks."""

STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
MAIN_SHARE = 10.0
"""Weight of the type of video that one turns to, where each of the others has 1."""
EVERYTHING = "everything"

CHOICES: dict[str, tuple[str, ...]] = {
    "kinds": (EVERYTHING, *KINDS),
    "hashtags": HASHTAGS,
    "hours": HOURS,
}
"""Levers that have names for values."""
LEVERS = (
    "kinds",
    "focus",
    "quality_over_quantity",
    "hashtags",
    "hours",
    "steadiness",
    "replies",
    "clickbait",
    "live",
    "collaborate",
)
"""All levers, in the order in which they stand on the screen."""

BETTER = 1.3
"""Times as many views from which another way of tagging is worth a hint."""
BETTER_TYPE = 2.0
"""Times as many views from which another type of video is worth a hint."""
KNOWN_KIND = 12
"""Videos of a type from which their views say something: a single hit has hundreds, most have a few."""
BETTER_TOPIC = 1.5
"""Times as many views from which other topics, or one's own, are worth a hint."""
LEAVE_EARLIER = 0.03
"""Share of views by which a creator's videos must be watched to the end less often, to be worth a hint."""
WORTH_A_STREAM = 1.0
"""Viewers a stream from which going live is worth a hint, and below which it is not."""
LEAST_SEEN = 3
"""Videos or streams from which a figure counts as more than chance."""
FEW_ANSWERS = 0.5
MUCH_BAIT = 0.4


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that the last week's figures say; `key` names its sentence, `values` fill it."""

    key: str
    values: dict[str, object]
    advice: dict[str, int | str] = field(default_factory=dict[str, int | str])
    """Levers that it speaks of: a name to choose, or steps to turn by."""


class CreatorGame:
    """One game. `plan` holds what will be tried in the coming week."""

    def __init__(self) -> None:
        self.plan: dict[str, float | str] = {}
        self.weeks: list[Studio] = []
        """What each week brought."""
        self.began: Studio | None = None

    def meet(self, studio: Studio) -> None:
        """The creator as the game finds it: the plan begins with how it has worked so far."""
        if self.began is not None:
            return
        self.began = studio
        self.plan = plan_of(studio.levers)

    def turn(self, lever: str, by: int) -> None:
        """A lever one step further (1) or back (-1); names go round, amounts stop at their ends."""
        value = self.plan[lever]
        if isinstance(value, str):
            names = CHOICES[lever]
            self.plan[lever] = names[(names.index(value) + by) % len(names)]
        else:
            self.plan[lever] = STEPS[min(max(STEPS.index(value) + by, 0), len(STEPS) - 1)]

    def strategy(self) -> dict[str, object]:
        """The plan as the levers of a Strategy."""
        main = self.plan["kinds"]
        kinds = {kind: MAIN_SHARE if kind == main else 1.0 for kind in KINDS}
        return {**self.plan, "kinds": kinds}

    def close(self, studio: Studio) -> None:
        """A week is over."""
        self.weeks.append(studio)

    @property
    def over(self) -> bool:
        return len(self.weeks) >= WEEKS

    @property
    def score(self) -> float:
        """Mean share of the rivals on the topic outgrown in a week, 0..1; NaN before the first is over."""
        shares = [week.outgrown for week in self.weeks]
        return sum(shares) / len(shares) if shares else math.nan

    @property
    def won(self) -> bool:
        return self.over and self.score >= GOAL

    def turned(self, place: int) -> dict[str, float | str]:
        """What the plan of a week, 0 the first, had otherwise than the one before."""
        before = self.weeks[place - 1] if place else self.began
        then = plan_of(before.levers) if before is not None else {}
        now = plan_of(self.weeks[place].levers)
        return {lever: value for lever, value in now.items() if then.get(lever) != value}

    def hints(self) -> list[Hint]:
        """What the figures of the last week suggest, most pressing first; at least one after the first week."""
        if not self.weeks:
            return []
        week = self.weeks[-1]
        made = [*_unposted(week), *_bait(week), *_left_early(week), *_topics(week), *_unanswered(week)]
        made += [*_better_kind(week, self.plan["kinds"]), *_trends(week), *_guests(week), *_streams(week)]
        return made or [Hint("fine", {"outgrown": week.outgrown})]


def plan_of(levers: Levers) -> dict[str, float | str]:
    """How a creator works, as the levers would stand."""
    main = max(range(len(levers.kinds)), key=lambda kind: levers.kinds[kind])
    return {
        "kinds": KINDS[main] if levers.kinds[main] > 0.5 else EVERYTHING,
        "hashtags": levers.hashtags,
        "hours": levers.hours,
        **{name: nearest(getattr(levers, name)) for name in LEVERS if name not in CHOICES},
    }


def nearest(value: float) -> float:
    """The step nearest to an amount."""
    return min(STEPS, key=lambda step: abs(step - value))


def _unposted(week: Studio) -> list[Hint]:
    return [] if week.videos else [Hint("unposted", {}, {"steadiness": 1})]


def _left_early(week: Studio) -> list[Hint]:
    if (
        not week.others_completion - week.completion > LEAVE_EARLIER
        or week.levers.quality_over_quantity >= 1.0
    ):
        return []
    values: dict[str, object] = {"mine": week.completion, "others": week.others_completion}
    return [Hint("quality", values, {"quality_over_quantity": 1})]


def _topics(week: Studio) -> list[Hint]:
    """Where are the viewers: at one's own topic, or elsewhere?"""
    own, others, focus = week.topic_views, week.elsewhere_views, week.levers.focus
    values: dict[str, object] = {"views": own, "others_views": others}
    if others > BETTER_TOPIC * own and focus > STEPS[0]:
        return [Hint("broader", values, {"focus": -1})]
    if own > BETTER_TOPIC * others and focus < STEPS[-1]:
        return [Hint("narrower", values, {"focus": 1})]
    return []


def _better_kind(week: Studio, now: object) -> list[Hint]:
    known = [kind for kind in week.kinds if kind.videos >= KNOWN_KIND]
    best = max(known, key=lambda kind: kind.views, default=None)
    if best is None or not best.views > BETTER_TYPE * week.views_per_video or KINDS[best.kind] == now:
        return []
    values: dict[str, object] = {"kind": best.kind, "times": best.views / max(week.views_per_video, 0.1)}
    return [Hint("kind", values, {"kinds": KINDS[best.kind]})]


def _bait(week: Studio) -> list[Hint]:
    if week.levers.clickbait < MUCH_BAIT:
        return []
    return [Hint("clickbait", {"trust": week.trust}, {"clickbait": -1})]


def _unanswered(week: Studio) -> list[Hint]:
    if not week.comments or week.levers.replies >= FEW_ANSWERS:
        return []
    return [Hint("replies", {"comments": week.comments, "replies": week.levers.replies}, {"replies": 1})]


def _trends(week: Studio) -> list[Hint]:
    """What videos with a trend got beside those without: one's own where there are enough, else those of rivals."""
    mine, others = week.trend, week.others_trend
    if week.levers.hashtags == "hot":
        if mine.videos >= LEAST_SEEN and mine.other_views > BETTER * mine.views:
            values: dict[str, object] = {"views": mine.views, "others_views": mine.other_views}
            return [Hint("trend_spent", values, {"hashtags": "own"})]
        return []
    if others.videos < LEAST_SEEN or not others.views > BETTER * others.other_views:
        return []
    return [Hint("trend", {"times": others.views / max(others.other_views, 0.1)}, {"hashtags": "hot"})]


def _guests(week: Studio) -> list[Hint]:
    """What videos with a guest got beside those without, for the effort: one's own where there are enough, else those
    of rivals."""
    mine, others = week.guest, week.others_guest
    if mine.videos >= LEAST_SEEN:
        if mine.other_views > BETTER * mine.views:
            values: dict[str, object] = {"views": mine.views, "others_views": mine.other_views}
            return [Hint("guest_spent", values, {"collaborate": -1})]
        return []
    if others.videos < LEAST_SEEN or not others.views > BETTER * others.other_views:
        return []
    return [Hint("guest", {"times": others.views / max(others.other_views, 0.1)}, {"collaborate": 1})]


def _streams(week: Studio) -> list[Hint]:
    """May it go live, and does anybody come in: to one's own streams, or to those of rivals?"""
    mine, others = week.live, week.others_live
    if week.followers < week.live_needs:
        barred = Hint("live_barred", {"followers": week.followers, "needs": week.live_needs}, {"live": -1})
        return [barred] if week.levers.live > 0.0 else []
    if mine.streams >= LEAST_SEEN:
        each = mine.viewers / mine.streams
        return [Hint("live_empty", {"viewers": each}, {"live": -1})] if each < WORTH_A_STREAM else []
    if mine.streams or others.streams < LEAST_SEEN or not week.followers:
        return []
    each = others.viewers / others.streams
    values: dict[str, object] = {"viewers": each, "streams": others.streams}
    return [Hint("live", values, {"live": 1})] if each >= WORTH_A_STREAM else []
