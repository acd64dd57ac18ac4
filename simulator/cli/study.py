"""The options that all studies share: which world, how many seeds, who carries the runs out, where they are kept.

Annotations are not put off here: a verb's options are a class that inherits these, in a module of its own, where
their names could not be found.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

from cyclopts import Parameter

from simulator.cli.choice import DEMO, Platform, World, based
from simulator.cli.verbs import page_width, tell_json, usable, whole
from simulator.locale import LANGUAGES
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.files import override, read_file
from simulator.settings.tree import Settings

if TYPE_CHECKING:
    from simulator.experiments.studies.outcome import Outcome

WIDTH = 132
"""Of a table that is read later, from a file or a pipe."""
MOST_SEEDS = 10_000


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RunTerms:
    """Which world is lived, by whom, and what is kept and printed of it."""

    world: World = DEMO
    platform: Platform = None
    settings: Annotated[
        Path | None,
        Parameter(
            name="--settings", help="A TOML file of settings, laid over the world's and the platform's."
        ),
    ] = None
    set_: Annotated[
        tuple[str, ...],
        Parameter(
            name="--set", negative="", help="A setting of all runs, NAME=VALUE; may be given several times."
        ),
    ] = ()
    executor: Annotated[
        str,
        Parameter(
            name="--executor",
            help="Who runs: here, processes, processes:N, dask:local:N or dask://HOST:PORT.",
        ),
    ] = "processes"
    store: Annotated[
        Path | None,
        Parameter(
            name="--store",
            help="Folder in which runs are kept (FEEDSCOPE_STORE, else ~/.cache/feedscope/runs).",
        ),
    ] = None
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", help="Print one JSON document instead of the table.")
    ] = False

    def base(self) -> Settings:
        """The settings of all runs. SettingsError says what cannot be."""
        made = based(self.world, self.platform)
        if self.settings:
            made = read_file(self.settings, made)
        return with_settings(made, self.set_)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class StudyTerms(RunTerms):
    """Which world the arms change, and how the study is carried out."""

    seed_from: Annotated[
        str, Parameter(name="--seed-from", help="The first seed: another one makes another study.")
    ] = "1"
    budget: Annotated[
        str | None,
        Parameter(name="--budget", help="Time after which no further seed is begun: 90s, 10m or 2h."),
    ] = None
    out: Annotated[
        Path | None,
        Parameter(
            help="Write the table, a picture as SVG, JSON and a tidy Parquet file into this folder, of which feedscope "
            "report makes a page to read."
        ),
    ] = None
    lang: Annotated[str, Parameter(help="Language of the answer (en or zh).")] = "en"

    def first_seed(self) -> int:
        return whole("--seed-from", self.seed_from, 0, 2**62)

    def budget_s(self) -> float | None:
        from simulator.experiments.studies.course import span

        return span(self.budget) if self.budget else None

    def checked(self) -> str:
        """The language, once it is known that there are words in it, and that files can be put where they shall go:
        SettingsError, better now than after minutes of running."""
        usable(self.out)
        return one_of("--lang", self.lang, LANGUAGES)


Ran = TypeVar("Ran", bound="Outcome[Any]", contravariant=True)


class StudyPages(Protocol[Ran]):
    """A module of `simulator.report` that tells of one kind of study."""

    def document(self, found: Ran) -> dict[str, object]: ...

    def page(self, found: Ran, lang: str, width: int | None) -> str: ...

    def write(self, folder: Path, found: Ran, lang: str) -> None: ...


def ended(found: Ran, asked: StudyTerms, pages: StudyPages[Ran], width: int = 120) -> int:
    """Leave and print what was found; the exit code. `width` is that of a page which is read later."""
    if asked.out:
        pages.write(asked.out, found, asked.lang)
    if asked.as_json:
        tell_json(pages.document(found))
    else:
        sys.stdout.write(pages.page(found, asked.lang, page_width(width)))
    return found.exit_code


def with_settings(base: Settings, words: Sequence[str], option: str = "--set") -> Settings:
    """The settings changed by NAME=VALUE words. SettingsError says what cannot be."""
    return override(base, typed_pairs(words, option))


def typed_pairs(words: Sequence[str], option: str = "--set") -> dict[str, object]:
    """Values by dotted name, of NAME=VALUE words. SettingsError if one has no such form."""
    from simulator.experiments.studies.arms import typed

    named = [pair(option, word, "taste.drift=0.003") for word in words]
    return {name: typed(value) for name, value in named}


def pair(option: str, word: str, example: str) -> tuple[str, str]:
    """NAME and VALUE of a word. SettingsError if it has no such form."""
    name, equals, value = word.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise SettingsError(f"{option} must be NAME=VALUE, such as {example}, not {word!r}")
    return name.strip(), value.strip()


def amount(option: str, word: str, example: str) -> tuple[str, float]:
    """NAME and number of a word. SettingsError if it has no such form."""
    name, text = pair(option, word, example)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise SettingsError(f"{option} must give a number, such as {example}, not {word!r}")
    return name, value


def window(text: str) -> tuple[float, float]:
    """Days `60..90`. SettingsError otherwise."""
    low, dots, high = text.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not dots or not 0 <= ends[0] < ends[1] <= 10_000:
        raise SettingsError(f"--window must be two days such as 60..90, the first 0 or more, not {text!r}")
    return ends


def days(text: str) -> float:
    """SettingsError unless it is a number of days."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= 10_000:
        raise SettingsError(f"--days must be a number above 0 and at most 10000, not {text!r}")
    return number


def hands(runs: int) -> str:
    """Who carries out so many runs where nobody says: this process where there is but one, for others take a while to
    begin."""
    return "here" if runs == 1 else "processes"


def tell(line: str) -> None:
    """How the study goes on, a line on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
