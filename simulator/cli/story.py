"""The verb `feedscope story`: the app tells chapters, those that come with feedscope or a teacher's own file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from recommender.methods.libraries import missing
from simulator.locale import LANGUAGES, catalogue
from simulator.settings.errors import SettingsError, nearest, one_of
from simulator.settings.files import override, validated
from simulator.settings.tree import ALGORITHMS, TUNABLE, Settings

if TYPE_CHECKING:  # other verbs have no use for the app's modules
    from simulator.rooms.story.chapter import Chapter, ChapterPage

ENDING = ".toml"


def story(
    chapter: str | None = None,
    /,
    *,
    auto: Annotated[bool, Parameter(negative="")] = False,
    check: Annotated[bool, Parameter(negative="")] = False,
    lang: str | None = None,
    cast: Path | None = None,
) -> int:
    """Returns the exit code of the app.

    Parameters
    ----------
    chapter
        Where to begin: a number, a name (learns, people, cocoon, worlds, newcomer, unfair, data, ways-out), or a
        chapter's file of your own.
    auto
        Turn the pages without anybody, and begin again at the end: for a stand.
    check
        Only say whether the chapter's file can be told, and leave.
    lang
        The language (en or zh) instead of the terminal's.
    cast
        Write the chapter, or all of them, told once as with --auto, as an asciicast file instead of showing it.
    """
    if lang is not None:
        one_of("--lang", lang, LANGUAGES)
    told, first = _asked(chapter)
    if check:
        for each in told:
            sound(each)
        say = catalogue(lang or "en")
        pages = sum(len(each.pages) for each in told)
        sys.stdout.write(say("story.sound", name=chapter or "story", pages=pages) + "\n")
        return 0
    if chapter is not None and chapter.endswith(ENDING):
        sound(told[0])
    from simulator.app.launch import open_app
    from simulator.rooms.story.tour import Tour

    if cast is not None:  # that chapter alone, or all of them, once
        told, first, auto = (told if first is None else (told[first],)), 0, True
    return open_app(told[first or 0].world(), lang, tour=Tour(told, first, auto), cast=cast)


def _asked(chapter: str | None) -> tuple[tuple[Chapter, ...], int | None]:
    """The chapters to tell, and the one to open at once."""
    from simulator.rooms.story.chapter import ChapterError, chapters, names, read_file

    if chapter is not None and chapter.endswith(ENDING):
        try:
            return (read_file(Path(chapter)),), 0
        except ChapterError as error:
            raise SettingsError(str(error)) from None
    ours, known = chapters(), names()
    if chapter is None:
        return ours, None
    if chapter.isdecimal() and 1 <= int(chapter) <= len(ours):
        return ours, int(chapter) - 1
    if chapter in known:
        return ours, known.index(chapter)
    raise SettingsError(
        f"the chapter must be 1 to {len(ours)}, one of {', '.join(known)}, or a file that ends in {ENDING}, "
        f"not {chapter!r}{nearest(chapter, known)}"
    )


def sound(chapter: Chapter) -> None:
    """SettingsError if a world of the chapter cannot be, or a page asks for what it does not have."""
    world = _world(chapter, 0)
    for number, page in enumerate(chapter.pages):
        where = f"{chapter.name}: page {number + 1}"
        if page.begin is not None and number:
            world = _world(chapter, number)
        if page.switch:
            _algorithm(page.switch, f"{where}: switch")
        if page.fork:
            _algorithm(page.fork, f"{where}: fork")
        world = _tuned(world, page.tune, where)
        _people_are_there(page, world, where)


def _world(chapter: Chapter, page: int) -> Settings:
    try:
        made = validated(chapter.world(page))
    except SettingsError as error:
        raise error.found(chapter.name) from None
    _algorithm(made.feed.algorithm, f"{chapter.name}: feed.algorithm")
    return made


def _algorithm(name: str, where: str) -> None:
    one_of(where, name, ALGORITHMS)
    if sentence := missing(name):
        raise SettingsError(f"{where}: {sentence}")


def _tuned(world: Settings, changes: Mapping[str, object], where: str) -> Settings:
    for name in changes:
        if not name.startswith(tuple(f"{branch}." for branch in TUNABLE)):
            branches = ", ".join(TUNABLE)
            raise SettingsError(
                f"{where}: tune cannot change {name}; what may change while a world runs is in {branches}"
            )
    try:
        return override(world, changes)
    except SettingsError as error:
        raise error.found(where) from None


def _people_are_there(page: ChapterPage, world: Settings, where: str) -> None:
    for who, last in (("person", world.world.people - 1), ("creator", world.world.creators - 1)):
        given = page.person if who == "person" else page.creator
        if isinstance(given, int) and given > last:
            raise SettingsError(f"{where}: follow.{who} must be between 0 and {last}, not {given}")
