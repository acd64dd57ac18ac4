"""How the creator whom somebody plays did, and whom it is up against."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames import CloseUp, Floats


@dataclass(frozen=True, slots=True)
class Levers:
    """How a creator works now; see `creator_settings.Strategy`."""

    kinds: tuple[float, ...]
    """Shares of the types of video it makes, in the order of `frames.KINDS`."""
    focus: float
    quality_over_quantity: float
    steadiness: float
    replies: float
    clickbait: float
    live: float
    collaborate: float
    """0..1 each."""
    hashtags: str
    hours: str
    quality: float
    """0..1: mean quality of its videos."""
    posts_per_day: float


@dataclass(frozen=True, slots=True)
class KindResult:
    """What became of one type of video on the creator's topic in the last seven days, all creators together."""

    kind: int
    videos: int
    views: float
    """Views a video."""
    completion: float
    """Share of views that ran to the end, 0..1; NaN without views."""


@dataclass(frozen=True, slots=True)
class LiveResult:
    """What live streams brought in the last seven days."""

    streams: int
    viewers: int
    """People who came in, counted anew in every stream."""
    gifts: int
    follows: int
    """New followers won in them."""


@dataclass(frozen=True, slots=True)
class TrendResult:
    """What became of videos of the last seven days that carried a trend, beside those that carried none."""

    videos: int
    """That carried one."""
    views: float
    """Views a video that carried one; NaN without any."""
    other_views: float
    """Views a video that carried none; NaN without any."""


@dataclass(frozen=True, slots=True)
class GuestResult:
    """What became of videos of the last seven days that were made with a guest, beside those that were not."""

    videos: int
    """That had one."""
    views: float
    """Views a video that had one; NaN without any."""
    other_views: float
    """Views a video that had none; NaN without any."""


@dataclass(frozen=True, slots=True)
class TopRival:
    """The creator on the same topic who won most in the last seven days, the played one not among them."""

    name: str
    won: float
    """Points, as `Studio.won`; 0, without a name, where nobody won any."""
    videos: int
    """Published in the last seven days."""
    completion: float
    """Share of views of those that ran to the end, 0..1; NaN without views."""
    kind: int
    """The type of video it makes most, an index into `frames.KINDS`."""


@dataclass(frozen=True, slots=True)
class RivalRise:
    """How a rival became known."""

    name: str
    strongest: bool
    """The one who won most in the last seven days, or else the middling one?"""
    reached: Floats
    """Share of all people who ever saw it, 0..1, at the hours of `Brand.tick`."""


@dataclass(frozen=True, slots=True)
class Studio(CloseUp):
    """A creator at work: its levers, and what the last seven days brought."""

    creator: int
    tick: int
    levers: Levers
    videos: int
    """Published in the last seven days."""
    views: int
    likes: int
    comments: int
    """Of those videos."""
    completion: float
    """Share of those views that ran to the end, 0..1; NaN without views."""
    others_completion: float
    """The same over all other creators of the topic."""
    views_per_video: float
    """NaN without videos."""
    reached: int
    new_reached: int
    followers: int
    new_followers: int
    """People, in all and in the last seven days."""
    trust: float
    won: float
    """Points of the last seven days: what the algorithm learned in favour of the creator's videos, old ones as well,
    by the weights of `recommender.config.Strength`; what spoke against them takes none away."""
    others_won: float
    """The same of the median rival on the topic; NaN without rivals."""
    rivals: int
    """Other creators on the topic who posted three videos a week or more when the game began."""
    outgrown: float
    """Share of these rivals who won fewer points, 0..1; NaN without rivals."""
    kinds: tuple[KindResult, ...]
    """Types of video that anybody made on the topic in the last seven days."""
    live: LiveResult
    others_live: LiveResult
    """The creator's streams, and those of all others on its topic."""
    trend: TrendResult
    others_trend: TrendResult
    """The creator's videos, and those of all others on its topic."""
    guest: GuestResult
    others_guest: GuestResult
    """The creator's videos, and those of all others on its topic."""
    rival: TopRival
    topic_views: float
    elsewhere_views: float
    """Views of a video of the last seven days about the creator's topic, and about another; of all creators together.
    NaN without videos."""
    live_needs: int = 0
    """Followers that a creator needs to go live."""
    courses: tuple[RivalRise, ...] = ()
    """Of rivals, to be seen beside the creator's own."""
