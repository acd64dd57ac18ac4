"""A Frame is one frozen picture of the world: all that a screen, a printer, a recording or a report needs.

Names, titles and comments arrive as finished text in the run's language; everything else is numbers
that `app/view.py` puts into words. This module imports numpy and nothing heavier, because the screen's
process imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

HOURS_PER_DAY = 24

Floats = NDArray[np.float64]


class Diet(IntEnum):
    """The three states of a person (Piao 2023), by relative entropy; UNKNOWN until enough was watched."""

    UNKNOWN = 0
    VARIED = 1
    """Relative entropy above 0.8."""
    NARROWING = 2
    COCOONED = 3
    """Relative entropy below 0.3."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the platform does now. A value that nothing defines yet is NaN."""

    people: int
    videos: int
    """Published so far."""
    online: int
    """People who watched in this hour."""
    views_day: int
    """Views in the last 24 hours."""
    minutes: float
    """Watch minutes of the last 24 hours, per person who came online in them."""
    watch_ratio: float
    """Mean of seconds watched / duration over the last 24 hours; above 1 where replays prevail."""
    like_share: float
    """Likes per view over the last 24 hours, 0..1."""
    effective_topics: float
    """Mean over people of exp(entropy) of what they watched lately, 1..topics."""
    varied: float
    narrowing: float
    cocooned: float
    """Shares of people in the three states; they sum to 1."""
    likeness: float
    """Homogenisation: mean cosine between the diets of two people, 0..1."""
    exposure_gini: float
    """Inequality of impressions over creators: 0 all equal, towards 1 one has everything."""
    top_tenth: float
    """Share of the last 24 hours' views that went to the tenth of creators with most views, 0..1."""
    small_half: float
    """Share of the last 24 hours' views that went to the half of creators who had reached fewer people before, 0..1."""
    fresh_share: float
    """Share of the last 24 hours' views that went to videos younger than a day, 0..1."""
    rare_gap: float
    """How much more content (0..1) people are than the fifth whose inborn taste is farthest from the crowd's; -1..1."""


@dataclass(frozen=True, slots=True)
class Trends:
    """The vitals over time, thinned to at most a few hundred points; columns of equal length, oldest first."""

    tick: NDArray[np.int32]
    online: Floats
    views_day: Floats
    minutes: Floats
    watch_ratio: Floats
    like_share: Floats
    effective_topics: Floats
    varied: Floats
    narrowing: Floats
    cocooned: Floats
    likeness: Floats
    exposure_gini: Floats
    small_half: Floats
    fresh_share: Floats
    rare_gap: Floats


@dataclass(frozen=True, slots=True)
class Why:
    """The plain reason of one place in a feed. `app/view.py` makes the sentence."""

    source: int
    """A `recommender.types.Source`."""
    bars: tuple[tuple[str, float], ...] = ()
    """At most three addends of the score, largest first: a name (neighbour, topic) and its share of the score, 0..1."""
    others: int = 0
    """How many further addends there are."""
    moves: tuple[tuple[str, int, int], ...] = ()
    """(stage, place before, place after), 0 the first: what each stage moved; -1 before: the stage brought it in."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One video in somebody's feed, and what they did with it."""

    video: int
    title: str
    tags: tuple[str, ...]
    creator: int
    creator_name: str
    topic: int
    """The leading topic."""
    kind: int
    """Index into `KINDS`."""
    duration_s: float
    watch_s: float
    liked: bool
    commented: bool
    shared: bool
    followed: bool
    disliked: bool
    comment: str
    """What they wrote; empty where they wrote nothing."""
    views: int
    """Totals of the video over all people, up to now."""
    likes: int
    comments: int
    shares: int
    why: Why


KINDS = ("tutorial", "demo", "experience", "story", "personal", "entertainment")
"""Video types: tutorial, product demo, user experience, brand story, personal, entertainment."""


@dataclass(frozen=True, slots=True)
class Phone:
    """The followed person's phone: the feed of the hour they were last online, in order."""

    person: int
    name: str
    online: bool
    """Are they watching in this very hour?"""
    since: int
    """Tick of that feed; -1 if they were never online."""
    items: tuple[FeedItem, ...]
    """Everything watched in that hour, in order, and after it (watch_s 0) up to three videos next in line."""
    watched: int
    """How many of the items were watched; the rest is what would have come next."""
    state: Diet
    effective_topics: float
    relative_entropy: float
    diet: Floats
    """(topics,) shares of recent watch seconds; NaN while nothing was watched."""
    taste: Floats
    """(topics,) shares: what they like now."""
    innate: Floats
    """(topics,) shares: what they are born to like, where taste pulls back to."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """People as dots on the cocoon map, at most a few thousand of them; columns of equal length.

    Topics stand evenly around the unit circle, topic 0 at the top, clockwise. A dot's direction is where
    its diet pulls it, its distance from the centre how narrow the diet is: 0 all topics alike, 1 a single topic.
    """

    person: NDArray[np.int32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    """Upwards. x and y are NaN for people who have watched nothing yet."""
    topic: NDArray[np.uint8]
    """Leading topic of the diet."""
    state: NDArray[np.uint8]
    """A `Diet`."""


@dataclass(frozen=True, slots=True)
class TopVideo:
    title: str
    kind: int
    age_h: int
    views: int
    likes: int
    completion: float
    """Share of its views that ran to the end, 0..1; NaN without views."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One row of the creators' table."""

    creator: int
    name: str
    topic: int
    reach: float
    followers: int
    views_day: int


BRAND_PARTS = ("awareness", "linked", "perceived_quality", "loyalty")
"""What the brand index is the mean of, as `Brand.parts` orders them (Aaker 1991)."""

MARKS = ("posted", "viral", "first_follower", "reach", "together")
"""What a `Mark` may tell of, with its data: a day's videos (how many); a video gone viral (views in the 24 hours
before, its id); the first follower (nothing); a share of all people reached (percent); a much watched video with
another creator (its id, the other's)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the followed creator; the catalogue has the words."""

    tick: int
    """The hour in which it happened; of "posted" and "viral" the last of the day that counts."""
    kind: str
    """One of `MARKS`."""
    data: tuple[int, ...] = ()
    name: str = ""
    """Of the other creator, where there is one."""


@dataclass(frozen=True, slots=True)
class Bass:
    """The reach as the spread of a novelty (Bass 1969, see `metrics.diffusion`); all NaN while it is too early."""

    p: float
    """Share of who has not met the creator yet that does so in a day by itself (innovation)."""
    q: float
    """The same that is added where all others have met the creator already (imitation)."""
    m: float
    """Share of all people, 0..1, at which the reach would come to rest."""
    fit: float
    """R squared of the daily reach: 1 is a perfect fit."""


NO_BASS = Bass(*4 * (float("nan"),))


@dataclass(frozen=True, slots=True)
class Brand:
    """How far the followed creator has come."""

    creator: int
    name: str
    topic: int
    rank: int
    """1 is the creator who reached most people."""
    creators: int
    videos: int
    impressions: int
    reach: float
    """Share of all people who saw the creator at least once, 0..1."""
    effective_reach: float
    """Share of all people who saw the creator three times or more, 0..1 (Krugman 1972)."""
    frequency: float
    """Impressions per person reached; NaN before anyone was."""
    awareness: float
    """Share of people who would still remember the creator now; fades without new impressions, 0..1."""
    trust: float
    """0..1; 0.5 is unproven."""
    followers: int
    share_of_voice: float
    """The creator's share of all views of its topic over the last 24 hours, 0..1; NaN without such views."""
    funnel: tuple[int, ...]
    """People at each of `FUNNEL`, each stage within the one before."""
    tick: NDArray[np.int32]
    """Points of time of the curves, oldest first."""
    reach_curve: Floats
    effective_curve: Floats
    follower_curve: Floats
    top: tuple[TopVideo, ...]
    """Most viewed first, at most eight."""
    rivals: tuple[Rival, ...]
    """The leading creators by reach, at most ten, and the followed one among them or last."""
    index: float = float("nan")
    """Brand index 0..100: the mean of `parts` times 100 (`metrics.brand_equity`); NaN before anyone was reached."""
    linked: float = float("nan")
    """Associations as a part of the index, 0..1: sqrt(strength * uniqueness) (Keller 1993)."""
    strength: float = float("nan")
    """How much of its videos is left in the mind of a person reached, 0..1; one watched in full leaves 1/2."""
    uniqueness: float = float("nan")
    """How far what people link it to is from the mean of the other creators, 0 the same .. 1 nothing in common."""
    associations: Floats = field(default_factory=lambda: np.empty(0))
    """(topics,) shares of what people link the creator to; NaN while nothing is."""
    perceived_quality: float = float("nan")
    """Mean over recent views of the share watched, at most 1, likes as 1; 0..1. Not trust."""
    loyalty: float = float("nan")
    """Mean of the shares of people reached who liked, who follow, who follow and have shared; 0..1."""
    advocates: int = 0
    """People who follow and have shared a video at least once. Not a stage of the funnel: not all of them are fans."""
    bass: Bass = NO_BASS
    marks: tuple[Mark, ...] = ()
    """What happened when, oldest first; "posted" for the last days only."""

    @property
    def parts(self) -> tuple[float, ...]:
        """The four of `BRAND_PARTS`, 0..1 each."""
        return self.awareness, self.linked, self.perceived_quality, self.loyalty

    @property
    def links(self) -> tuple[tuple[int, float], ...]:
        """(topic, share) of the associations that come first, at most three; none while there are none."""
        order = np.argsort(-self.associations, kind="stable")[:3].tolist()
        return tuple(
            (topic, float(self.associations[topic])) for topic in order if self.associations[topic] > 0
        )


FUNNEL = ("people", "reached", "effective", "engaged", "followers", "fans")
"""Everyone; saw the creator; saw it three times or more; and liked something; and follows; and liked three or more."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on the ticker."""

    tick: int
    person: int
    name: str
    creator: int
    creator_name: str
    topic: int
    text: str


@dataclass(frozen=True, slots=True)
class HotTrend:
    """A hashtag or challenge that runs."""

    tag: str
    """Without "#"."""
    topic: int
    """What a hashtag is about, and where a challenge began."""
    challenge: bool
    """Open to videos on any topic; a hashtag keeps to its own."""
    age_h: int
    heat: float
    """How much it is the talk of the day, 0..1."""
    videos: int
    """Videos that joined, and their views, so far."""
    views: int


@dataclass(frozen=True, slots=True)
class Live:
    """A creator who was live in the last hour."""

    creator: int
    name: str
    topic: int
    viewers: int
    """People who came in."""
    minutes: float
    """Watched by all of them together."""
    gifts: int
    comments: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search for people or creators by name or number."""

    what: str
    """"person" or "creator"."""
    text: str
    rows: tuple[tuple[int, str, int, int], ...]
    """(id, name, leading topic, `Diet` of a person or followers of a creator), at most fifty."""


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting of a stage, and how far it goes."""

    name: str
    value: bool | int | float | str
    low: float | None = None
    """The least it may be; None for words and where there is no end."""
    high: float | None = None
    choices: tuple[str, ...] = ()
    """What a word may be."""


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage between the algorithm's order and what people see; its words are in the catalogue."""

    name: str
    """A stage of `recommender.rerank`; a Tune of `feed.rerank.<name>.on` switches it."""
    on: bool
    knobs: tuple[Knob, ...]


TURNS = ("viral", "cocoons_up", "cocoons_down", "island", "island_gone", "falls", "leaves", "newcomer")
"""Kinds of turning points; `camera.turning` says the rule of each."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: something worth stopping time for. What does not apply has its default."""

    tick: int
    """The `Frame.tick` at which it was noticed."""
    kind: str
    """One of `TURNS`."""
    subject: int = -1
    """The video, person or creator it is about; for islands the topic."""
    name: str = ""
    """Of that person or creator; of a video its title."""
    topic: int = -1
    share: float = 0.0
    """0..1: of people who saw it, are on the island, are in a cocoon."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A world that stands still and waits until somebody returns to it."""

    life: int
    """`Frame.life` of its frames."""
    tick: int
    people: int


@dataclass(frozen=True, slots=True)
class CloseUp:
    """What a single screen needs beyond a Frame; see `closeups`."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The world at the end of a tick."""

    tick: int
    """Simulated hours since the start; 0 before the first."""
    progress: float
    """How far into the next tick the clock is, 0..1; the phone plays its feed along it."""
    paused: bool
    speed: float
    """Ticks a second that were asked for; 0 is as fast as possible."""
    rate: float
    """Ticks a second that were reached over the last second."""
    algorithm: str
    algorithms: tuple[str, ...]
    """Names that a SwitchAlgorithm may carry."""
    unavailable: tuple[tuple[str, str], ...]
    """(name, extra of feedscope that installs what it needs) of algorithms whose libraries are not here."""
    topics: tuple[str, ...]
    """Keys of the topics; the catalogue has their words."""
    seed: int
    lang: str
    vitals: Vitals
    trends: Trends
    crowd: Crowd
    phone: Phone
    brand: Brand
    remarks: tuple[Remark, ...]
    """Newest first."""
    digest: str
    """SHA-256 over all events so far."""
    stages: tuple[StageState, ...] = ()
    """What comes after the algorithm's own order, in the order of work."""
    hot: tuple[HotTrend, ...] = ()
    """The running trends, hottest first, at most eight."""
    live: tuple[Live, ...] = ()
    """Who was live in the last hour, most viewers first, at most eight."""
    found: Found | None = None
    closeup: CloseUp | None = None
    """What the screen that is open needs beyond this; None for those that need nothing."""
    refused: str = ""
    """Why the last command could not be carried out; empty in all other frames."""
    turns: tuple[Turn, ...] = ()
    """The newest turning points, newest first, at most a few."""
    stops: bool = False
    """Does time stop by itself at a turning point?"""
    twin: Frame | None = None
    """The other world, where there is one: the same people and luck under another algorithm. It has no twin."""
    forked: int = -1
    """Tick at which the two worlds parted; -1 while there is one."""
    notice: str = ""
    """Key of a sentence about what the engine is busy with ("compiling"); empty when it simply runs."""
    begun: int = 0
    """How often another world of this session has taken the place of the one before, by beginning or returning."""
    life: int = 0
    """Which world of this session it is: the same when it returns after it was put aside."""
    aside: Aside | None = None
    """The world that somebody can return to."""
    fate: str = ""
    """What becomes of this one if another begins: "aside" if it is put aside; "ends" if it is too large for that; ""
    if it can be had again: a story's, a recording, or one that has not lived an hour."""
    past: bool = False
    """Was it kept from before, and is shown while somebody looks back?"""
    recorded: NDArray[np.int32] | None = None
    """Ticks of all frames of the recording that is played, rising; None in a living world."""
