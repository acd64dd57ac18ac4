"""What the size of a world decides before anything happens in it: how scarce attention is, and reach.

Three numbers without a unit say whether a world can show what platforms show. Live videos a day for each video that a
person watches a day: where it is small everybody runs down the same short list, and no filter can tell people apart.
First views given over needed: below 1 most new videos are never tried. Distinct creators that a person can meet over
the creators there are: where it is 1 everybody meets everybody, and reach need not be won. All are what settings say on
average: people and creators as they are born, before they are content or not with what they get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.frames import HOURS_PER_DAY
from simulator.laws import presence
from simulator.settings.files import override
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.state import World

DAYS = 30
"""Over which creators can be met."""
SAMPLE, WATCHED_DAYS = 1_000, 7
"""People whose comings are counted, at most, and days over which."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Figures of a world's settings; videos and views a day, over everybody where nothing else is said."""

    views: float
    views_a_person: float
    new_videos: float
    first_needed: float
    """First views that new videos need to end their trial."""
    first_given: float
    """First views that there are places for; what is given when nothing is left over."""
    live: float
    """New videos whose trial ends: the rest is hardly ever shown again."""
    creators_met: float
    """Different creators that a person can meet in `DAYS` days at most: one a view."""
    creators: int

    @property
    def given_over_needed(self) -> float:
        """NaN where nothing is needed."""
        return self.first_given / self.first_needed if self.first_needed else float("nan")

    @property
    def live_per_view(self) -> float:
        """Live videos a day for each view of a person a day."""
        return self.live / self.views_a_person

    @property
    def possible_reach(self) -> float:
        """The mean over creators, 0..1, of the share of people who meet them, if nobody met one twice."""
        return self.creators_met / self.creators


def views_a_person(world: World) -> float:
    """Views a day, on average over people: how often they would come in the first days, and for how many videos."""
    wanted = sum(int(presence.online(world, tick)[1].sum()) for tick in range(WATCHED_DAYS * HOURS_PER_DAY))
    return wanted / (WATCHED_DAYS * len(world.people))


def first_given(settings: Settings, views: float) -> float:
    """Views a day that can go to videos on trial, of so many in all."""
    return settings.methods.user_cf.trial_share * views


def scale(settings: Settings) -> Scale:
    """The figures of a world of these settings, under a method that tries new videos on first viewers."""
    people, trial = settings.world.people, settings.methods.user_cf.trial_views
    sample = {"world.people": min(people, SAMPLE), "people.newcomers": 0.0, "twins.log": ""}
    born = state.born(override(settings, sample))
    a_person = views_a_person(born)
    views, new = a_person * people, float(born.creators.posts_per_day.sum(dtype=np.float64))
    given = first_given(settings, views)
    return Scale(
        views=views,
        views_a_person=a_person,
        new_videos=new,
        first_needed=new * trial,
        first_given=given,
        live=min(new, given / trial),
        creators_met=min(a_person * DAYS, float(len(born.creators))),
        creators=len(born.creators),
    )


def sentences(settings: Settings) -> tuple[str, ...]:
    """The same in plain words, a line each."""
    of = scale(settings)
    tried = "all" if of.first_given >= of.first_needed else f"{of.given_over_needed:.0%}"
    return (
        f"{settings.world.people:,} people watch about {of.views:,.0f} videos a day, {of.views_a_person:.0f} each; "
        f"{of.new_videos:,.0f} new ones are posted.",
        f"First viewers: new videos need {of.first_needed:,.0f} first views a day, there are places for "
        f"{of.first_given:,.0f}: {tried} of them can end their trial.",
        f"So {of.live:,.0f} videos a day live on, {of.live_per_view:.1f} for each that a person watches a day; where "
        "these are few everybody watches the same.",
        f"In {DAYS} days a person can meet {of.creators_met:,.0f} of {of.creators:,} creators: mean reach can be "
        f"{of.possible_reach:.0%} at most.",
    )
