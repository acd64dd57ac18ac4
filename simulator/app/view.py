"""A Frame in words: every number, name and reason on screen is put into plain text here. Pure functions.

What is undefined (NaN) is a dash, never a zero. `say` is the catalogue of the language of the moment.
"""

from __future__ import annotations

import math

from rich.cells import cell_len

from recommender.types import Source
from simulator.frames import HOURS_PER_DAY, KINDS, Diet, FeedItem, Frame, Mark, Phone, PlaceReason
from simulator.frames.written import DASH as DASH
from simulator.frames.written import decimal as decimal
from simulator.frames.written import percent as percent
from simulator.frames.written import percent_places as percent_places
from simulator.frames.written import whole as whole
from simulator.locale import Wording

SOURCES = tuple(source.name.lower() for source in Source)
"""The catalogue's names of why a video is shown, by value."""

STATES = (Diet.VARIED, Diet.NARROWING, Diet.COCOONED)


def hour(tick: int) -> str:
    """ "14:00"."""
    return f"{tick % HOURS_PER_DAY:02d}:00"


def clock(tick: int, say: Wording) -> str:
    """ "day 12 14:00"; the first day is day 1."""
    return say("view.clock", day=tick // HOURS_PER_DAY + 1, hour=hour(tick))


def day(tick: int, say: Wording) -> str:
    """ "day 12"."""
    return say("view.clock_day", day=tick // HOURS_PER_DAY + 1)


def count(value: float, say: Wording) -> str:
    """At most five cells: "987", "1.2k", "48k", "3.4M"; in Chinese by ten thousands."""
    if not math.isfinite(value):
        return DASH
    hundred_million, ten_thousand = say("view.count.hundred_million"), say("view.count.ten_thousand")
    if ten_thousand:
        units = ((1e8, hundred_million), (1e4, ten_thousand))
    else:
        units = ((1e6, say("view.count.million")), (1e3, say("view.count.thousand")))
    for size, name in units:
        if value >= 0.9995 * size:
            return f"{value / size:.1f}{name}" if value < 9.95 * size else f"{value / size:.0f}{name}"
    return f"{value:,.0f}"


def people(number: int, say: Wording) -> str:
    """At most six cells: every one of them below a hundred thousand, else compact."""
    return whole(number) if number < 100_000 else count(number, say)


def ordinal(rank: int, say: Wording) -> str:
    """ "1st", "12th"."""
    last = 0 if rank % 100 in (11, 12, 13) else rank % 10
    return say(f"view.ordinal.{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }", n=rank)


def ago(hours: int, say: Wording) -> str:
    """ "just now", "3 h ago", "2 days ago"."""
    if hours < 1:
        return say("view.ago.now")
    if hours < 2 * HOURS_PER_DAY:
        return say("view.ago.hours", n=hours)
    return say("view.ago.days", n=hours // HOURS_PER_DAY)


def change(now: float, then: float, say: Wording, places: int = 0) -> str:
    """How a number has moved: "▲ 12", "▼ 4.8", "▲ 56k"; "=" where the shown digits are the same; "" if unknown."""
    if not (math.isfinite(now) and math.isfinite(then)):
        return ""
    by = round(now - then, places)
    if by == 0:
        return "="
    far = count(abs(by), say) if abs(by) >= 10_000 else f"{abs(by):,.{places}f}"
    return f"{'▲' if by > 0 else '▼'} {far}"


def topic_word(frame: Frame, topic: int, say: Wording) -> str:
    """The word of a topic; its key where the catalogue has none."""
    if not 0 <= topic < len(frame.topics):
        return DASH
    key = f"topic.{frame.topics[topic]}"
    return say(key) if key in say else frame.topics[topic]


def topic_words(frame: Frame, say: Wording) -> list[str]:
    """The words of all topics, in their order."""
    return [topic_word(frame, topic, say) for topic in range(len(frame.topics))]


def links(frame: Frame, say: Wording, width: int = 999) -> str:
    """What people link the followed creator to: "food 62%, travel 10%"; a dash while that is nothing. As many, the
    strongest first, as have room in so many cells, but at least one."""
    named = [f"{topic_word(frame, topic, say)} {percent(share)}" for topic, share in frame.brand.links]
    comma = say("view.brand.comma")
    told = (comma.join(named[:most]) for most in range(len(named), 0, -1))
    return next((text for text in told if cell_len(text) <= width), named[0] if named else DASH)


def mark(event: Mark, say: Wording) -> str:
    """What happened, without the hour: "3 videos posted"."""
    n = count(event.data[0], say) if event.data else ""
    return say(f"view.mark.{event.kind}", n=n, name=event.name)


def topic_letter(frame: Frame, topic: int, say: Wording) -> str:
    """The one letter that stands for a topic where there is no room for its word."""
    key = f"view.letter.{frame.topics[topic]}"
    return say(key) if key in say else frame.topics[topic][:1].upper()


def state_name(state: Diet) -> str:
    """The catalogue's name of a state: "varied"."""
    return Diet(state).name.lower()


def algorithm_name(algorithm: str, say: Wording) -> str:
    """The display name of an algorithm."""
    key = f"app.algorithm.{algorithm}.name"
    return say(key) if key in say else algorithm


def kind_word(kind: int, say: Wording) -> str:
    """ "tutorial"."""
    return say(f"view.kind.{KINDS[kind]}") if 0 <= kind < len(KINDS) else DASH


def speed(ticks_per_s: float, say: Wording) -> str:
    """ "4 hours a second", "1 hour in 4 s"."""
    if ticks_per_s <= 0:
        return say("view.speed.most")
    if ticks_per_s == 1:
        return say("view.speed.one")
    if ticks_per_s < 1:
        return say("view.speed.slow", seconds=f"{1 / ticks_per_s:g}")
    return say("view.speed.many", hours=f"{ticks_per_s:g}")


def reached(frame: Frame, rate: float, say: Wording) -> str:
    """ "(reached 3.9)" where the speed is not what was asked for; else ""."""
    if frame.paused or rate <= 0 or 0 < 0.9 * frame.speed <= rate:
        return ""
    return say("view.speed.reached", rate=f"{rate:.1f}" if rate < 9.95 else f"{rate:.0f}")


def presence(phone: Phone, tick: int, say: Wording) -> str:
    """ "watching now", "was here 3 h ago"."""
    if phone.online:
        return say("view.phone.watching")
    if phone.since < 0:
        return say("view.phone.never")
    return say("view.phone.seen", ago=ago(tick - 1 - phone.since, say))


def topics_seen(phone: Phone, say: Wording, topics: int) -> str:
    """ "sees 3.1 of 16 topics"."""
    return say("view.phone.topics", n=decimal(phone.effective_topics), of=topics)


def why_sentence(why: PlaceReason, name: str, say: Wording, *, short: bool = False) -> str:
    """One plain sentence: why a video stood in this person's feed; in few words if `short`."""
    source = SOURCES[why.source] if 0 <= why.source < len(SOURCES) else SOURCES[0]
    told = f"{source}_{why.audience}"
    source = told if f"view.why.{told}" in say else source
    key = f"view.why_short.{source}"
    sentence = say(key) if short and key in say else say(f"view.why.{source}", name=name)
    return sentence if why.bars else sentence.rstrip(":：") + ("." if sentence.endswith(":") else "")


def is_about_people(why: PlaceReason) -> bool:
    """Are its bars people's names?"""
    return why.source == SOURCES.index("neighbours")


def others(why: PlaceReason, say: Wording) -> str:
    """ "and 17 more" addends of the score; "" if none."""
    if why.others < 1:
        return ""
    return say("view.why.others_one") if why.others == 1 else say("view.why.others", n=why.others)


def moves(why: PlaceReason, say: Wording) -> str:
    """ "up from place 30 to 4 (Diversity) · brought in by Surprises": what the stages did with it; "" if nothing."""
    told: list[str] = []
    for stage, before, after in why.moves:
        name = say(f"stages.{stage}.name") if f"stages.{stage}.name" in say else stage
        if before < 0:
            told.append(say("view.why.brought", stage=name))
        elif after >= 0:
            told.append(say("view.why.by", moved=_moved(before, after, say), stage=name))
    return " · ".join(told)


def moved(why: PlaceReason, say: Wording) -> str:
    """ "up from place 30 to 4": the same in few words, all stages together; "" if nothing."""
    if not why.moves or why.moves[0][1] < 0 or why.moves[-1][2] < 0:
        return moves(why, say)
    return _moved(why.moves[0][1], why.moves[-1][2], say)


def _moved(before: int, after: int, say: Wording) -> str:
    return say(f"view.why.{'up' if after < before else 'down'}", before=before + 1, after=after + 1)


def first_name(name: str) -> str:
    """What to call somebody in a sentence: the name up to the first space."""
    return name.split()[0] if name.split() else name


def actions(item: FeedItem, through: float, say: Wording, *, who: str = "phone") -> list[str]:
    """What the person has done with the video once they are `through` (0..1) with what they watch of it; `who` "you"
    speaks to that person."""
    happened = (
        (item.liked, 0.4, "liked"),
        (item.commented, 0.6, "commented"),
        (item.shared, 0.75, "shared"),
        (item.followed, 0.85, "followed"),
        (item.disliked, 0.9, "disliked"),
    )
    return [say(f"view.{who}.{action}") for did, at, action in happened if did and through >= at]
