"""The phone: one person's feed as they see it, why each video is there, and what the diet does to their taste."""

from __future__ import annotations

import math
from functools import partial

from rich.cells import cell_len

from simulator.app import view
from simulator.app.inks import state_ink, topic_ink
from simulator.app.kit import clock
from simulator.app.kit.rows import (
    REST,
    Part,
    Piece,
    Row,
    as_many,
    beside,
    cells,
    line,
    padded,
    paragraph,
    telling,
    within,
)
from simulator.app.kit.strokes import bar, gauge
from simulator.app.kit.text import fitting, right, widest
from simulator.app.playing import PhoneScene, Playback, at_its_end
from simulator.app.widgets.panel import Panel
from simulator.frames import FeedItem, Floats, Frame

WIDEST = 76
"""Lines longer than this are hard to read: a larger phone stays in the middle."""
BESIDE_FROM = 96
"""Cells from which the mix of topics stands beside the feed, not below it."""
GAP = 5
ONE_LINE = 50
"""Cells from which most titles fit into a line."""
PLAYING_S = 0.1
"""A video that plays by itself moves on so often."""
MIXES = ("diet", "taste", "innate")


class PhonePanel(Panel):
    """Shows `Frame.phone`."""

    WHO = "phone"
    """Words for actions: of somebody else, or of "you"."""

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._player = Playback()
        self._plays_on = False

    def titles(self, frame: Frame) -> tuple[str, str]:
        return self.say("view.phone.title", name=frame.phone.name), ""

    def draw(self, frame: Frame) -> list[Row]:
        scene = self._player.look(frame, clock.now())
        if self.still:
            scene = at_its_end(scene)
        if scene.alone and not self._plays_on:
            self._plays_on = True
            self.set_timer(PLAYING_S, self._play_on)
        width, height = self.size
        if width >= BESIDE_FROM:
            inner = min(width, 2 * WIDEST + GAP)
            one = (inner - GAP) // 2
            blocks = beside(
                self._blocks(frame, scene, one, height, mixed=False),
                self._mixes(frame, scene, inner - GAP - one, height),
                one,
                GAP,
            )
        else:
            inner = min(width, WIDEST)
            blocks = self._blocks(frame, scene, inner, height, mixed=True)
        margin = (" " * ((width - inner) // 2), "")
        return [(margin, *within(row, inner)) for row in blocks] if width > inner else blocks

    def _play_on(self) -> None:
        self._plays_on = False
        self.redraw()

    def _blocks(self, frame: Frame, scene: PhoneScene, width: int, height: int, *, mixed: bool) -> list[Row]:
        """Top to bottom, as much as fits; what the person has become stays at the foot."""
        foot = self._state(frame, scene, width)
        item = scene.item
        if item is None:
            name = view.first_name(frame.phone.name)
            text = paragraph(self.say("view.phone.waiting", name=name), "dim", width, 3)
            rows: list[Row] = [self._presence(scene, width), (), *text]
            return _footed(rows, foot, height)
        body = self.feed(frame, scene, width, height - len(foot))
        free = height - len(body) - len(foot) - 1
        if mixed and free >= 5:
            body += [(), *self._mixes(frame, scene, width, free - 1)]
        elif not mixed and free >= 4:
            body += [(), *self._before(frame, scene, width, free - 2)]
        return _footed(body, foot, height)

    def feed(self, frame: Frame, scene: PhoneScene, width: int, height: int) -> list[Row]:
        """What is on, why, and what comes next, for a scene that shows a video."""
        item = scene.item
        assert item is not None
        titled = 2 if height < 33 or width >= ONE_LINE else 3
        spare = height - 2 - (titled + 6) - 6
        body: list[Row] = [self._presence(scene, width)]
        body += self._video(frame, scene, item, width, titled, airy=spare >= 3, tight=spare < -3)
        body += [()] if spare >= -1 else []
        why = self._why(scene, item, width)[1 if spare < -3 else 0 :]
        while why and not why[-1] and len(body) + len(why) >= height:
            why.pop()  # what comes next is worth more than a blank
        body += why
        body += [()] if spare >= 1 else []
        body += self._next(frame, scene, width, listed=spare >= 7)
        return body

    def _presence(self, scene: PhoneScene, width: int) -> Row:
        phone = scene.phone
        mark = "●" if phone.online else "○"
        text = f"{mark} {view.presence(phone, scene.tick, self.say)}"
        here: Part = (text, "success" if phone.online else "dim", REST)
        keys = ("place", "place_short") if scene.place >= 0 else ()
        places = [self.say(f"view.phone.{key}", n=scene.place + 1, of=phone.watched) for key in keys]
        place = fitting(width - cell_len(text) - 1, *places, "")
        return line(width, here, (place, "dim ?phone.place"))

    def _video(
        self,
        frame: Frame,
        scene: PhoneScene,
        item: FeedItem,
        width: int,
        titled: int,
        *,
        airy: bool,
        tight: bool,
    ) -> list[Row]:
        """The video as a card: always the same height, whatever is on. If `tight`, a row less."""
        inner = width - 2
        title = paragraph(item.title, "bold card ?phone.video", inner, titled)
        blank: Row = (("", "card"),)
        rows: list[Row] = [blank] if airy else []
        rows += title + [(("", "bold card ?phone.video"),)] * (titled - len(title))
        rows.append((("@" + item.creator_name, "primary card ?phone.video"),))
        rows.append(telling("phone.video", *self._about(frame, item, inner)))
        rows.append(telling("phone.watched", *self._progress(scene, item, inner)))
        rows.append(telling("phone.counts", *self._counts(item, scene)))
        actions = view.actions(item, scene.through, self.say, who=self.WHO)
        rows.append((("  ".join(actions), "bold accent card"),))
        if not tight:
            said = item.comment if scene.through >= 0.6 else ""
            rows.append(((f"“{said}”" if said else "", "card"),))
        rows += [blank] if airy else []
        return [_carded(row, width) for row in rows]

    def _about(self, frame: Frame, item: FeedItem, width: int) -> Row:
        """ "● food · tutorial  #easy": tags as far as they fit whole."""
        word = view.topic_word(frame, item.topic, self.say)
        topic = (f"● {word}", f"bold {topic_ink(item.topic)} card")
        texts = [f" · {view.kind_word(item.kind, self.say)}"]
        for tag in item.tags:
            texts.insert(0, f"{texts[0]} #{tag}")
        return (topic, (fitting(width - cells((topic,)), *texts), "card"))

    def _progress(self, scene: PhoneScene, item: FeedItem, width: int) -> Row:
        again = scene.share > 1
        text = f"{view.percent(math.floor(100 * scene.share) / 100 if scene.share >= 0.1 else 0.0):>5}"
        if width >= 40:
            seconds = self.say("view.phone.duration", s=f"{item.duration_s:.0f}")
            text = f"{text} · {right(seconds, 6)}"
        if again:
            text = f" ↻{text}"
        done, rest = gauge(scene.share, width - cell_len(text))
        return ((done, "accent card" if again else "primary card"), (rest, "dim card"), (text, "card"))

    def _counts(self, item: FeedItem, scene: PhoneScene) -> Row:
        liked = item.liked and scene.through >= 0.4
        say = self.say
        return line(
            0,
            ("♥ " if liked else "♡ ", "bold error card" if liked else "card"),
            (view.count(item.likes, say), "card", 5),
            (f" ✎ {view.count(item.comments, say)}", "card", 8),
            (f" ↗ {view.count(item.shares, say)}", "card", 8),
        )

    def _why(self, scene: PhoneScene, item: FeedItem, width: int) -> list[Row]:
        """A heading, one sentence, three bars, or two and what the stages moved: always five rows."""
        name = view.first_name(scene.phone.name)
        sentence = view.why_sentence(item.why, name, self.say)
        if cell_len(sentence) > width:
            sentence = view.why_sentence(item.why, name, self.say, short=True)
        rows: list[Row] = [((self.say("view.why.title"), "bold"),), *paragraph(sentence, "", width, 4)]
        drawn = 6 if width < 36 else 10 if width < 48 else 20
        named = max(width - drawn - 6, 4)
        labels = [label for label, _ in item.why.bars[:3]]
        whole = not view.is_about_people(item.why) or widest(labels, gap=0) <= named
        moved = fitting(width, view.moves(item.why, self.say), view.moved(item.why, self.say))
        for label, share in item.why.bars[: 2 if moved else 3]:
            label = label if whole else view.first_name(label)
            figure = (view.percent(share), "bold", -5)
            rows.append(
                line(width, (partial(bar, share), "primary", drawn), figure, (" ", "bold"), (label, ""))
            )
        if moved:
            rows.append(((moved, "accent"),))
        if item.why.bars and len(rows) < 5 and (others := view.others(item.why, self.say)):
            rows.append(((others, "dim"),))
        return ([telling("phone.why", *row) for row in rows] + [()] * 5)[:5]

    def _next(self, frame: Frame, scene: PhoneScene, width: int, *, listed: bool) -> list[Row]:
        """What comes next: topics in one row, or titles in three."""
        head = self.say("view.phone.next")
        if not listed:
            before: Piece = (head + "  ", "bold")
            topics: list[Row] = [
                ((view.topic_word(frame, item.topic, self.say), f"bold {topic_ink(item.topic)}"),)
                for item in scene.ahead
            ]
            row = (before, *as_many(width - cells([before]), topics, " · ", "dim"))
            return [telling("phone.next", *row)]
        rows: list[Row] = [((head, "bold ?phone.next"),)]
        rows += [self._line(frame, item) for item in scene.ahead]
        return (rows + [()] * 4)[:4]

    def _before(self, frame: Frame, scene: PhoneScene, width: int, rows: int) -> list[Row]:
        """What was watched of this feed before, the last first: how much of it, and a heart where it was liked."""
        past = scene.phone.items[: max(scene.place, 0)][::-1][: max(rows - 1, 0)]
        made: list[Row] = [((self.say("view.phone.before"), "bold"),)] if past else []
        for item in past:
            share = view.percent(item.watch_s / item.duration_s if item.duration_s > 0 else float("nan"))
            heart: Piece = ("♥ " if item.liked else "  ", "bold error")
            what = within(self._line(frame, item), width - 8)
            made.append(line(width, *padded(what, width - 8), heart, (share, "", -6)))
        return made

    def _line(self, frame: Frame, item: FeedItem) -> Row:
        """ "● food         Slow noodles"."""
        ink = f"bold {topic_ink(item.topic)}"
        topic: Part = (f"● {view.topic_word(frame, item.topic, self.say)}", ink, 12)
        return line(0, topic, (" ", ink), (item.title, ""))

    def _state(self, frame: Frame, scene: PhoneScene, width: int) -> list[Row]:
        """ "sees 3.1 of 16 topics" and the state, in one row or two."""
        phone = scene.phone
        state = self.say(f"app.diet.{view.state_name(phone.state)}")
        seen = (
            view.topics_seen(phone, self.say, len(frame.topics))
            if math.isfinite(phone.effective_topics)
            else ""
        )
        ink = f"bold {state_ink(phone.state)} ?phone.state"
        if not seen:
            return [((state, ink),)]
        both: Row = ((seen, "bold ?phone.topics"), (" · ", "dim"), (state, ink))
        return [both] if cells(both) <= width else [both[:1], both[2:]]

    def _mixes(self, frame: Frame, scene: PhoneScene, width: int, rows: int) -> list[Row]:
        """The leading topics of the diet, with what is liked now and what they were born to like."""
        phone = scene.phone
        mixes: tuple[Floats, ...] = (phone.diet, phone.taste, phone.innate)
        names = [self.say(f"view.phone.{mix}") for mix in MIXES]
        named = widest(view.topic_words(frame, self.say), 13)
        mixes = mixes[: max((width - named) // 8, 1)]
        column = (width - named) // len(mixes)
        heading = line(0, ("", "", named), *((name, "dim", column) for name in names[: len(mixes)]), ("", ""))
        most = max(max(_known(share) for share in mix) for mix in mixes) or 1.0
        order = sorted(range(len(phone.diet)), key=lambda t: -sum(_known(mix[t]) for mix in mixes))
        made: list[Row] = [((self.say("view.phone.mixes"), "bold ?phone.diet"),), heading]
        airy = rows >= 2 * len(order) + 2
        for topic in sorted(order[: max(rows - 2, 0)]):
            ink = topic_ink(topic)
            row: list[Part] = [(view.topic_word(frame, topic, self.say), f"bold {ink}", named)]
            for mix in mixes:
                row += [(partial(bar, _known(mix[topic]) / most), ink, column - 7)]
                row += [(view.percent(float(mix[topic])), ink, -5), ("  ", ink)]
            made += [*([()] if airy else []), telling("phone.diet", *line(width, *row))]
        return made


def _known(share: float) -> float:
    return float(share) if math.isfinite(share) else 0.0


def _carded(row: Row, width: int) -> Row:
    """The row on the card's ground, from edge to edge, with a blank at either."""
    return ((" ", "card"), *padded(within(row, width - 2), width - 1, "card"))


def _footed(rows: list[Row], foot: list[Row], height: int) -> list[Row]:
    """The foot at the bottom; of the rest what fits above it."""
    above = max(height - len(foot), 0)
    return [*(rows + [()] * above)[:above], *foot]
