"""How creators work: the means of the crowd of them, what their levers do, and strategies of single ones.

A branch of the settings tree (see `config`). The sizes of effects are assumptions where no figure is named; that the
effects exist, and their signs, are the findings of the sources that the laws name.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.frames.levers import Hashtags, Hours, Kind

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Weight = Annotated[float, Field(ge=0.0, le=1_000.0)]
Times = Annotated[float, Field(ge=0.0, le=10.0)]


class _Branch(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class KindEffects(_Branch):
    """What a type of video does to who meets it, beside a video without a type."""

    appeal: float = Field(default=0.0, ge=-5.0, le=5.0)
    """Logits added to the chance to stay past the first seconds."""
    comments: Times = 1.0
    """Times as many comments for the same pleasure."""
    shares: Times = 1.0
    """Times as many shares for the same pleasure."""
    follows: Times = 1.0
    """Times as many new followers for the same pleasure."""
    trust: Times = 1.0
    """Times as much trust for the same share watched; a view never counts for more than a like."""
    memory: Times = 1.0
    """Times as strong an impression of the creator: awareness and association."""


class KindTable(_Branch):
    """The types of video; over all types alike, the effects come to those of a video without one."""

    tutorial: KindEffects = KindEffects(
        appeal=-0.1, comments=0.8, shares=1.5, follows=1.3, trust=1.05, memory=0.9
    )
    """Teaches something: kept and passed on, because it is of use (practical value, Berger and Milkman 2012)."""
    demo: KindEffects = KindEffects(
        appeal=-0.2, comments=0.7, shares=0.6, follows=0.7, trust=0.95, memory=1.1
    )
    """Shows a product: people look away sooner, and who stays remembers the maker."""
    experience: KindEffects = KindEffects(
        appeal=0.0, comments=1.2, shares=1.0, follows=0.9, trust=1.15, memory=1.0
    )
    """Somebody tells how it was: believed more than the maker (Chevalier and Mayzlin 2006)."""
    story: KindEffects = KindEffects(
        appeal=-0.1, comments=0.7, shares=0.8, follows=1.0, trust=1.05, memory=1.3
    )
    """What the brand stands for: remembered and linked (narrative, Escalas 2004)."""
    personal: KindEffects = KindEffects(
        appeal=0.1, comments=1.6, shares=0.7, follows=1.5, trust=0.95, memory=0.9
    )
    """The person behind it: people answer and attach themselves (Horton and Wohl 1956)."""
    entertainment: KindEffects = KindEffects(
        appeal=0.3, comments=1.0, shares=1.4, follows=0.6, trust=0.85, memory=0.8
    )
    """Fun: holds many and is passed on (arousal, Berger and Milkman 2012), but for itself, not for who made it."""


class KindMix(_Branch):
    """How much creators on the whole turn to each type; each creator has a leaning of its own around it."""

    tutorial: Weight = 1.0
    """Weight of videos that teach something."""
    demo: Weight = 1.0
    """Weight of videos that show a product."""
    experience: Weight = 1.0
    """Weight of videos in which somebody tells how it was."""
    story: Weight = 1.0
    """Weight of videos on what the brand stands for."""
    personal: Weight = 1.0
    """Weight of videos on the person behind it."""
    entertainment: Weight = 1.0
    """Weight of videos for fun."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("at least one type of video must weigh more than 0")
        return self


class Strategy(_Branch):
    """How one creator works; what is left out stays as the creator was born."""

    creator: int = Field(ge=0, le=999_999)
    """The creator's number, from 0 to one less than there are creators."""
    effort: float = Field(default=1.0, ge=0.0, le=20.0)
    """Times the effort that the creator would put in otherwise."""
    focus: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of its videos that are about its own topic: 0 broad, 1 niche."""
    quality_over_quantity: float | None = Field(default=None, ge=0.0, le=1.0)
    """0 many quick videos, 1 few good ones, for the same effort."""
    kinds: dict[Kind, Weight] | None = Field(default=None, min_length=1)
    """Weights of the types of video it makes; a type left out is never made."""
    hashtags: Hashtags | None = None
    """Which tags it uses: its own way, the hot ones (and it joins trends), or niche ones (and it never does)."""
    hours: Hours | None = None
    """When it posts: at any time like everybody, or around one time of the day."""
    steadiness: float | None = Field(default=None, ge=0.0, le=1.0)
    """0 posts in bursts on a fifth of the days, 1 every day."""
    replies: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of comments under its videos that it answers."""
    clickbait: float | None = Field(default=None, ge=0.0, le=1.0)
    """How much more its videos promise than they hold."""

    live: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of days on which it goes live for an hour."""
    collaborate: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of its videos that it makes together with a guest, another creator."""
    adapt: float | None = Field(default=None, ge=0.0, le=1.0)
    """How far it moves, once a week, towards what worked for it and its rivals: 0 not at all, 1 a whole step."""

    @model_validator(mode="after")
    def _some_kind(self) -> Self:
        if self.kinds is not None and not any(self.kinds.values()):
            raise ValueError("at least one type in kinds must weigh more than 0")
        return self


class CreatorSettings(_Branch):
    """How creators work, and what their levers do."""

    rate_spread: float = Field(default=0.7, ge=0.0, le=4.0)
    """How unequally creators post, as standard deviation of the log of posts a day; at 2 half of them make 98 %."""
    newcomers: Share = 0.0
    """Share of creators who arrive later, unknown and without a video; 0 has all there from the first hour."""
    newcomers_within_days: float = Field(default=90.0, gt=0.0, le=10_000.0)
    """Days over which the arrivals of new creators spread evenly."""
    encouragement: float = Field(default=0.25, ge=0.0, le=2.0)
    """How much e times the views of a video that a creator is used to raise what it posts in the next week (log)."""
    stopping_per_week: Share = 0.02
    """Chance in a week that a creator whose videos are seen as often as it is used to stops for good."""
    spread: Share = 0.5
    """How much creators differ in each lever: 0 all do the mean, 1 as much as 0 to 1 allows."""
    quality_over_quantity: Share = 0.5
    """Mean of many quick videos (0) against few good ones (1) for the same effort."""
    craft: float = Field(default=1.5, ge=1.0, le=4.0)
    """Times by which a creator's quality rises at the good end, and falls at the quick one."""
    craft_cost: float = Field(default=0.75, ge=0.0, le=5.0)
    """What quality costs: p in effort = posts x quality^p."""
    reply_cost: float = Field(default=0.1, ge=0.0, le=0.9)
    """Share of a creator's time that answering every comment takes from making videos."""
    hot: Share = 0.25
    """Share of creators who use hot hashtags."""
    niche: Share = 0.25
    """Share of creators who use niche hashtags; the rest does neither."""
    timed: Share = 0.3
    """Share of creators who post around one time of the day instead of like everybody."""
    steadiness: Share = 0.7
    """Mean of posting in bursts on a fifth of the days (0) against every day (1)."""
    replies: Share = 0.3
    """Mean share of comments that creators answer."""
    clickbait: Share = 0.1
    """Mean of how much more videos promise than they hold."""
    live: Share = 0.2
    """Mean share of days on which creators who have the followers for it go live for an hour."""
    collaborate: Share = 0.0
    """Mean share of videos that creators make together with a guest, another creator who is known for the topic."""
    collaborate_cost: float = Field(default=0.5, ge=0.0, le=5.0)
    """Effort that a guest adds to a video, as a share of what the video takes alone."""
    adapt: Share = 0.2
    """Share of creators who adapt: once a week they do more of what worked for them and their rivals."""
    adapt_step: Share = 0.25
    """How far those who adapt go in one week towards what worked; 1 is all the way."""
    hook: float = Field(default=1.5, ge=0.0, le=5.0)
    """Logits that full clickbait adds to the chance to stay past the first seconds."""
    disappointment: float = Field(default=1.0, ge=0.0, le=5.0)
    """Logits that full clickbait over no quality takes from what who stayed thinks of it."""
    reply_votes: float = Field(default=50.0, ge=0.0, le=1_000.0)
    """Fully watched views for which one answered comment counts in trust: others read the answer, too."""
    reply_follows: Share = 0.1
    """Chance that a mean person whose comment was answered starts to follow."""
    attachment: float = Field(default=0.5, ge=0.0, le=5.0)
    """Logits that a creator who has answered somebody has ahead with that person."""
    reputation: float = Field(default=0.4, ge=0.0, le=5.0)
    """Logits that full trust adds, and no trust takes, with people who have met the creator three times or more."""
    broken_promise: float = Field(default=3.0, ge=0.0, le=100.0)
    """Views as which one counts, in trust, that lured somebody to stay by more than the video holds."""
    consistency_votes: float = Field(default=0.5, ge=0.0, le=1_000.0)
    """Votes in trust on how consistently a creator posts, beside each view of who has met it three times or more."""
    flooders: Share = 0.0
    """Share of creators who flood the platform: far more videos, of little quality, that promise much."""
    flood: float = Field(default=5.0, ge=1.0, le=50.0)
    """Times as much effort as others that flooders put in; nobody posts more than 24 videos a day."""
    buyers: Share = 0.0
    """Share of creators, flooders first, who pay the fake people of [noise]; 0 lets noise.bot_pushes draw them."""
    mix: KindMix = KindMix()
    """Which types of video creators turn to."""
    kinds: KindTable = KindTable()
    """What each type of video does."""
    strategy: tuple[Strategy, ...] = Field(default=(), max_length=20_000)
    """Strategies of single creators, each a table [[creators.strategy]]."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.hot + self.niche > 1.0:
            raise ValueError("hot and niche must not come to more than 1 together")
        named = [strategy.creator for strategy in self.strategy]
        if len(set(named)) < len(named):
            twice = next(creator for creator in named if named.count(creator) > 1)
            raise ValueError(f"strategy must name each creator once, but {twice} stands there twice")
        return self
