"""What the parts of an explanation are called."""

from __future__ import annotations

from recommender.types import Part, Source
from simulator.engine.tick import Engine
from simulator.world.videos import NO_GUEST
from simulator.world.words import Words

_VIDEOS = (Source.ITEMS, Source.FACTORS, Source.NETWORK)


def label(engine: Engine, part: Part, words: Words) -> str:
    """What the part is called; empty for parts that are no one's in particular and for what has no name."""
    if part.source == Source.NEIGHBOURS:
        return words.person(part.id)
    if part.source == Source.TOPICS:
        return words.topic(part.id)
    if part.source in (Source.TAGS, Source.HOT):
        return "".join(f"#{tag}" for tag in words.tags([part.id]))
    if part.source == Source.KIND:
        return words.kind(part.id)
    if part.source == Source.BLEND:
        return words.algorithm(engine.world.settings.methods.hybrid.parts[part.id])
    if part.source in _VIDEOS and part.id >= 0:
        return title(engine, part.id, words)
    if part.source == Source.FOLLOWING:
        return words.creator(part.id, int(engine.world.creators.topic[part.id]))
    return ""


def topic_of(engine: Engine, part: Part) -> int:
    """The topic that the part is, or its video's leading one; -1 where it is something else."""
    if part.source == Source.TOPICS:
        return part.id
    if part.source in _VIDEOS and part.id >= 0:
        return int(engine.world.videos.topic[part.id])
    return -1


def title(engine: Engine, video: int, words: Words) -> str:
    """The title of a video, and with whom it was made."""
    alone, guest = titled(engine, video, words)
    return words.together(alone, guest) if guest else alone


def titled(engine: Engine, video: int, words: Words) -> tuple[str, str]:
    """The title of a video, and the name of its guest, empty for none."""
    videos, guest = engine.world.videos, int(engine.world.videos.guest[video])
    alone = words.title(video, int(videos.topic[video]), int(videos.kind[video]))
    if guest == NO_GUEST:
        return alone, ""
    return alone, words.creator(guest, int(engine.world.creators.topic[guest]))
