"""The verbs of `feedscope`, and the options of those that make a world.

Our own errors end in one line on stderr: exit code 2 for what was asked wrongly, 1 for what went wrong on the
way. A bug keeps its traceback.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

from cyclopts import App, Parameter, Token
from cyclopts.exceptions import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from recommender.methods.libraries import missing
from simulator.config import Settings, SettingsError
from simulator.evaluate_log import Asked, measure
from simulator.experiments.papers import PAPERS
from simulator.frames import HOURS_PER_DAY
from simulator.log_options import Models
from simulator.recommend_log import Wanted, slates
from simulator.recording.errors import RecordingError, RecordingRefused
from simulator.run_bench import bench
from simulator.run_paper import options, watch, work
from simulator.run_replay import replay
from simulator.run_story import story
from simulator.run_validate import Asked as Comparison
from simulator.run_validate import validate as compare
from simulator.serve import Place, offer, words_of
from simulator.settings_faults import allowed, field_of, nearest, one_of
from simulator.settings_io import load_preset, on_platform, override, platforms, presets, read_file, to_toml
from simulator.verbs import spelt
from simulator.version import program_version

DEMO = "demo"
VERBS = (
    "app",
    "run",
    "settings",
    "evaluate",
    "recommend",
    "validate",
    "paper",
    "bench",
    "story",
    "replay",
    "serve",
)
MOST_DAYS = 10_000

_READER_LEFT = 141
"""What shells report for a program whose reader went away."""


# Options


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


def _days(_: object, tokens: Sequence[Token]) -> float:
    days = spelt(tokens[0].value)
    if not isinstance(days, int | float) or not 0 < days <= MOST_DAYS:
        given = tokens[0].value
        raise SettingsError(f"--days must be a number above 0 and at most {MOST_DAYS}, not {given!r}")
    return float(days)


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
class Choice(Models):
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
        base = _based(self.world, self.platform)
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


def _based(world: str, platform: str | None) -> Settings:
    base = load_preset(world)
    return on_platform(platform, base) if platform else base


def _terminal_language() -> str:
    from simulator.app.launch import terminal_language

    return terminal_language()


# Verbs

app = App(
    name="feedscope",
    help="See what a short-video algorithm does to viewers and creators. Without a command the app opens with its "
    "menu; it takes the options of feedscope app.",
    version=program_version,
    suppress_keyboard_interrupt=False,
    help_format="plaintext",
)


@app.default
def menu(*, choice: Annotated[Choice | None, Parameter(show=False)] = None) -> int:
    """Open the app on a world of your choice, with its menu."""
    return _shown(choice or Choice(), menu=True)


@app.command(name="app")
def open_(*, choice: Choice | None = None) -> int:
    """Open the app on a world of your choice, at once."""
    return _shown(choice or Choice(), menu=False)


def _shown(choice: Choice, *, menu: bool) -> int:
    from simulator.app.launch import open_app

    return open_app(choice.made().model_dump(mode="json"), lang=choice.lang, menu=menu)


app.command(replay)


@app.command
def serve(*, choice: Choice | None = None, place: Place | None = None) -> int:
    """Show the app in browsers: every visitor has a world of their own."""
    choice = choice or Choice()
    return offer(choice.made().lang, words_of(choice), place or Place())


@app.command
def run(
    *,
    choice: Choice | None = None,
    days: Annotated[float, Parameter(converter=_days)] = 7.0,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    out: Path | None = None,
    force: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Run a world without a screen and say what happened.

    Parameters
    ----------
    days
        Simulated days to run (a number above 0; 0.5 is twelve hours).
    as_json
        Print one JSON document instead of the summary.
    out
        Record the run in this folder, as Parquet.
    force
        Replace a recording that is in the folder already.
    """
    from simulator.headless import Job, work

    if force and not out:
        raise SettingsError("--force needs --out: it says what may be replaced")
    ticks = max(1, round(days * HOURS_PER_DAY))
    return work(Job((choice or Choice()).made(), ticks, as_json, out, force))


@app.command
def settings(*, world: World = DEMO, platform: Platform = None, models: Models | None = None) -> int:
    """Print the settings of a world as TOML, each with its sentence, and what its size decides: a start for a file of
    your own."""
    from simulator.scale import sentences

    made = (models or Models()).twinned(_based(world, platform))
    sys.stdout.write(to_toml(made, explained=True))
    sys.stdout.write("".join(f"\n# {line}" for line in ("What this size decides:", *sentences(made))) + "\n")
    return 0


@app.command
def evaluate(log: Path | None = None, /, *, asked: Asked | None = None) -> int:
    """Measure how well methods predict what the people of a real log did next.

    Parameters
    ----------
    log
        A file or folder: MovieLens, KuaiRec, KuaiRand, RecBole, MIND, Last.fm, CSV, JSON lines, Parquet, any of them
        zipped, or a recording.
    """
    return measure(log, asked or Asked())


@app.command
def recommend(log: Path, /, *, asked: Wanted | None = None) -> int:
    """Learn a log and say what each of its people should be shown next.

    Parameters
    ----------
    log
        A file or folder, as for evaluate.
    """
    return slates(log, asked or Wanted())


@app.command
def validate(*, asked: Comparison | None = None) -> int:
    """Compare worlds with figures of real platforms: what each should be, what is measured, and whether it fits."""
    return compare(asked or Comparison())


paper = App(name="paper", help="Run a paper's model live, and print its figures beside the paper's.")
app.command(paper)


def _paper_verb(name: str) -> None:
    """Add the verb of one paper, with an option for each of its settings."""
    from dataclasses import asdict

    made = options(PAPERS[name])

    def verb(
        *,
        asked: Any = None,
        seed: int = 1,
        as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
        screen: Annotated[bool, Parameter(negative="")] = False,
    ) -> int:
        if screen and as_json:
            raise SettingsError("--screen and --json exclude each other: one draws, the other prints")
        given = (
            {} if asked is None else {key: value for key, value in asdict(asked).items() if value is not None}
        )
        return watch(PAPERS[name], given, seed) if screen else work(PAPERS[name], given, seed, as_json)

    verb.__annotations__["asked"] = made | None
    verb.__doc__ = f"""{PAPERS[name].citation}.

    Without options all rows of the paper are run and compared.

    Parameters
    ----------
    seed
        Names the luck of the run.
    as_json
        Print one JSON document instead of the tables.
    screen
        Show the model live in the terminal: how people are spread, the states over time, the paper's figures.
    """
    paper.command(verb, name=name)


for _name in PAPERS:
    _paper_verb(_name)


app.command(bench)
app.command(story)


# Errors


def command_line(words: Sequence[str]) -> int:
    """Do what the words after `feedscope` say; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a question mark, not a traceback.
        cast("io.TextIOWrapper", stream).reconfigure(errors="replace")
    try:
        code = app(list(words), exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        return _refuse(_misspelt(error), 2)
    except (SettingsError, RecordingRefused) as error:
        return _refuse(str(error), 2)
    except RecordingError as error:
        return _refuse(str(error), 1)
    except KeyboardInterrupt:
        return _refuse("interrupted", 128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read has seen enough; Python must not try to flush the rest on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_LEFT
    return code if isinstance(code, int) else 0


def _misspelt(error: CycloptsError) -> str:
    """One sentence for what the parser could not read."""
    if isinstance(error.__cause__, SettingsError):
        return str(error.__cause__)
    verb = " ".join(error.command_chain or ())
    aid = f"see feedscope {verb} --help" if verb else "see feedscope --help"
    if isinstance(error, UnknownOptionError):
        word = error.token.keyword or error.token.value
        known = [name for argument in error.argument_collection for name in argument.names]
        return f"there is no option {word}{nearest(word, known) or f'; {aid}'}"
    if isinstance(error, UnknownCommandError):
        word = (error.unused_tokens or ["?"])[0]
        if word.startswith("-"):
            return f"{word} needs a paper before it: {', '.join(PAPERS)}"
        return _unknown("paper", word, (*PAPERS,))
    if isinstance(error, UnusedCliTokensError):
        word = (error.unused_tokens or ["?"])[0]
        if not verb:
            return f"{word} must come first" if word in VERBS else _unknown("command", word, VERBS)
        return f"nothing is known of {' '.join(error.unused_tokens or [])!r}; {aid}"
    option = error.argument.name if error.argument else ""
    if isinstance(error, MissingArgumentError):
        return f"{option} needs a value; {aid}"
    if isinstance(error, RepeatArgumentError):
        return f"{error.token.keyword} is given twice"
    if isinstance(error, CoercionError) and error.argument and error.argument.hint is bool:
        return f"{option} takes no value"
    return str(error).splitlines()[0]


def _unknown(what: str, word: str, known: Sequence[str]) -> str:
    return f"there is no {what} {word!r}{nearest(word, known) or '; there are ' + ', '.join(known)}"


def _refuse(sentence: str, code: int) -> int:
    for line in sentence.splitlines():
        sys.stderr.write(f"feedscope: {line}\n")
    return code
