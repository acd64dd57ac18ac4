"""Every setting of a world: one frozen, validated tree, whose sentences are the help everywhere.

A field's description says what it does and in which unit; its bounds are what errors and `--help` print.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from recommender.clean import harmful
from recommender.names import FormatName, MethodName, Role
from recommender.privacy.consent import PrivacySettings
from recommender.privacy.noise import NoiseSettings
from recommender.rerank.settings import RerankSettings
from simulator.locale import Lang
from simulator.settings.creators import CreatorSettings
from simulator.settings.errors import SettingsError as SettingsError  # whoever reads settings meets it here
from simulator.settings.methods import FeedMethods
from simulator.settings.own_methods import PATH, path_of
from simulator.settings.trends import LiveSettings, TrendSettings

TOPICS = (
    "comedy", "food", "travel", "science", "health", "art", "education", "music",
    "sports", "games", "fashion", "news", "pets", "technology", "family", "nature",
)  # fmt: skip

Reference = Literal["ideal", "self"]
REFERENCES: tuple[str, ...] = get_args(Reference)
"""The algorithms that know the world, and what the others are measured against."""

_Algorithm = Literal[MethodName, Reference]
ALGORITHMS: tuple[str, ...] = get_args(_Algorithm)
"""Those that come with feedscope."""


def _or_own(given: object, known: ValidatorFunctionWrapHandler) -> object:
    """An algorithm of ours, or the path of one that somebody brought along."""
    if isinstance(given, str) and given not in ALGORITHMS and (path := path_of(given)):
        return path
    return known(given)


def _as_it_is(name: str) -> str:
    return name


Algorithm = Annotated[
    _Algorithm,
    WrapValidator(_or_own),
    PlainSerializer(_as_it_is, return_type=str),
    WithJsonSchema({"anyOf": [{"enum": [*ALGORITHMS]}, {"type": "string", "pattern": PATH.pattern}]}),
]
"""One of `ALGORITHMS`, or `package.module:Class` of a method of somebody's own."""

TUNABLE = (
    "feed.algorithm", "feed.adoption", "feed.rerank", "references",
    "behaviour", "taste", "trends", "live", "privacy", "noise",
)  # fmt: skip
"""Settings, and branches of them, that may change while a world runs."""


def tunable(name: str) -> bool:
    """May the setting of this dotted name change while a world runs?"""
    return name.startswith(tuple(f"{branch}." for branch in TUNABLE)) or name in TUNABLE


class Branch(BaseModel):
    """A frozen branch of the tree that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


Share = Annotated[float, Field(ge=0.0, le=1.0)]


def _shown(name: str) -> str:
    """ValueError unless the name can be written on any screen."""
    if found := harmful(name):
        raise ValueError(f"must not hold {found}, which terminals obey instead of showing it")
    return name


TopicKey = Annotated[str, Field(min_length=1, max_length=24), AfterValidator(_shown)]


class WorldSettings(Branch):
    """Who and what exists."""

    seed: int | None = Field(default=None, ge=0, le=2**63 - 1)
    """Names the luck that decides who people and creators are, not what happens to them; left out, it is `seed`."""
    people: int = Field(default=1_000, ge=1, le=5_000_000)
    """How many people watch."""
    creators: int = Field(default=150, ge=1, le=1_000_000)
    """How many creators post videos."""
    topics: tuple[TopicKey, ...] = Field(default=TOPICS, min_length=2, max_length=64)
    """What videos can be about; known names have words in both languages."""
    backlog: int = Field(default=30, ge=0, le=1_000)
    """Videos that a creator has posted before the first hour, on average over creators."""
    past_days: int = Field(default=0, ge=0, le=365)
    """Days that the platform has lived under feed.before when feed.algorithm takes over; they pass at once."""
    posts_per_day: float = Field(default=5.0, ge=0.0, le=24.0)
    """Videos a creator posts in a day, on average over creators."""
    focus: Share = 0.75
    """Mean share of a creator's videos that are about its own topic."""
    two_topic_share: Share = 0.155
    """Share of videos that touch a second topic; of these a few touch a third or a fourth."""
    short_video_s: float = Field(default=9.25, ge=3.0, le=120.0)
    """Median length in seconds of the short videos (KuaiRec's median over all: 9.6)."""
    long_video_share: Share = 0.07
    """Share of videos that are long: a minute in the median, 315 s at most."""

    @model_validator(mode="after")
    def _topics_differ(self) -> Self:
        twice = sorted({name for name in self.topics if self.topics.count(name) > 1})
        if twice:
            raise ValueError(f"topics must all differ, but {twice[0]} stands there twice")
        return self


class PeopleSettings(Branch):
    """Who the people are: habits and tastes they are born with."""

    views_per_day: float = Field(default=37, ge=0.5, le=500.0)
    """Videos the median person watches a day, days off included (KuaiRec: 1,847 in 63 days)."""
    activity_spread: float = Field(default=2.8, ge=0.0, le=5.0)
    """How unequal people's views a day are: standard deviation of their logits below the most; 0 makes all alike."""
    most_views_per_day: float = Field(default=40.5, ge=1.0, le=2_000.0)
    """Nobody is inclined to watch more videos a day than this, days off included."""
    active_days: float = Field(default=0.44, gt=0.0, le=1.0)
    """Share of days on which the median person opens the app at all (KuaiRec: 26 of 63); 1 is every day."""
    day_spread: float = Field(default=1.0, ge=0.0, le=2.0)
    """Standard deviation of the log of a person's views from one active day to another."""
    newcomers: Share = 0.06
    """Share of people who arrive later, with no history; 0 has everybody there from the first hour."""
    newcomers_within_days: float = Field(default=60.0, gt=0.0, le=10_000.0)
    """Days over which the newcomers' arrivals spread evenly."""
    taste_spread: float = Field(default=2.0, ge=0.0, le=5.0)
    """How unequal inborn tastes are over topics: 0 likes all alike, 3 lives for one or two."""
    topic_popularity: float = Field(default=0.05, ge=0.0, le=2.0)
    """How much some topics please everybody more than others: 0 not at all."""
    susceptibility: Share = 0.5
    """Mean over people of how far what they enjoy moves their taste: 0 never, 1 fully."""


class TwinSettings(Branch):
    """Real people whose twins the people are. `--people-from` fills this in, with topics and numbers to match."""

    log: str = Field(default="", max_length=4_096)
    """File or folder of a log of who watched what, whose people give their tastes and habits; empty: nobody's."""
    digest: str = Field(default="", max_length=64)
    """SHA-256 that the log had; one that has changed is refused. Empty takes it as it is."""
    format: FormatName = "auto"
    """What kind of log it is; auto looks at names and the first line."""
    columns: dict[Role, Annotated[str, Field(max_length=1_000)]] = Field(default={}, max_length=14)
    """What its columns are called, by what they hold, where their names do not say so: { user = "who" }; "#3" is the
    third."""
    skip_bad_rows: bool = False
    """Leave out rows that cannot be read, instead of refusing the log."""
    encoding: str = Field(default="auto", max_length=40)
    """How its text is encoded: utf-8, latin-1, utf-16 or another that Python knows; auto finds out."""
    separator: str = Field(default="auto", max_length=20)
    """What stands between its values: tab, comma, blanks or any character; auto finds out."""
    weights: dict[Annotated[str, Field(max_length=100)], Annotated[float, Field(ge=0.0, le=1_000.0)]] = Field(
        default={}, max_length=100
    )
    """What its kinds of events count, where it has any and the usual does not do: { view = 1, purchase = 5 }."""
    activity: Literal["own", "log"] = "own"
    """The days over which a person's views are counted: from their own first to their last, or all of the log's."""
    views_per_day: float = Field(default=0.0, ge=0.0, le=500.0)
    """Views a day that the median person is given, all others in proportion; 0 leaves them as they are in the log."""


class BehaviourSettings(Branch):
    """How a person meets a video. Weights are in logits of the chance to stay past the first seconds."""

    stay: float = Field(default=1.35, ge=-5.0, le=5.0)
    """Inclination to stay for an average video on an average topic."""
    taste: float = Field(default=2.5, ge=0.0, le=5.0)
    """Weight of the log of taste for the video's topics over indifference."""
    quality: float = Field(default=4.0, ge=0.0, le=10.0)
    """Weight of quality, from half a point below average to half above."""
    fatigue: float = Field(default=3.0, ge=0.0, le=10.0)
    """Weight of having had enough of the topic."""
    familiarity: float = Field(default=0.3, ge=0.0, le=5.0)
    """Weight of following the creator."""
    mood: float = Field(default=0.5, ge=0.0, le=5.0)
    """Standard deviation of luck in one person meeting one video."""
    fatigue_per_view: float = Field(default=0.03, ge=0.0, le=1.0)
    """Fatigue that one watched video adds to its topics."""
    fatigue_half_life_h: float = Field(default=24.0, gt=0.0, le=1_000.0)
    """Hours after which half of a fatigue has gone."""
    finish: float = Field(default=-2.35, ge=-5.0, le=5.0)
    """Inclination of who stayed to watch to the end, in logits, for an average video of ten seconds."""
    finish_appeal: float = Field(default=0.6, ge=0.0, le=5.0)
    """How much appeal adds to the inclination to watch to the end."""
    finish_quality: float = Field(default=4.0, ge=0.0, le=10.0)
    """How much quality adds to the inclination to watch to the end, from half a point below average to half above."""
    long_videos: float = Field(default=1.1, ge=0.0, le=5.0)
    """How much every factor of e in duration takes from the inclination to watch to the end, or again."""
    leave_from: Share = 0.33
    """Share of a video after which the first of those leave who stayed past the first seconds."""
    replays: Share = 0.65
    """Chance that an appealing video watched to the end runs on."""
    replay_length: float = Field(default=0.76, ge=0.0, le=4.0)
    """Mean length of a replay, in lengths of the video; no view is longer than five of them."""
    retention: float = Field(default=1.5, ge=0.0, le=10.0)
    """How much contentment changes how often somebody opens the app: 0 not at all, 2 by a fifth for a tenth."""
    leaving_per_day: Share = 0.001
    """Chance in a day that a person of usual contentment leaves for good; the bored leave more, the delighted less."""
    likes: Share = 0.045
    """Chance that a mean person likes a video that fully pleases."""
    comments: Share = 0.0055
    """Chance of a comment on a video that fully pleases."""
    shares: Share = 0.0053
    """Chance of sharing a video that fully pleases."""
    follows: Share = 0.004
    """Chance of following the creator of a video that fully pleases, if not followed yet."""
    dislikes: Share = 0.03
    """Chance of pressing "not interested" on a video that fully displeases."""


class TasteSettings(Branch):
    """How tastes move (mere exposure, Zajonc 1968) and pull back."""

    drift: float = Field(default=0.004, ge=0.0, le=1.0)
    """How far one fully enjoyed video moves the taste of a fully susceptible person to its topics."""
    boredom: float = Field(default=0.0018, ge=0.0, le=1.0)
    """How far one fully boring video fades the taste of a fully susceptible person for its topics."""
    pull_back_per_day: Share = 0.05
    """Share of the way back to the inborn taste that taste goes in a day."""
    discovery: Share = 0.002
    """Chance that a fully susceptible person who enjoys a video on unfamiliar topics finds a new taste there."""


class FeedSettings(Branch):
    """What the platform does."""

    algorithm: Algorithm = "user-cf"
    """The method that chooses what people see next."""
    before: Algorithm = "self"
    """The method that chose in the days before that, see world.past_days."""
    slate: int = Field(default=40, ge=1, le=200)
    """Videos lined up for a person who comes online; nobody watches more in an hour."""
    adoption: Share = 1.0
    """Share of places that the method fills; the others are filled by people themselves (the method self)."""
    rerank: RerankSettings = RerankSettings()
    """What happens to the method's order before people see it: stages, each switched and tuned by itself."""


class ReferenceSettings(Branch):
    """The references: the ideal, which knows what people would enjoy, and what people choose by themselves."""

    ideal_candidates: int = Field(default=2_000, ge=1, le=1_000_000)
    """Videos among which the ideal looks, half the newest and half the best made of the older ones."""
    followed: float = Field(default=0.2, ge=0.0, le=100.0)
    """Weight with which people who choose by themselves look at what the creators whom they follow have made."""
    searched: float = Field(default=0.75, ge=0.0, le=100.0)
    """Weight with which they search a topic to their taste."""
    front_page: float = Field(default=0.04, ge=0.0, le=100.0)
    """Weight with which they look at what everybody watches lately."""
    search_newest: Share = 0.7
    """Share of searches that list the newest of the topic, not what is hot in it."""
    depth: int = Field(default=200, ge=1, le=1_000)
    """Videos of a list down to which they look; the further down, the seldomer one is taken."""

    @property
    def ways(self) -> tuple[float, float, float]:
        """Shares of the three weights; they sum to 1."""
        whole = self.followed + self.searched + self.front_page
        return self.followed / whole, self.searched / whole, self.front_page / whole

    @model_validator(mode="after")
    def _some_way(self) -> Self:
        if not self.followed + self.searched + self.front_page:
            raise ValueError("followed, searched and front_page must not all be 0")
        return self


class MeasureSettings(Branch):
    """How the world is measured. Nothing here touches what happens."""

    diet_half_life_h: float = Field(default=72.0, gt=0.0, le=10_000.0)
    """Hours after which a watched second counts half in a person's recent diet."""
    memory_half_life_h: float = Field(default=120.0, gt=0.0, le=10_000.0)
    """Hours after which half of an impression of a creator is forgotten."""
    least_views: int = Field(default=20, ge=1, le=1_000)
    """Recent views below which a person's diet is called unknown."""
    regret_people: int = Field(default=40, ge=0, le=1_000_000)
    """People drawn by lot whose feeds are compared with the ideal; more tell regret better, and take longer."""


OwnPath = Annotated[str, Field(pattern=PATH.pattern, max_length=200)]


class OwnSettings(Branch):
    """What somebody brought along, besides algorithms."""

    laws: tuple[OwnPath, ...] = Field(default=(), max_length=16)
    """Laws of somebody's own, package.module:function, in the order in which they act at the end of every hour."""


class Settings(Branch):
    """All of one world."""

    seed: int = Field(default=1, ge=0, le=2**63 - 1)
    """Names the world's luck: the same seed, settings and commands give the same events."""
    lang: Lang = "en"
    """Language of names, titles and comments; touches no event."""
    world: WorldSettings = WorldSettings()
    people: PeopleSettings = PeopleSettings()
    twins: TwinSettings = TwinSettings()
    behaviour: BehaviourSettings = BehaviourSettings()
    taste: TasteSettings = TasteSettings()
    creators: CreatorSettings = CreatorSettings()
    trends: TrendSettings = TrendSettings()
    live: LiveSettings = LiveSettings()
    feed: FeedSettings = FeedSettings()
    methods: FeedMethods = FeedMethods()
    references: ReferenceSettings = ReferenceSettings()
    privacy: PrivacySettings = PrivacySettings()
    noise: NoiseSettings = NoiseSettings()
    measure: MeasureSettings = MeasureSettings()
    own: OwnSettings = OwnSettings()

    @classmethod
    def preset(cls, world: str = "demo", /, *, platform: str | None = None, **changes: object) -> Settings:
        """The settings of a world that comes with feedscope, with a platform's laid over it, and some changed.

        `changes` go by dotted name: Settings.preset("demo", seed=3, **{"world.people": 300}). SettingsError names
        what is not known and what cannot be.
        """
        from simulator.settings.files import load_preset, on_platform, override

        base = load_preset(world)
        return override(on_platform(platform, base) if platform else base, changes)

    @classmethod
    def read(cls, file: str | PathLike[str]) -> Settings:
        """The settings in a TOML file, the rest as by default. SettingsError says what is wrong where."""
        from simulator.settings.files import read_file

        return read_file(Path(file))

    @model_validator(mode="after")
    def _parts_exist(self) -> Self:
        known = [name for name in get_args(MethodName) if name != "hybrid"]
        unknown = [name for name in self.methods.hybrid.parts if name not in (*known, "hybrid")]
        if unknown:
            raise ValueError(f"methods.hybrid.parts must be among {', '.join(known)}, not {unknown[0]!r}")
        return self

    @model_validator(mode="after")
    def _strategies_are_of_creators_who_exist(self) -> Self:
        strangers = [s.creator for s in self.creators.strategy if s.creator >= self.world.creators]
        if strangers:
            last = self.world.creators - 1
            raise ValueError(f"creators.strategy.creator must be between 0 and {last}, not {strangers[0]}")
        return self
