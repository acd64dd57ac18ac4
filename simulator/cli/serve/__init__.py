"""The app in a browser, for `feedscope serve`: textual-serve shows it, and this package says who may look and how many.

Only `server` needs textual-serve; `offer` says how to install it where it is missing.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, Token

from simulator.cli.choice import Choice
from simulator.errors import SettingsError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_VISITORS = 100


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
            help="The name or address to listen on; any but this computer itself is given a token.",
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


@dataclass(frozen=True, slots=True)
class Offer:
    """What is served, where, and to how many."""

    words: tuple[str, ...]
    """The command that shows the app to one visitor."""
    host: str
    port: int
    """0 takes any that is free."""
    visitors: int
    """At most so many at a time; each has a world, and two processes."""
    lang: str

    @property
    def loopback(self) -> bool:
        """Can only programs on this computer reach it?"""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Is this a name or an address of this computer for itself?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def words_of(choice: DataclassInstance) -> list[str]:
    """The options of the command line that make the same choice; each is called as its field."""
    words: list[str] = []
    for field in fields(choice):
        value, option = getattr(choice, field.name), f"--{field.name.replace('_', '-')}"
        if value != field.default:
            words += [option] if value is True else [option, str(value)]
    return words


def serve(*, choice: Choice | None = None, place: Place | None = None) -> int:
    """Returns the exit code."""
    choice = choice or Choice()
    return offer(choice.made().lang, words_of(choice), place or Place())


def offer(lang: str, options: Sequence[str], place: Place) -> int:
    """Serve what `feedscope` opens with these options until somebody stops it; returns the exit code.

    SettingsError if the library is not installed, or the place cannot be served on.
    """
    if any(find_spec(name) is None for name in ("textual_serve", "aiohttp")):
        raise SettingsError("feedscope serve needs more than is installed: pip install 'feedscope[serve]'")
    from simulator.cli.serve.server import run

    words = (sys.executable, "-m", "simulator", *options)
    return run(Offer(words, place.host, place.port, place.visitors, lang))
