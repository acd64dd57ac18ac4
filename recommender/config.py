"""Settings of the recommenders: frozen, validated, every field with unit, range, default and one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

SimilarityName = Literal["cosine", "pearson", "jaccard"]
Overlap = Literal["all", "common"]
TrialAudience = Literal["lot", "followers", "topics"]
Normalize = Literal["neighbours", "raters"]
Search = Literal["auto", "exact", "around"]
AFFORDABLE = 50_000
"""People up to whom comparing with everyone is affordable."""
Share = Annotated[float, Field(ge=0, le=1)]


class SettingsBase(BaseModel):
    """What all settings share: frozen, and unknown fields are refused. The sentence below a field is its help."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Strength(SettingsBase):
    """How one event becomes strength: a weighted sum of what the person did.

        sum = watch * w + like + comment + share + follow + dislike + skip * s

    w is the watch ratio, watch_s / duration_s, at most `watch_cap`, or 0 for a ratio below `skip_below`; s is
    1 - ratio / `skip_below` for a ratio below it, else 0; each of the others counts only if it happened, and a
    skip only if nobody liked, commented, shared or followed. The strength is max(0, sum): a negative entry of R
    would break similarities that need only weights above 0. A sum below 0 is an objection of min(-sum, -`floor`),
    kept in a table of its own that the votes of neighbours alone take off (see `user_cf`). With a floor of 0
    there are none: what was skipped or disliked counts as watched, and no more.
    """

    watch: float = Field(default=1.0, ge=0, le=100)
    """Strength per watch ratio (seconds watched / length)."""
    watch_cap: float = Field(default=2.0, gt=0, le=100)
    """Watch ratio beyond which replays add nothing."""
    skip_below: Share = 0.5
    """Watch ratio below which a view was a skip and adds nothing by itself."""
    like: float = Field(default=2.0, ge=0, le=100)
    """Strength that a like adds."""
    comment: float = Field(default=3.0, ge=0, le=100)
    """Strength that a comment adds."""
    share: float = Field(default=4.0, ge=0, le=100)
    """Strength that a share adds."""
    follow: float = Field(default=5.0, ge=0, le=100)
    """Strength that following the creator adds."""
    dislike: float = Field(default=-10.0, ge=-1000, le=0)
    """Strength that 'not interested' takes away; the event's sum stays >= the floor."""
    skip: float = Field(default=-0.5, ge=-1000, le=0)
    """Strength that a view left at once takes away; less the longer it was, nothing from skip_below on."""
    floor: float = Field(default=0.0, ge=-1000, le=0)
    """Least strength of an event; below 0 only neighbours' votes know it: 0 ignores what they skipped or refused."""


class HistorySettings(SettingsBase):
    """What is remembered of each person."""

    window: int = Field(default=100, ge=8, le=10_000)
    """Items kept per person for R; the oldest leave first."""
    half_life_h: float = Field(default=168.0, ge=0.1)
    """Hours after which an event's strength has halved; inf keeps it for ever."""
    retention_h: float = Field(default=math.inf, ge=1)
    """Hours after which what someone did is deleted; that they watched it, and whom they follow, is not. inf deletes
    nothing."""
    strength: Strength = Strength()
    """How an event becomes strength."""


class TrendingSettings(SettingsBase):
    """What counts as trending."""

    half_life_h: float = Field(default=24.0, ge=0.1, le=8760)
    """Hours after which a view counts half; after ten of them, nothing."""


class TrialSettings(SettingsBase):
    """The first viewers of new items; collaborative filters share these."""

    trial_share: Share = 0.25
    """Most (0..1) of slate places that items too few people have watched may take; no more than they need are given."""
    trial_views: int = Field(default=8, ge=1, le=10_000)
    """People who must have watched before a trial ends."""
    trial_pool: int = Field(default=10_000, ge=1, le=1_000_000)
    """Items on trial at a time, at most; the newest go first."""
    trial_audience: TrialAudience = "lot"
    """Who the first viewers are: drawn by lot, followers of the creator first, or people whose topics match."""


class UserCFSettings(TrialSettings):
    """User-based collaborative filtering."""

    k: int = Field(default=25, ge=1, le=10_000)
    """Most similar people who are asked, the person not among them."""
    similarity: SimilarityName = "cosine"
    """How alike two people's histories are measured."""
    overlap: Overlap = "all"
    """Norms over all of each person's items, or only over the common ones (as Surprise)."""
    shrinkage: float = Field(default=0.0, ge=0, le=10_000)
    """Common items at which a similarity is halved; 0 trusts a single one."""
    inverse_user_frequency: bool = False
    """Whether items that everybody watched count less in similarities."""
    popularity: float = Field(default=0.0, ge=0, le=3)
    """Power of 1 + viewers that votes for an item are divided by: 0 leaves all alone, 1 counts them per viewer."""
    sharpness: float = Field(default=math.inf, ge=0)
    """How surely the higher score comes first: its odds grow by e^sharpness from a person's least candidate to the
    best; 0 draws among all alike, inf keeps their order."""
    search: Search = "auto"
    """Compare everyone with everyone (exact), or people of settled histories only with those around their last
    neighbours (around, nearly the same); auto is exact up to 50,000 people."""
    normalize: Normalize = "neighbours"
    """Denominator of `predict`, which feeds do not ask for: all neighbours, or only those who rated the item."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads that share the rows; results do not depend on it."""


class ItemCFSettings(TrialSettings):
    """Item-based collaborative filtering."""

    k: int = Field(default=20, ge=1, le=1_000)
    """Most similar items that each watched item speaks for."""
    shrinkage: float = Field(default=0.0, ge=0, le=10_000)
    """Common viewers at which a similarity is halved; 0 trusts a single one."""
    inverse_activity: bool = False
    """Whether the histories of busy people count less in similarities, each scaled to length 1."""
    sharpness: float = Field(default=math.inf, ge=0)
    """How surely the higher score comes first: its odds grow by e^sharpness from a person's least candidate to the
    best; 0 draws among all alike, inf keeps their order."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads that share the items; results do not depend on it."""


class ContentSettings(SettingsBase):
    """Recommending by what items are about."""

    candidates: int = Field(default=2000, ge=1, le=1_000_000)
    """Newest items that are compared with the person's profile."""
    topics: float = Field(default=1.0, ge=0, le=100)
    """Weight of the topics."""
    tags: float = Field(default=0.5, ge=0, le=100)
    """Weight of the tags (TF-IDF)."""
    words: float = Field(default=0.5, ge=0, le=100)
    """Weight of the words of title and description (TF-IDF) of items that have any; videos of a world have none."""
    kind: float = Field(default=0.25, ge=0, le=100)
    """Weight of the type of video."""
    sharpness: float = Field(default=math.inf, ge=0)
    """How surely the higher score comes first: its odds grow by e^sharpness from a person's least candidate to the
    best; 0 draws among all alike, inf keeps their order."""


class FactorsSettings(TrialSettings):
    """Matrix factorisation of who watched what."""

    factors: int = Field(default=32, ge=1, le=512)
    """Numbers that describe a person or an item."""
    alpha: float = Field(default=5.0, gt=0, le=1000)
    """Confidence that each unit of strength adds to the 1 of no event."""
    regularization: float = Field(default=0.3, gt=0, le=100)
    """What holds the numbers small where little is known, in units of a vector's mean confidence."""
    iterations: int = Field(default=10, ge=1, le=200)
    """Rounds of the first fit."""
    refit_iterations: int = Field(default=1, ge=1, le=200)
    """Rounds of each later fit, which begins where the last one ended."""
    every_h: int = Field(default=1, ge=1, le=8760)
    """Hours from one fit to the next."""
    candidates: int = Field(default=5000, ge=1, le=1_000_000)
    """Newest known items that are compared with the person."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads that share the work; results do not depend on it."""


class TwoTowerSettings(SettingsBase):
    """A neural network of two towers, one for people and one for items."""

    dimensions: int = Field(default=32, ge=1, le=512)
    """Length of the vectors of people and items."""
    hidden: int = Field(default=64, ge=1, le=4096)
    """Width of the hidden layer of the item tower."""
    recent: int = Field(default=20, ge=1, le=1000)
    """Items watched last that describe a person to the network."""
    batch: int = Field(default=256, ge=2, le=65_536)
    """Events learned from at once; each is the others' negative."""
    learning_rate: float = Field(default=0.05, gt=0, le=10)
    """Size of the steps (Adagrad)."""
    wake_events: int = Field(default=200_000, ge=1, le=100_000_000)
    """Remembered events it is trained on when woken, at most."""
    wake_epochs: int = Field(default=1, ge=1, le=100)
    """Times it goes through them."""
    candidates: int = Field(default=5000, ge=1, le=1_000_000)
    """Newest items that are compared with the person."""
    threads: int = Field(default=2, ge=1, le=64)
    """Threads that share the people asked for; results do not depend on it."""


class HybridSettings(SettingsBase):
    """Several methods together."""

    how: Literal["weighted", "switching", "cascade"] = "weighted"
    """Add scores, choose a method by how well a person is known, or let one choose and one order."""
    parts: tuple[str, ...] = Field(default=("user-cf", "content", "trending"), min_length=2, max_length=6)
    """Names of the methods; switching and cascade use the first and the last."""
    weights: tuple[Annotated[float, Field(ge=0, le=100)], ...] = Field(
        default=(0.6, 0.3, 0.1), min_length=2, max_length=6
    )
    """What each method's score counts in the weighted blend."""
    enough: int = Field(default=10, ge=1, le=10_000)
    """Remembered items from which switching trusts the first method with a person."""
    depth: int = Field(default=3, ge=1, le=50)
    """Times as many items as asked for that the first method of a cascade hands on."""

    @model_validator(mode="after")
    def _one_weight_each(self) -> Self:
        if len(self.weights) != len(self.parts):
            raise ValueError(f"weights must be {len(self.parts)} numbers, one for each of the parts")
        if not any(self.weights):
            raise ValueError("weights must not all be 0")
        if len({*self.parts}) < len(self.parts) or "hybrid" in self.parts:
            raise ValueError("parts must be different methods, none of them hybrid")
        return self


class MethodSettings(SettingsBase):
    """How each method learns and chooses."""

    history: HistorySettings = HistorySettings()
    """How events become strength, and how much is remembered of a person."""
    trending: TrendingSettings = TrendingSettings()
    """What many watched lately: a method, and what fills the places that others leave empty."""
    user_cf: UserCFSettings = UserCFSettings()
    """User-based collaborative filtering."""
    item_cf: ItemCFSettings = ItemCFSettings()
    """Item-based collaborative filtering."""
    content: ContentSettings = ContentSettings()
    """Recommending by what items are about."""
    factors: FactorsSettings = FactorsSettings()
    """Matrix factorisation of who watched what."""
    two_tower: TwoTowerSettings = TwoTowerSettings()
    """A neural network of two towers, for people and items."""
    hybrid: HybridSettings = HybridSettings()
    """Several methods together."""


def changed(settings: MethodSettings, dotted: Mapping[str, object]) -> MethodSettings:
    """The settings with some fields changed: {"user_cf.k": 50}.

    Errors: ValueError, one sentence that names the field: one that there is not, or what it may be.
    """
    table: dict[str, Any] = settings.model_dump()
    for name, value in dotted.items():
        *above, last = name.split(".")
        branch = table
        for step in above:
            inner = branch.get(step)
            branch = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
        if last not in branch or isinstance(branch[last], dict):
            known = [*dotted_names(settings)]
            close = (
                get_close_matches(name, known, n=1) or [one for one in known if one.endswith("." + last)][:1]
            )
            aid = f" (did you mean {close[0]!r}?)" if close else ""
            raise ValueError(f"there is no setting {name!r} of methods{aid}")
        branch[last] = value
    try:
        return MethodSettings.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ValueError(f"{where}: {first['msg'].lower()}, not {first['input']!r}") from None


def dotted_names(settings: BaseModel, before: str = "") -> Mapping[str, object]:
    """All fields by dotted name, and what they hold."""
    found: dict[str, object] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            found |= dotted_names(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found
