"""Guess first: a question to the audience, and what became of it. The outcome is measured, never written. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from simulator.app import view
from simulator.frames import Frame
from simulator.locale import Wording


@dataclass(frozen=True, slots=True)
class GuessQuestion:
    """Asks which of several bands a number will lie in."""

    words: str
    """Table of the catalogue: `<words>.ask`, and `<words>.choice0` and so on, one for each band."""
    value: Callable[[Frame], float]
    """The number; NaN while it is not defined."""
    bands: tuple[float, ...]
    """Where one band ends and the next begins, ascending; one fewer than there are choices."""
    told: Callable[[Frame, Wording], str]
    """The sentence that says how it came out."""
    hours: int
    """From the question to the answer."""
    hides: str = ""
    """Key of the figure that would give the answer away."""
    about: str = ""
    """The entry of the catalogue that explains the figure; "" if none does."""

    def choices(self, say: Wording) -> list[str]:
        """The answers to choose from, lowest band first."""
        return [say(f"{self.words}.choice{band}") for band in range(len(self.bands) + 1)]

    def band(self, value: float) -> int:
        """The band of a value; one that lies on a border belongs to the band farther from 0."""
        return (bisect_left if value < 0 else bisect_right)(self.bands, value)


@dataclass(frozen=True, slots=True)
class Guess:
    """A question that was answered by somebody's guess, and is answered by the world at `until`."""

    question: GuessQuestion
    band: int
    """What was guessed: the number of a choice."""
    until: int
    """Tick of the answer."""
    answer: Frame | None = None
    """The world at that tick, or at the first later one that was seen; None before."""

    @property
    def hides(self) -> str:
        """Key of the figure that must not be shown yet; "" for none."""
        return "" if self.answer is not None else self.question.hides

    def seen(self, frame: Frame) -> Guess:
        """The guess after a look at this frame."""
        due = self.answer is None and frame.tick >= self.until
        return replace(self, answer=frame) if due and math.isfinite(self.question.value(frame)) else self

    def sentence(self, say: Wording) -> str:
        """Before the answer what was guessed; after it guess beside outcome."""
        choices = self.question.choices(say)
        guess = choices[self.band]
        if self.answer is None:
            return say("guess.open", guess=guess, day=view.clock(self.until, say))
        actual = self.question.band(self.question.value(self.answer))
        key = "guess.right" if actual == self.band else "guess.wrong"
        return say(key, guess=guess, actual=choices[actual], told=self.question.told(self.answer, say))


def asked(question: GuessQuestion, band: int, frame: Frame) -> Guess:
    """A guess that was made at this frame."""
    return Guess(question, band, frame.tick + question.hours)
