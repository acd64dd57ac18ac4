"""What a study compares: arms, each a few changes to the same world, and how they share luck."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from simulator.experiments.studies.commands import Command
from simulator.settings.files import override
from simulator.settings.own_methods import path_of
from simulator.settings.tree import ALGORITHMS, Settings, SettingsError

Pairing = Literal["world", "people", "none"]
"""What the arms of a seed share: people and all luck, people alone, or nothing."""
PAIRINGS: tuple[Pairing, ...] = get_args(Pairing)


@dataclass(frozen=True, slots=True)
class Arm:
    """A name, and what is changed under it."""

    name: str
    changes: Mapping[str, object] = field(default_factory=dict[str, object])
    """Settings by dotted name."""
    commands: tuple[Command, ...] = ()


def arm(text: str, option: str = "arm") -> Arm:
    """The arm that somebody typed: `hybrid`, `mypkg.mine:Mine`, or `wide=user-cf,feed.rerank.exploration.on=true`.

    SettingsError says what is wrong.
    """
    first, equals, rest = text.partition("=")
    if not equals or "." in first or "," in first:
        name, parts = text.split(",")[0].strip(), text
    else:
        name, parts = first.strip(), rest
    changes: dict[str, object] = {}
    for part in (part.strip() for part in _parts(parts)):
        dotted, given, value = part.partition("=")
        if given:
            changes[dotted.strip()] = typed(value.strip())
        elif part:
            changes["feed.algorithm"] = _algorithm(part, option)
    if not name:
        raise SettingsError(f"{option} must be an algorithm, or NAME=ALGORITHM,SETTING=VALUE, not {text!r}")
    return Arm(name, changes)


def _parts(text: str) -> list[str]:
    """Split at commas that stand outside brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        depth += (letter in "[{") - (letter in "]}") if not quote else 0
        if letter == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _algorithm(name: str, option: str) -> str:
    if name not in ALGORITHMS and not path_of(name):
        raise SettingsError(f"{option} must be one of {', '.join(ALGORITHMS)}, or module:Class, not {name!r}")
    return name


def typed(text: str) -> object:
    """A TOML value, or the text itself where it is none: `true`, `0.5`, `[1, 2]`, `hybrid`."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def check(arms: Sequence[Arm], base: Settings) -> None:
    """SettingsError unless there are two arms or more, of different names, that this world can be changed to."""
    names = [one.name for one in arms]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise SettingsError(f"each arm needs a name of its own, but {twice!r} stands there twice")
    if len(arms) < 2:
        raise SettingsError("a comparison needs at least two arms, such as user-cf and random")
    for one in arms:
        override(base, one.changes)


def settled(base: Settings, one: Arm, seed: int, pairing: Pairing, baseline: str) -> Settings:
    """The world of this arm and seed. The baseline has the same whatever is shared, and so is run once."""
    shared = {"world": (seed, None), "people": (_other(seed, one), seed), "none": (_other(seed, one), None)}
    luck, people = shared[pairing] if one.name != baseline else (seed, None)
    luck_of: dict[str, object] = {"seed": luck} if people is None else {"seed": luck, "world.seed": people}
    return override(base, {**one.changes, **luck_of})


def _other(seed: int, one: Arm) -> int:
    """Luck of this arm's own."""
    digest = hashlib.blake2b(f"{seed}:{one.name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2
