"""Names, titles, tags and comments: everything in the simulated world that is read rather than counted.

Words are made when they are shown, never on the tick path, and nothing is kept for a million people: each is
a pure function of the luck, the language and the ids it belongs to. Names of people are Faker's word lists,
picked by address instead of by an advancing generator; all else is in `locale/<lang>/words.toml`, where
templates meet the vocabulary of the video's topic. A video's subject is drawn once, so the comments are about
what the title is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import accumulate, product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from recommender.luck import Luck
from simulator.frames import KINDS
from simulator.locale import catalogue

TAGS_PER_TOPIC = 12
MOODS = ("lured", "bored", "cross", "wry", "glad")
"""Lists of comments: let down by a title, gone before the middle, displeased, neutral, delighted."""
LONGEST_COMMENT = 60
"""Cells of a comment with all that is added to it."""
_ADDS = 0.7
"""Share of comments to which something is added, where there is room."""

SEARCHED = 20_000
"""Names that a search looks through; anyone further is found by number."""

REMEMBERED = 4_096
"""Names, titles and comments of each kind that are kept once made."""

_TOPICAL = ("cross", "wry", "glad")
"""Moods for which a topic has comments of its own."""

T = TypeVar("T")

_FAKER = {"en": "en_US", "zh": "zh_CN"}
_OWN_GIVEN = 0.4
"""Share of given names from our own list: Faker's Chinese names are those of an older generation."""
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"#?(\d{1,18})")


@dataclass(frozen=True, slots=True)
class _Names:
    """Word lists with the upper ends of each word's share of [0, 1)."""

    given: list[str]
    given_ends: NDArray[np.float64]
    family: list[str]
    family_ends: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of one topic."""

    subjects: tuple[tuple[str, str], ...]
    """(thing, deed): the same subject as a noun and as something one does."""
    twists: tuple[str, ...]
    handles: tuple[str, ...]
    habits: tuple[str, ...]
    tags: tuple[str, ...]
    comments: Mapping[str, tuple[str, ...]]
    """By `MOODS`; general ones and the topic's own."""


class Words:
    """The words of one world in one language ("en" or "zh"). Names of people and creators come from the luck `birth`,
    all else from `luck`.

    `topics` are the keys of the topics; one that the catalogue does not know is spoken of by its key.
    """

    def __init__(self, lang: str, luck: Luck, topics: tuple[str, ...], birth: Luck | None = None) -> None:
        self._luck = luck
        self._birth = birth or luck
        self._topics = topics
        self._lang = lang
        self._catalogue = catalogue(lang)
        self._given_list = self._list("given")
        self._famous = frozenset(self._list("famous"))
        self._who = self._list("who")
        self._when = self._list("when")
        self._titles = tuple(self._list(f"titles.{kind}") for kind in KINDS)
        self._tails = {mood: self._list(f"tails.{mood}") for mood in MOODS}
        self._seconds = {mood: self._list(f"seconds.{mood}") for mood in MOODS}
        self._glue = self._list("glue")
        self._said, self._gave = self._list("live.said"), self._list("live.gave")
        self._vocabularies: dict[int, _Vocabulary] = {}
        self._handles: dict[int, Sequence[str]] = {}
        self._names: _Names | None = None
        self._searchable: list[str] = []
        # A screen shows the same words twenty times a second.
        self.person = lru_cache(REMEMBERED)(self._person)
        self.title = lru_cache(REMEMBERED)(self._title)
        self.comment = lru_cache(REMEMBERED)(self._comment)

    def __deepcopy__(self, memo: dict[int, object]) -> Words:
        """Names are the same in every copy of a world."""
        return self

    def __getinitargs__(self) -> tuple[object, ...]:
        """What a checkpoint makes them of anew."""
        return self._lang, self._luck, self._topics, self._birth

    def _person(self, person: int) -> str:
        """Given and family name. Two people may share one, as people do."""
        return self._people(np.array([person]))[0]

    def creator(self, creator: int, topic: int) -> str:
        """A handle that fits the topic. No two creators of a topic share one."""
        if topic not in self._handles:
            self._handles[topic] = self._shuffled_handles(topic)
        handles = self._handles[topic]
        lap, place = divmod(creator, len(handles))
        return f"{handles[place]}{lap + 1}" if lap else handles[place]

    def topic(self, topic: int) -> str:
        """The word for a topic; its key where the catalogue has none."""
        key = self._topics[topic]
        return self._catalogue(f"topic.{key}") if f"topic.{key}" in self._catalogue else key

    def kind(self, kind: int) -> str:
        """The word for a type of video; `kind` indexes `frames.KINDS`."""
        return self._catalogue(f"view.kind.{KINDS[kind]}")

    def algorithm(self, name: str) -> str:
        """What people call a method."""
        key = f"app.algorithm.{name}.name"
        return self._catalogue(key) if key in self._catalogue else name

    def _title(self, video: int, topic: int, kind: int) -> str:
        """The title of a video; `kind` indexes `frames.KINDS`."""
        vocabulary = self._vocabulary(topic)
        which, twist, *rest = self._draws("words/title", 6, video)
        slots = self._slots(rest) | self._subject(video, vocabulary)
        slots["twist"] = _pick(vocabulary.twists, twist)
        return _filled(_pick(self._titles[kind], which), slots)

    def together(self, title: str, guest: str) -> str:
        """The title of a video in which another creator is a guest."""
        return self._catalogue("words.together", title=title, guest=guest)

    def tags(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Hashtags without "#": topic * TAGS_PER_TOPIC + j is the topic's j-th; negative ones are none."""
        tags: list[str] = []
        for number in numbers:
            if number >= 0:
                topic, place = divmod(int(number), TAGS_PER_TOPIC)
                tags.append(self._vocabulary(topic).tags[place])
        return tuple(tags)

    def _comment(self, person: int, video: int, topic: int, mood: str) -> str:
        """What the person writes under the video in one of `MOODS`."""
        vocabulary = self._vocabulary(topic)
        which, tail, *rest, adds, second = self._draws("words/comment", 8, person, video)
        slots = self._slots(rest) | self._subject(video, vocabulary)
        text = _filled(_pick(vocabulary.comments[mood], which), slots)
        ending = _pick(self._tails[mood], tail)
        added = self._glue[text[-1] in ".!?。！？"] + _filled(_pick(self._seconds[mood], second), slots)
        if adds < _ADDS and cell_len(text + added + ending) <= LONGEST_COMMENT:
            text += added
        return text + ending

    def live(self, person: int, creator: int, topic: int, tick: int, gifts: int) -> str:
        """What the person writes in the creator's live stream of that hour, or that they send `gifts`."""
        vocabulary = self._vocabulary(topic)
        which, subject, *rest = self._draws("words/live", 6, person, creator, tick)
        thing, _ = _pick(vocabulary.subjects, subject)
        slots = self._slots(rest) | {"thing": thing, "gifts": str(gifts)}
        return _filled(_pick(self._gave if gifts else self._said, which), slots)

    def find_people(self, text: str, people: int, limit: int = 50) -> list[int]:
        """People by number, or by part of a name among the first `SEARCHED`; beginnings of names first."""
        if len(self._searchable) < min(people, SEARCHED):
            self._searchable = [name.casefold() for name in self._people(np.arange(min(people, SEARCHED)))]
        return _found(text, self._searchable[:people], people, limit)

    def find_creators(
        self,
        text: str,
        topics_of: Sequence[int],
        known_by: NDArray[np.integer] | None = None,
        limit: int = 50,
    ) -> list[int]:
        """Creators by number, or by part of a handle among the first `SEARCHED`, those whom most people know first:
        most creators never post. `topics_of` holds the leading topic of each, `known_by` how many know each."""
        named = enumerate(topics_of[:SEARCHED])
        handles = (self.creator(creator, int(topic)).casefold() for creator, topic in named)
        return _found(text, handles, len(topics_of), limit, known_by)

    def _list(self, key: str) -> tuple[str, ...]:
        return self._catalogue.words(f"words.{key}")

    def _draws(self, purpose: str, count: int, *ids: int) -> list[float]:
        return self._luck.uniform(purpose, *ids, np.arange(count)).tolist()

    def _slots(self, draws: Sequence[float]) -> dict[str, str]:
        who, when, n, day = draws
        return {
            "who": _pick(self._who, who),
            "when": _pick(self._when, when),
            "n": str(3 + int(n * 7)),
            "day": str(11 + int(day * 89)),
        }

    def _subject(self, video: int, vocabulary: _Vocabulary) -> dict[str, str]:
        thing, deed = _pick(vocabulary.subjects, self._draws("words/subject", 1, video)[0])
        return {"thing": thing, "deed": deed}

    def _vocabulary(self, topic: int) -> _Vocabulary:
        if topic not in self._vocabularies:
            self._vocabularies[topic] = self._read_vocabulary(self._topics[topic])
        return self._vocabularies[topic]

    def _read_vocabulary(self, topic: str) -> _Vocabulary:
        table = f"topics.{topic}" if f"words.topics.{topic}.subjects" in self._catalogue else "any"
        spoken = re.sub(r"[\W_]+", " ", topic).strip() or topic
        joined = "".join(part[:1].upper() + part[1:] for part in spoken.split())

        def words(name: str) -> tuple[str, ...]:
            entries = self._list(f"{table}.{name}")
            return tuple(entry.replace("{topic}", spoken).replace("{Topic}", joined) for entry in entries)

        subjects = (subject.split(" | ") for subject in words("subjects"))
        return _Vocabulary(
            subjects=tuple((thing, deed) for thing, deed in subjects),
            twists=words("twists"),
            handles=words("handles"),
            habits=words("habits"),
            tags=tuple(tag.replace(" ", "") for tag in words("tags")),
            comments={
                mood: self._list(f"comments.{mood}") + (words(mood) if mood in _TOPICAL else ())
                for mood in MOODS
            },
        )

    def _shuffled_handles(self, topic: int) -> list[str]:
        """Every handle the topic's words allow, in an order of luck."""
        vocabulary = self._vocabulary(topic)
        ordered = _handles(
            self._list("creators"),
            ("style", self._list("styles")),
            ("nick", self._list("nicks")),
            ("unit", self._list("units")),
            ("handle", vocabulary.handles),
            ("habit", vocabulary.habits),
        )
        order = np.argsort(self._birth.uniform("words/handle", topic, np.arange(len(ordered))), kind="stable")
        return [ordered[place] for place in order.tolist()]

    def _people(self, people: NDArray[np.integer]) -> list[str]:
        if self._names is None:
            self._names = _faker_names(self._lang)
        names = self._names
        pattern = self._catalogue("words.person")
        at = self._birth.at(people)
        own: list[bool] = at.below(_OWN_GIVEN, "words/own").tolist()
        own_given: list[int] = at.integers(len(self._given_list), "words/own given").tolist()
        given: list[int] = np.searchsorted(names.given_ends, at.uniform("words/given"), "right").tolist()
        family: list[int] = np.searchsorted(names.family_ends, at.uniform("words/family"), "right").tolist()
        written: list[str] = []
        for is_own, mine, theirs, surname in zip(own, own_given, given, family, strict=True):
            first = self._given_list[mine] if is_own else names.given[theirs]
            name = pattern.format(given=first, family=names.family[surname])
            if name in self._famous:
                name = pattern.format(given=self._given_list[mine], family=names.family[surname])
            written.append(name)
        return written


@lru_cache(64)  # a list a topic and language, whatever the number of worlds
def _handles(patterns: tuple[str, ...], *choices: tuple[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What these patterns make of all choices of words for their slots, each once."""
    words = dict(choices)
    handles: dict[str, None] = {}
    for pattern in patterns:
        pieces = _SLOT.split(pattern)  # what stands between slots, and in every second place a slot
        parts = [words[piece] if place % 2 else (piece,) for place, piece in enumerate(pieces)]
        for made in map("".join, product(*parts)):
            handles[made[:1].upper() + made[1:]] = None
    return tuple(handles)


def _faker_names(lang: str) -> _Names:
    """Faker's lists, with its weights; where it has none, given names evenly, surnames by rank."""
    provider = import_module(f"faker.providers.person.{_FAKER[lang]}").Provider  # only once a name is shown
    given, given_ends = _weighted(provider.first_names, steepness=0.0)
    family, family_ends = _weighted(provider.last_names, steepness=1.0)
    return _Names(given, given_ends, family, family_ends)


def _weighted(
    words: Mapping[str, float] | Sequence[str], steepness: float
) -> tuple[list[str], NDArray[np.float64]]:
    """The words and the upper end of each one's share.

    Faker's Chinese lists have no weights. Its surnames stand in order of frequency: 1 / (rank + 3), that is
    steepness 1, gives the commonest some 7 % of all people, as the census does.
    """
    if isinstance(words, Mapping):
        weights = list(words.values())
    else:
        weights = [1.0 / (rank + 3.0) ** steepness for rank in range(len(words))]
    ends = np.array(list(accumulate(weights)))
    ends /= ends[-1]
    return list(words), ends


def _pick(words: Sequence[T], luck: float) -> T:
    return words[int(luck * len(words))]


def _filled(template: str, slots: Mapping[str, str]) -> str:
    text = _SLOT.sub(lambda slot: slots[slot[1]], template)
    return text[:1].upper() + text[1:]


def _found(
    text: str, names: Iterable[str], ids: int, limit: int, known_by: NDArray[np.integer] | None = None
) -> list[int]:
    wanted = text.strip().casefold()
    number = _NUMBER.fullmatch(wanted)
    exact = [int(number[1])] if number and int(number[1]) < ids else []
    hits = [
        (0 if known_by is None else -int(known_by[place]), not name.startswith(wanted), place)
        for place, name in enumerate(names)
        if wanted in name
    ]
    return [*exact, *(place for _, _, place in sorted(hits) if place not in exact)][:limit]
