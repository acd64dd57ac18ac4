"""Leads through chapters: frames and keys in, commands out. Knows no screen, so that a test can tell a chapter too.

A page is settled (the world and whom to look at are there), asks its question if it has one, lets its hours run,
and is told: the outcome is measured and stands beside the guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from simulator.app import view
from simulator.frames import Frame
from simulator.locale import Wording
from simulator.rooms.story.chapter import PLACEHOLDER, TWIN, Chapter, ChapterPage, Sentence
from simulator.rooms.story.measures import MEASURES, written
from simulator.session import (
    Begin,
    Command,
    FollowCreator,
    FollowPerson,
    Fork,
    Pause,
    Speed,
    SwitchAlgorithm,
    Tune,
    Until,
)


class PageStage(Enum):
    """How far a page is."""

    CONTENTS = "contents"
    SETTLING = "settling"
    ASKING = "asking"
    RUNNING = "running"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What a question came to."""

    before: float
    """The value that `now` is compared with; NaN where it is compared with none."""
    now: float
    value: float
    """What the choices' ranges are about."""
    right: int


@dataclass(frozen=True, slots=True)
class Guesses:
    """Guesses at a question, one of somebody alone or a show of hands, or all of them together."""

    right: int
    guesses: int


class Storyteller:
    """The place in the chapters. `keys` return the commands that they mean, for the session."""

    def __init__(self, chapters: Sequence[Chapter], frame: Frame) -> None:
        self.chapters = chapters
        self.chapter = -1
        self.page = -1
        self.stage = PageStage.CONTENTS
        self.guess = -1
        """The answer that was given, of a room the one with the most hands; -1 for none."""
        self.hands: tuple[int, ...] = ()
        """How many raised a hand for each answer; none where one person guesses."""
        self.ended = False
        """Was the last page of the last chapter turned?"""
        self.outcome: QuestionOutcome | None = None
        self._scores: dict[tuple[int, int], Guesses] = {}
        """By chapter and page; who tells a page again is scored anew."""
        self.hurried = False
        """Do its hours pass as fast as they can?"""
        self._frame = frame
        self._world = frame.begun
        self._kept: dict[str, tuple[str, float]] = {}
        self._person: int | None = None
        self._creator: int | None = None
        self._unresolved = False
        self._start = frame
        self._goal = -1

    # Where we are

    @property
    def here(self) -> ChapterPage | None:
        """The page that is open; None on the contents."""
        return self.chapters[self.chapter].pages[self.page] if self.chapter >= 0 else None

    @property
    def catching_up(self) -> bool:
        """Are earlier pages passed over, on the way back to one?"""
        return self.page < self._goal

    @property
    def measure(self) -> str:
        """The name of what the page measures; "" if nothing."""
        page = self.here
        return page.question.measure if page is not None and page.question is not None else ""

    @property
    def claim(self) -> str:
        """The name of what the chapter is about here: what its page asks for, or else what it says of what was kept, or
        what the next page asks for that does, or the last one before; "" if none asks."""
        if self.chapter < 0:
            return ""
        pages = self.chapters[self.chapter].pages
        near = (*pages[self.page :], *reversed(pages[: self.page]))
        asked = [page.question.measure for page in near if page.question is not None]
        here = pages[self.page]
        kept = {name: measure for page in pages[: self.page + 1] for name, measure in page.keep.items()}
        told = [kept[name] for name in said(here) if name in kept] if here.question is None else []
        return (*told, *asked, "")[0]

    def share(self) -> float:
        """How much of the page's hours is over, 0..1."""
        page = self.here
        if page is None or not page.hours:
            return 1.0
        return min(max((self._frame.tick - self._start.tick) / page.hours, 0.0), 1.0)

    def readings(self, frame: Frame | None = None) -> tuple[float, float]:
        """The page's measure at its start, or as it was kept, and in this frame, or else in the newest."""
        page, now = self.here, frame or self._frame
        if page is None or page.question is None:
            return math.nan, math.nan
        read = MEASURES[page.question.measure].read
        against = page.question.against
        if against == TWIN:
            return read(now.twin) if now.twin is not None else math.nan, read(now)
        kept = self._kept[against][1] if against in self._kept else read(self._start)
        return kept, read(now)

    # Keys

    def open(self, chapter: int, page: int = 0) -> list[Command]:
        """A chapter from its beginning; as far as `page`, if that lies later, without being seen."""
        self.chapter, self._goal = chapter % len(self.chapters), page
        self._kept.clear()
        return self._enter(0)

    def next(self) -> list[Command]:
        """Leave the question, hurry the hours, or turn the page."""
        if self.stage == PageStage.CONTENTS:
            return self.open(0)
        if self.stage == PageStage.ASKING:
            return self._run()
        if self.stage == PageStage.RUNNING and not self.hurried:
            self.hurried = True
            return [Speed(0.0), Pause(False)]
        if self.stage != PageStage.TOLD:
            return []
        if self.page + 1 < len(self.chapters[self.chapter].pages):
            return self._enter(self.page + 1)
        if self.chapter + 1 < len(self.chapters):
            return self.open(self.chapter + 1)
        self.ended = True
        return self.leave()

    def back(self) -> list[Command]:
        """The page before; before a chapter's first page, the chapter before."""
        if self.stage == PageStage.CONTENTS:
            return []
        if self.page > 0:
            return self.open(self.chapter, self.page - 1)
        return self.open(self.chapter - 1) if self.chapter else self.leave()

    def again(self) -> list[Command]:
        """The chapter from its beginning."""
        return [] if self.stage == PageStage.CONTENTS else self.open(self.chapter)

    def answer(self, choice: int) -> list[Command]:
        """Guess, and see; on the contents, open that chapter."""
        if self.stage == PageStage.CONTENTS:
            return self.open(choice) if choice < len(self.chapters) else []
        page = self.here
        if self.stage != PageStage.ASKING or page is None or page.question is None:
            return []
        if choice >= len(page.question.choices):
            return []
        self.guess = choice
        return self._run()

    def raise_hands(self, hands: Sequence[int]) -> list[Command]:
        """A room guesses, so many hands for each answer in turn; answers that are left out have none. It stays as it
        is where nobody raises one."""
        page = self.here
        if self.stage != PageStage.ASKING or page is None or page.question is None or not sum(hands):
            return []
        counted = [*hands, *[0] * len(page.question.choices)][: len(page.question.choices)]
        self.hands = tuple(counted)
        return self.answer(counted.index(max(counted)))

    def tally(self) -> Guesses:
        """Of all questions that were answered so far."""
        scores = self._scores.values()
        return Guesses(sum(one.right for one in scores), sum(one.guesses for one in scores))

    def leave(self) -> list[Command]:
        """To the contents; the world stays."""
        self.chapter, self.page, self.stage = -1, -1, PageStage.CONTENTS
        return [Until(None)]

    # Frames

    def see(self, frame: Frame) -> list[Command]:
        """Take a frame; what is to be done about it."""
        if frame.begun != self._world:
            return []  # still of a world that was left
        self._frame = frame
        if self.stage == PageStage.SETTLING:
            return self._settle(frame) if frame.ready else []  # its past is no hour of the page
        if self.stage == PageStage.RUNNING and self.share() >= 1.0:
            return self._tell()
        return []

    def _enter(self, page: int) -> list[Command]:
        chapter = self.chapters[self.chapter]
        self.page, self.stage, self.guess, self.outcome = page, PageStage.SETTLING, -1, None
        self.hands, self.hurried, self.ended = (), False, False
        here = chapter.pages[page]
        commands: list[Command] = []
        if page == 0 or here.begin is not None:
            self._world += 1
            commands.append(Begin(chapter.world(page), own=False))
        commands.append(Pause(True))
        if here.switch:
            commands.append(SwitchAlgorithm(here.switch))
        if here.fork:
            commands.append(Fork(here.fork))
        commands += [Tune(name, value) for name, value in here.tune.items()]
        self._person = self._creator = None
        self._unresolved = here.person is not None or here.creator is not None
        return commands

    def _settle(self, frame: Frame) -> list[Command]:
        if self._unresolved:
            self._unresolved = False
            return self._follow(frame)
        if self._person is not None and frame.phone.person != self._person:
            return []
        if self._creator is not None and frame.brand.creator != self._creator:
            return []
        page = self.here
        if page is not None and page.fork and frame.twin is None:
            return []
        self._start = frame
        if page is not None and page.question is not None and not self.catching_up:
            self.stage = PageStage.ASKING
            return []
        return self._run()

    def _follow(self, frame: Frame) -> list[Command]:
        page = self.here
        commands: list[Command] = []
        if page is None:
            return commands
        if page.person is not None:
            self._person = page.person if isinstance(page.person, int) else chosen(frame, page.person)
            self._person %= frame.vitals.people
            commands.append(FollowPerson(self._person))
        if page.creator is not None:
            leading = frame.brand.rivals[0].creator if frame.brand.rivals else frame.brand.creator
            self._creator = page.creator if isinstance(page.creator, int) else leading
            self._creator %= frame.brand.creators
            commands.append(FollowCreator(self._creator))
        return commands

    def _run(self) -> list[Command]:
        page = self.here
        if page is None or not page.hours:
            return self._tell()
        self._start = self._frame
        self.stage, self.hurried = PageStage.RUNNING, self.catching_up
        speed = 0.0 if self.hurried else page.speed
        return [Until(self._start.tick + page.hours), Speed(speed), Pause(False)]

    def _tell(self) -> list[Command]:
        page = self.here
        self.stage = PageStage.TOLD
        if page is None:
            return []
        if page.question is not None:
            before, now = self.readings()
            value = now - before if page.question.against else now
            self.outcome = QuestionOutcome(before, now, value, page.question.right(value))
            self._count(self.outcome.right)
        for name, measure in page.keep.items():
            self._kept[name] = measure, MEASURES[measure].read(self._frame)
        return self.next() if self.catching_up else []

    def _count(self, right: int) -> None:
        """Keep how this question was answered, if it was, and if there is a right answer."""
        if right < 0 or self.guess < 0:
            return
        hands = self.hands or tuple(int(place == self.guess) for place in range(self.guess + 1))
        told = hands[right] if right < len(hands) else 0
        self._scores[self.chapter, self.page] = Guesses(told, sum(hands))

    # Words

    def text(self, say: Wording) -> str:
        """What the page says; "" on the contents, and while the world in which its people live is not there yet."""
        page = self.here
        if page is None:
            return ""
        words = page.reveal if self.stage == PageStage.TOLD and page.reveal is not None else page.text
        if self.stage == PageStage.SETTLING and PLACEHOLDER.search(words[say.lang]):
            return ""
        return self.fill(words, say)

    def fill(self, words: Sentence, say: Wording) -> str:
        """The sentence with what was measured in its places."""
        return PLACEHOLDER.sub(lambda found: self._value(found[1], say), words[say.lang])

    def _value(self, name: str, say: Wording) -> str:
        frame, outcome = self._frame, self.outcome
        if name in self._kept:
            return written(*self._kept[name])
        if name == "person":
            return view.first_name(frame.phone.name)
        if name == "creator":
            return frame.brand.name
        if name == "topic":
            diet = frame.phone.diet
            known = len(diet) > 0 and bool(np.isfinite(diet).all())
            return view.topic_word(frame, int(diet.argmax()), say) if known else view.DASH
        if outcome is None:
            return view.DASH
        value = {
            "now": outcome.now,
            "before": outcome.before,
            "difference": abs(outcome.now - outcome.before),
        }[name]
        return written(self.measure, value)


def said(page: ChapterPage) -> list[str]:
    """The names in its words that measured figures take the places of, in their order."""
    words = (page.text, page.reveal) if page.reveal is not None else (page.text,)
    return [name for sentence in words for name in PLACEHOLDER.findall(next(iter(sentence.by.values())))]


def chosen(frame: Frame, rule: str) -> int:
    """The person whom a rule of `chapter.PEOPLE` picks from the map; who is shown, while nobody's diet is known."""
    out = np.hypot(frame.crowd.x, frame.crowd.y)
    if not np.isfinite(out).any():
        return frame.phone.person
    place = np.nanargmax(out) if rule == "narrowest" else np.nanargmin(out)
    return int(frame.crowd.person[place])
