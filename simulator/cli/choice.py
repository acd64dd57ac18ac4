"""The options of every verb that makes a world: which one, and what is different in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token

from recommender.methods.libraries import missing
from simulator.cli.log_options import Models
from simulator.cli.verbs import spelt
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.faults import allowed, field_of
from simulator.settings.files import load_preset, on_platform, override, platforms, presets, read_file
from simulator.settings.tree import Settings

DEMO = "demo"


def _setting(dotted: str, option: str) -> Parameter:
    """An option that stands for one setting, with that setting's help, range and errors."""

    def convert(_: object, tokens: Sequence[Token]) -> object:
        value: object = override(load_preset(DEMO), {dotted: spelt(tokens[0].value)}, {dotted: option})
        for name in dotted.split("."):
            value = getattr(value, name)
        return value

    field = field_of(dotted)
    sentence = (field.description or "").strip().rstrip(".")
    return Parameter(name=option, help=f"{sentence} ({allowed(field)}).", converter=convert)


def _world(_: object, tokens: Sequence[Token]) -> str:
    return one_of("--world", tokens[0].value, presets())


def _platform(_: object, tokens: Sequence[Token]) -> str:
    return one_of("--platform", tokens[0].value, platforms())


World = Annotated[
    str,
    Parameter(name="--world", converter=_world, help=f"The world to start from ({', '.join(presets())})."),
]

Platform = Annotated[
    str | None,
    Parameter(
        name="--platform",
        converter=_platform,
        help=f"Whose ways of spreading videos to lay over the world ({', '.join(platforms())}).",
    ),
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class WorldChoice(Models):
    """Which world to make."""

    world: World = DEMO
    platform: Platform = None
    settings: Annotated[
        Path | None,
        Parameter(
            name="--settings", help="A TOML file of settings, laid over the world's and the platform's."
        ),
    ] = None
    people: Annotated[int | None, _setting("world.people", "--people")] = None
    creators: Annotated[int | None, _setting("world.creators", "--creators")] = None
    algorithm: Annotated[str | None, _setting("feed.algorithm", "--algorithm")] = None
    seed: Annotated[int | None, _setting("seed", "--seed")] = None
    threads: Annotated[int | None, _setting("methods.user_cf.threads", "--threads")] = None
    lang: Annotated[str | None, _setting("lang", "--lang")] = None

    def made(self) -> Settings:
        """The settings asked for: the world's, overlaid by the platform's, the file's, and the options.

        SettingsError says what cannot be.
        """
        base = based(self.world, self.platform)
        if self.settings:
            base = read_file(self.settings, base)
        chosen = {
            "world.people": self.people,
            "world.creators": self.creators,
            "feed.algorithm": self.algorithm,
            "seed": self.seed,
            "methods.user_cf.threads": self.threads,
            "lang": self.lang or (None if self.settings else _terminal_language()),
        }
        made = override(base, {name: value for name, value in chosen.items() if value is not None})
        made = self.checked(self.twinned(made, self.people))
        blend = made.methods.hybrid.parts if made.feed.algorithm == "hybrid" else ()
        for name in (made.feed.algorithm, *blend):
            if sentence := missing(name):
                raise SettingsError(sentence)
        return made


def based(world: str, platform: str | None) -> Settings:
    """The settings of a world that comes with feedscope, with those of a platform laid over it."""
    base = load_preset(world)
    return on_platform(platform, base) if platform else base


def _terminal_language() -> str:
    from simulator.app.launch import terminal_language

    return terminal_language()
