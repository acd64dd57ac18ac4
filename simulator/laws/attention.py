"""How much of a video somebody watches.

Meeting a video is two decisions. In the first seconds a person stays with chance sigmoid(appeal), where

    appeal = stay + taste * ln(T <taste, topics> + 0.1) + quality * (q - 1/2)
                  - fatigue * <fatigue, topics> + familiarity * follows + attachment * answered
                  + reputation * (2 trust - 1) * met + appeal of the type of video
                  + welcome of its trend (`laws.trending`) + mood * Normal(person, video)

(T topics; <taste, topics> is 1/T for a person without preferences, which makes the taste term about 0; follows and
answered are 1 where they hold for the video's creator or for its guest, met where the creator was shown three times or
more: only then does its name stand for what to expect, as a brand does; source credibility, Hovland and Weiss 1951).
Who does not stay leaves within the first three seconds. Who stays runs to the end with chance

    sigmoid(finish + finish_appeal * appeal + finish_quality * (q - 1/2) - long_videos * ln(duration / 10 s))

(the duration bias of D2Q, KDD 2022; what is well made holds also those whose topic it is, who all stay at first), and
then with chance replays * sigmoid(appeal - long_videos * ln(duration / 10 s)) lets it run on for an exponential time
of mean replay_length lengths; the rest leaves somewhere on the way, from `leave_from` on. That gives the two humps of
KuaiRec's watch ratios: skips, and at the end.

Clickbait b in 0..1 promises more than the video of quality q holds: people stay with chance sigmoid(appeal + hook * b).
Those who would not have stayed without it are lured: they never watch to the end and leave early. For whoever stayed,
appeal is lower by disappointment * b * (1 - q) from then on (expectancy disconfirmation, Oliver 1980).
Ranges: appeal in logits, mostly -4..4; watch ratio 0..5 (KuaiRec's statistics leave out what is above 5).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from recommender.types import Slate
from simulator.config import BehaviourSettings
from simulator.laws import trending
from simulator.laws.satiation import fatigue_in_session
from simulator.luck import Address
from simulator.world.state import GLANCE_S, World

Floats = NDArray[np.float64]

INDIFFERENCE = 0.1
USUAL_DURATION_S = 10.0
GLIMPSE = 0.45
"""Nobody who leaves within the first three seconds has seen more than this share of a short video: less than the half
from which a view counts as interest, or skips would teach an algorithm to show the shortest videos."""
FIRST_S = 0.4
"""Nobody leaves sooner."""
ONCE_FROM, ONCE_SPREAD = 0.97, 0.1
"""Ratio at which a view to the end ends, evenly from the one to so much more."""
LEAVE_BY = 0.95
LEAVE_EARLY = 1.5
LARGEST_RATIO = 5.0
LURED = 0.4
"""Who was lured leaves within this share of the way on which others leave."""


@dataclass(frozen=True, slots=True)
class Views:
    """Who met which video, one row each, sessions in order."""

    row: NDArray[np.intp]
    """Row of the slate."""
    place: NDArray[np.intp]
    """Place in the slate."""
    user: NDArray[np.int32]
    item: NDArray[np.int32]
    at: Address
    """Luck of this person with this video."""
    topics: NDArray[np.float32]
    """(B, topics) of the video."""
    appeal: Floats
    """Logits, as it seemed after the first seconds."""
    lured: NDArray[np.bool_]
    """Who stayed past the first seconds for a promise alone."""
    watch_s: Floats
    duration_s: NDArray[np.float32]

    @property
    def ratio(self) -> Floats:
        """Seconds watched / duration; above 1 is a replay."""
        return self.watch_s / self.duration_s

    def rows(self, keep: NDArray[np.intp]) -> Views:
        """The views at these positions."""
        columns = {f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name != "at"}
        return Views(at=Address(self.at.seed, self.at.keys[keep]), **columns)


def sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-x))


def watch(world: World, slate: Slate, wanted: NDArray[np.int64]) -> Views:
    """What happens when each person of the slate watches as many of their videos as they wanted."""
    settings = world.settings.behaviour
    places = np.arange(slate.items.shape[1], dtype=np.int64)
    shown = (places < wanted[:, None]) & (slate.items >= 0)
    row, place = np.nonzero(shown)
    user, item = slate.users[row], slate.items[row, place]
    topics = world.videos.topics[item]
    at = world.luck.at(user, world.videos.name[item])
    tired = fatigue_in_session(world, slate, shown)[row, place]
    match = np.einsum("bt,bt->b", world.people.taste[user], topics).astype(np.float64)
    seems = appeal(world, user, item, match, tired) + settings.mood * at.normal("mood")
    duration = world.videos.duration_s[item]
    promise, held = promised_and_held(world, item, seems)
    lured = at.below(sigmoid(promise), "stay") & ~at.below(sigmoid(seems), "stay")
    watch_s = watched(
        settings, at, held, duration.astype(np.float64), promise, lured, craft(settings, world, item)
    )
    return Views(row, place, user, item, at, topics, held, lured, watch_s, duration)


def appeal(
    world: World, user: NDArray[np.int32], item: NDArray[np.int32], match: Floats, tired: Floats
) -> Floats:
    """Logits before mood, of pairs (B,) or of people (A, 1) with videos (M,): shaped as both broadcast.

    `match` and `tired`, in that shape, are <taste, topics> and <fatigue, topics> at the moment of meeting.
    """
    settings = world.settings.behaviour
    liking = np.log(match * world.topics + INDIFFERENCE)
    known, answered, opinion = world.ties(user, item)
    return (
        settings.stay
        + settings.taste * liking
        + settings.quality * (world.videos.quality[item] - 0.5)
        - settings.fatigue * tired
        + settings.familiarity * known
        + world.settings.creators.attachment * answered
        + world.settings.creators.reputation * opinion
        + world.kinds.appeal[world.videos.kind[item]]
        + trending.pull(world, user, item)
    )


def promised_and_held(world: World, item: NDArray[np.int32], seems: Floats) -> tuple[Floats, Floats]:
    """What a video of this appeal promises in the first seconds, and what it holds for whoever stayed; logits, shaped
    as `seems`, whose last axis is that of `item`."""
    levers, bait = world.settings.creators, world.videos.clickbait[item].astype(np.float64)
    held = seems - levers.disappointment * bait * (1.0 - world.videos.quality[item])
    return seems + levers.hook * bait, held


def craft(settings: BehaviourSettings, world: World, item: NDArray[np.int32]) -> Floats:
    """Logits that quality adds to watching to the end, shaped as `item`."""
    return settings.finish_quality * (world.videos.quality[item].astype(np.float64) - 0.5)


def ending(
    settings: BehaviourSettings, appeal: Floats, duration: Floats, craft: Floats | float
) -> tuple[Floats, Floats]:
    """The chances that who stayed watches to the end, and that the video then runs on; appeal in logits as it is
    held, duration in s, shaped as they broadcast."""
    slowness = settings.long_videos * np.log(np.maximum(duration, 1.0) / USUAL_DURATION_S)
    ends = sigmoid(settings.finish + settings.finish_appeal * appeal + craft - slowness)
    return ends, settings.replays * sigmoid(appeal - slowness)


def watched(
    settings: BehaviourSettings,
    at: Address,
    appeal: Floats,
    duration: Floats,
    promise: Floats | None = None,
    lured: NDArray[np.bool_] | None = None,
    craft: Floats | float = 0.0,
) -> Floats:
    """(B,) seconds watched, with the luck `at` of each person with each video, appeal in logits, duration in s.

    `craft` are logits that quality adds to watching to the end; `promise` is what the video seems in the first
    seconds, the appeal itself where None; `lured` as in `Views`.
    """
    stays = at.below(sigmoid(appeal if promise is None else promise), "stay")
    glance = np.minimum(FIRST_S + (GLANCE_S - FIRST_S) * at.uniform("glance"), GLIMPSE * duration)
    to_end, on = ending(settings, appeal, duration, craft)
    ends, loops = at.below(to_end, "end"), at.below(on, "replay")
    on_the_way = settings.leave_from + (LEAVE_BY - settings.leave_from) * at.uniform("leave") ** LEAVE_EARLY
    if lured is not None:
        ends &= ~lured
        early = settings.leave_from + LURED * (on_the_way - settings.leave_from)
        on_the_way = np.where(lured, early, on_the_way)
    once = ONCE_FROM + ONCE_SPREAD * at.uniform("loop")
    again = 1.05 - settings.replay_length * np.log1p(-at.uniform("again"))
    ratio = np.where(ends, np.where(loops, np.minimum(again, LARGEST_RATIO), once), on_the_way)
    return np.where(stays, ratio * duration, glance)
