"""The words of the story: text, question, answers, what is measured while the hours run, and what came of it."""

from __future__ import annotations

from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.kit.rows import GAP, REST, Piece, Row, broken, cells, joined, line, paragraph, within
from simulator.app.kit.strokes import gauge
from simulator.app.kit.text import wrap
from simulator.app.widgets.panel import Panel
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.rooms.story.measures import named, written
from simulator.rooms.story.telling import PageStage, Storyteller

WIDEST = 118
"""Longer lines are hard to read."""
GAUGE = 24


class Picked(Message):
    """Somebody clicked on an answer, or on a chapter."""

    def __init__(self, choice: int) -> None:
        super().__init__()
        self.choice = choice


class StoryBand(Panel):
    """Shows where a `Storyteller` is. Posts `Picked`."""

    DEFAULT_CSS = """
    StoryBand {
        padding: 0 1;
        border: none;
        border-top: heavy $primary;
        border-title-color: $primary;
        border-title-style: bold;
    }
    """

    ABOUT = ("story.help.world",)

    def __init__(self, telling: Storyteller, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._telling = telling
        self._at: list[tuple[int, int, int, int]] = []

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        telling, say = self._telling, self.say
        page = telling.here
        if page is None:
            return say("story.contents"), ""
        chapter = telling.chapters[telling.chapter]
        title = say(
            "story.title",
            n=telling.chapter + 1,
            of=len(telling.chapters),
            title=chapter.title[say.lang],
            page=telling.page + 1,
            pages=len(chapter.pages),
        )
        return title, ""

    def draw(self, frame: Frame) -> list[Row]:
        self._at = []
        width, height = min(self.size.width, WIDEST), self.size.height
        telling = self._telling
        page = telling.here
        if page is None:
            return self._contents(width, height)
        if telling.catching_up:
            return paragraph(self.say("story.back_to"), "dim", width, height)
        if telling.stage == PageStage.RUNNING and height == 1:
            return [self._hours(frame, width)]
        revealed = telling.stage == PageStage.TOLD and page.reveal is not None
        below = self._below(frame, width)
        lines = wrap(telling.text(self.say), width, height - len(below))
        rows: list[Row] = [((line, "bold" if revealed else ""),) for line in lines]
        room = height - len(rows) - len(below)
        if rows and room > 0 and below:
            rows.append(())
        at = len(rows)
        self._at = [(at + row, start, end, choice) for row, start, end, choice in self._at]
        return [*rows, *below]

    def needs(self, frame: Frame, width: int) -> int:
        """Rows in which all the words fit, the title among them, in lines of `width` cells."""
        telling = self._telling
        if telling.here is None:
            return len(telling.chapters) + 2
        below = self._below(frame, width)
        return 1 + len(wrap(telling.text(self.say), width, 99)) + len(below) + bool(below)

    def _below(self, frame: Frame, width: int) -> list[Row]:
        """What stands under the text."""
        telling, say = self._telling, self.say
        page = telling.here
        if page is None:
            return []
        question = page.question
        match telling.stage:
            case PageStage.SETTLING:
                return [((say("story.waking"), "dim"),)]
            case PageStage.ASKING if question is not None:
                ask = [
                    ((line, "bold accent ?story.help.question"),)
                    for line in wrap(telling.fill(question.ask, say), width, 2)
                ]
                words = [choice.words[say.lang] for choice in question.choices]
                return [*ask, *self._choices(words, width, len(ask))]
            case PageStage.RUNNING:
                return [self._hours(frame, width)]
            case _:
                return [self._verdict(width)]

    def _choices(self, words: list[str], width: int, above: int) -> list[Row]:
        """Numbered answers, side by side as far as they fit; where each stands is remembered for clicks."""
        answers: list[Row] = [
            ((f" {number + 1} ", "bold filled accent"), (f" {word}", "")) for number, word in enumerate(words)
        ]
        rows = broken(width, [cells(answer) for answer in answers])
        for y, places in enumerate(rows, above):
            x = 0
            for number in places:
                self._at.append((y, x, x + cells(answers[number]), number))
                x += cells(answers[number]) + GAP
        return [joined(answers[number] for number in places) for places in rows]

    def _hours(self, frame: Frame, width: int) -> Row:
        """The guess, what is measured, and how many of the hours are over."""
        telling, say = self._telling, self.say
        done, left_over = gauge(telling.share(), min(GAUGE, width // 4))
        row: list[Piece] = [(done, "accent ?story.help.bar"), (left_over, "faint ?story.help.bar")]
        clock = say("view.clock_day", day=frame.tick // HOURS_PER_DAY + 1)
        row.append((f" {clock}   ", "dim"))
        if telling.measure:
            then, now = telling.readings(self.settled or frame)  # as the figure above is drawn: once a beat
            label = named(telling.measure, say)
            row += [
                (f"{label} ", "dim ?story.help.figures"),
                (f"{written(telling.measure, then)} → ", "?story.help.figures"),
            ]
            row.append((written(telling.measure, now), "bold accent ?story.help.figures"))
        if telling.hands:
            row.append((f"   {say('story.hands', hands=' · '.join(map(str, telling.hands)))}", "dim"))
        elif telling.guess >= 0:
            row.append((f"   {say('story.guessed', guess=self._choice(telling.guess))}", "dim"))
        return within(tuple(row), width)

    def _verdict(self, width: int) -> Row:
        """The right answer and the guess beside it, where there was a question; and that the story waits."""
        telling, say = self._telling, self.say
        outcome = telling.outcome
        row: list[Piece] = []
        if outcome is not None:
            right = self._choice(outcome.right) if outcome.right >= 0 else view.DASH
            row.append((say("story.right", right=right) + "   ", "bold accent ?story.help.question"))
        if outcome is not None and outcome.right >= 0 and telling.hands:
            told = say("story.hands_right", right=telling.hands[outcome.right], of=sum(telling.hands))
            row.append((told + "   ", "bold"))
        elif outcome is not None and telling.guess >= 0:
            key = "story.guessed_right" if telling.guess == outcome.right else "story.guessed"
            row.append((say(key, guess=self._choice(telling.guess)) + "   ", ""))
        return within((*row, (say("story.waits"), "dim")), width)

    def _choice(self, place: int) -> str:
        page = self._telling.here
        if page is None or page.question is None:
            return view.DASH
        return page.question.choices[place].words[self.say.lang]

    def _contents(self, width: int, height: int) -> list[Row]:
        """The chapters by number, in two columns where one is too short."""
        say = self.say
        titles = [chapter.title[say.lang] for chapter in self._telling.chapters]
        columns = 1 if len(titles) < height else 2
        lines = -(-len(titles) // columns)
        rows: list[Row] = self._head(width, max(height - lines, 1))
        wide = width // columns
        for here in range(min(lines, height - len(rows))):
            row: list[Piece] = []
            for column in range(columns):
                place = here + column * lines
                if place < len(titles):
                    self._at.append((len(rows), column * wide, (column + 1) * wide - 1, place))
                    number: Piece = (f"{place + 1} ", "bold accent")
                    row += line(wide, number, (titles[place], "", REST), ("", ""))
            rows.append(tuple(row))
        return rows

    def _head(self, width: int, height: int) -> list[Row]:
        """What stands above the chapters: how many guesses were right, and at the end whose turn it is."""
        telling, say = self._telling, self.say
        tally = telling.tally()
        counted = say("story.tally", right=tally.right, of=tally.guesses) if tally.guesses else ""
        if telling.ended:
            text = say("story.your_turn")
            first = wrap(counted, width, height) if counted else []
            return [
                *(((line, "bold accent"),) for line in first),
                *paragraph(text, "bold", width, max(height - len(first), 0)),
            ]
        text = f"{counted}{say('explain.gap')}{say('story.intro')}" if counted else say("story.intro")
        return paragraph(text, "", width, height)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for row, start, end, choice in self._at:
            if offset.y == row and start <= offset.x < end:
                self.post_message(Picked(choice))
                return
