"""Settings of the stages after the score. Every stage can be switched and tuned while a world runs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from recommender.config import SettingsBase, Share


class Stage(SettingsBase):
    """What every stage has."""

    on: bool = False
    """Whether the stage takes part."""


class QualityFloor(Stage):
    """Videos that people leave early go to the end of the line."""

    least: Share = 0.3
    """Share of views (0..1) that must have run to the end lately."""
    views: int = Field(default=20, ge=1, le=1_000_000)
    """Recent views below which a video is not judged."""


class Freshness(Stage):
    """Older videos count less."""

    half_life_h: float = Field(default=48.0, gt=0, le=100_000)
    """Age in hours at which a video counts half."""


class PopularityDiscount(Stage):
    """What many have watched counts less."""

    strength: float = Field(default=0.3, ge=0, le=3)
    """Exponent of 1 / (1 + viewers): 0 leaves all alone."""


class Fairness(Stage):
    """Creators who were shown less than the mean come further up, until that is made up for."""

    strength: float = Field(default=0.5, ge=0, le=3)
    """Exponent of mean exposure over own: 0 leaves all alone."""


class Curiosity(Stage):
    """New videos of which little is known get a bonus, large while they might be good."""

    how: Literal["ucb", "thompson"] = "thompson"
    """Bonus from the upper confidence bound of completion, or from a draw of what it may be."""
    strength: float = Field(default=0.5, ge=0, le=10)
    """Weight of the bonus; the best place is worth 1, the last 0."""


class Negative(Stage):
    """Videos like those that the person pressed "not interested" on come further down, for a while."""

    on: bool = True
    """Whether the stage takes part; the only one that does at first."""
    strength: float = Field(default=3.0, ge=0, le=20)
    """A creator's videos count 1 / (1 + strength) after one fresh refusal; 0 leaves all alone."""
    topics: Share = 0.25
    """What the same topics count, where the same creator counts 1."""
    half_life_h: float = Field(default=168.0, gt=0, le=100_000)
    """Hours after which a refusal counts half."""


class Diversity(Stage):
    """Each place goes to what is good and unlike the places before (maximal marginal relevance)."""

    share: Share = 0.3
    """Weight (0..1) of being unlike against being good."""


class Calibration(Stage):
    """The slate's topics come close to the person's own mix."""

    share: Share = 0.5
    """Weight (0..1) of the mix against being good."""


class FollowShare(Stage):
    """Some places go to the newest videos that creators whom the person follows made or are guests in."""

    share: Share = 0.2
    """Share (0..1) of places, where there are any."""


class Pools(Stage):
    """New videos are shown to a first pool of people, and to a larger one if those liked them."""

    share: Share = 0.2
    """Share (0..1) of places that pools fill."""
    sizes: tuple[Annotated[float, Field(gt=0, le=1)], ...] = Field(
        default=(0.02, 0.08, 0.25), min_length=1, max_length=8
    )
    """Viewers that each pool holds, rising, as shares of all people met."""
    completion: Share = 0.6
    """Share of recent views to the end that lets a video pass."""
    likes: Share = 0.1
    """Likes per recent view that let a video pass as well."""
    rise: float = Field(default=0.1, ge=0, le=5)
    """Share by which both pass marks rise from pool to pool."""
    newest: int = Field(default=2_000, ge=1, le=1_000_000)
    """Newest videos that pools are made of."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if any(small >= large for small, large in zip(self.sizes, self.sizes[1:], strict=False)):
            raise ValueError("sizes must rise from pool to pool")
        return self


class HotList(Stage):
    """Some places go to new videos with a hashtag that is rising right now."""

    share: Share = 0.05
    """Share (0..1) of places, while a tag rises."""
    tags: int = Field(default=5, ge=1, le=50)
    """Hashtags on the list, at most."""
    window_h: int = Field(default=24, ge=1, le=720)
    """Age in hours up to which a video is new and can be shown."""
    rise: float = Field(default=3.0, ge=0.1, le=10)
    """How far uses among new videos must be above those expected, in standard deviations."""
    watched: float = Field(default=0.8, ge=0, le=2)
    """Share of the usual views to the end that videos with the tag must reach."""


class Exploration(Stage):
    """Some places go to any video at all, drawn by lot (epsilon-greedy)."""

    share: Share = 0.1
    """Chance (0..1) of each place to be drawn by lot."""


class RerankSettings(SettingsBase):
    """What happens to a ranking before people see it, in this order."""

    depth: int = Field(default=3, ge=1, le=20)
    """Candidates per place that a method hands on when a stage is on; negative and hot ask for no more."""
    quality: QualityFloor = QualityFloor()
    """Quality floor."""
    freshness: Freshness = Freshness()
    """Freshness."""
    popularity: PopularityDiscount = PopularityDiscount()
    """Popularity discount."""
    fairness: Fairness = Fairness()
    """Fairness between creators."""
    curiosity: Curiosity = Curiosity()
    """Curiosity about new videos."""
    negative: Negative = Negative()
    """Negative feedback."""
    diversity: Diversity = Diversity()
    """Diversity within a slate."""
    calibration: Calibration = Calibration()
    """Calibration to a person's mix."""
    follows: FollowShare = FollowShare()
    """Places for followed creators."""
    pools: Pools = Pools()
    """Traffic pools for new videos."""
    hot: HotList = HotList()
    """Places for rising hashtags."""
    exploration: Exploration = Exploration()
    """Exploration by lot."""
