"""The app in a browser, for `feedscope serve`: textual-serve shows it, and this package says who may look and how many.

Only `server` needs textual-serve; `offer` says how to install it where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token

from simulator.another_python import FEEDSCOPE, command
from simulator.cli.choice import WorldChoice
from simulator.cli.serve.options import MOST_VISITORS, ServeOptions
from simulator.settings.errors import SettingsError, one_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _whole(option: str, low: int, high: int) -> Callable[[object, Sequence[Token]], int]:
    """A converter for a whole number of this range."""

    def convert(_: object, tokens: Sequence[Token]) -> int:
        given = tokens[0].value
        if not given.isdecimal() or not low <= int(given) <= high:
            raise SettingsError(f"{option} must be a whole number from {low} to {high}, not {given!r}")
        return int(given)

    return convert


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Place:
    """Where, and to how many."""

    host: Annotated[
        str,
        Parameter(
            name="--host",
            help="The name or address to listen on; whoever comes needs the token in the address that is printed.",
        ),
    ] = "localhost"
    port: Annotated[
        int,
        Parameter(
            name="--port",
            converter=_whole("--port", 0, 65_535),
            help="The port to listen on (0 to 65535; 0 takes any that is free).",
        ),
    ] = 8_000
    visitors: Annotated[
        int,
        Parameter(
            name="--visitors",
            converter=_whole("--visitors", 1, MOST_VISITORS),
            help=f"At most so many at a time (1 to {MOST_VISITORS}); each needs two processes.",
        ),
    ] = 4
    each: Annotated[
        int,
        Parameter(
            name="--each",
            converter=_whole("--each", 1, MOST_VISITORS),
            help=f"At most so many of them from one other computer (1 to {MOST_VISITORS}); a class behind one router "
            "looks like one.",
        ),
    ] = 4
    idle: Annotated[
        int,
        Parameter(
            name="--idle",
            converter=_whole("--idle", 0, 1_440),
            help="Minutes after which a visit ends in which nobody touches a key or the mouse (0 to 1440; 0: never).",
        ),
    ] = 60
    story: Annotated[
        str | None,
        Parameter(
            name="--story",
            help="Open on this chapter of the story instead of the menu (see feedscope story).",
        ),
    ] = None


def words_of(choice: DataclassInstance) -> list[str]:
    """The options of the command line that make the same choice; each is called as its field."""
    words: list[str] = []
    for field in fields(choice):
        value, option = getattr(choice, field.name), f"--{field.name.replace('_', '-')}"
        if value != field.default:
            words += [option] if value is True else [option, str(value)]
    return words


VISIT_B = 240e6
"""Bytes that the two processes of a visit take beside the world: measured 217 MB for the engine's, of which 134 are its
own share of what processes have in common, and 74 (56) for the screen's, with a world of 1,000 people after a day."""


def serve(*, choice: WorldChoice | None = None, place: Place | None = None) -> int:
    """Returns the exit code."""
    from simulator.experiments.memory_room import DAYS_IN_APP, judge

    choice, place = choice or WorldChoice(), place or Place()
    made = choice.made()
    judge(made, DAYS_IN_APP, place.visitors, VISIT_B)
    return offer(made.lang, words_of(choice), place)


def offer(lang: str, options: Sequence[str], place: Place) -> int:
    """Serve what `feedscope` opens with these options, or a story, until somebody stops it; returns the exit code.

    SettingsError if the library is not installed, the place cannot be served on, or there is no such story.
    """
    if any(find_spec(name) is None for name in ("textual_serve", "aiohttp")):
        raise SettingsError("feedscope serve needs more than is installed: pip install 'feedscope[serve]'")
    from simulator.cli.serve.server import run

    words = command(FEEDSCOPE)
    if place.story is not None:
        from simulator.rooms.story.chapter import names

        words += ["story", one_of("--story", place.story, names()), "--lang", lang]
    else:
        words += options
    return run(
        ServeOptions(
            tuple(words), place.host, place.port, place.visitors, lang, place.each, 60.0 * place.idle
        )
    )
