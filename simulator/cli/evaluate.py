"""The verb `evaluate`: how well methods predict what the people of a real log did next.

Reading and measuring are the recommender's; here are the options, the table, and the files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from simulator.cli.log_options import LogOptions, methods_for, setting_of
from simulator.cli.verbs import listed, page_width, status, tell_json, usable
from simulator.settings.errors import SettingsError, nearest, one_of
from simulator.settings.faults import allowed

if TYPE_CHECKING:
    from recommender.config import MethodSettings
    from recommender.datasets import Log
    from recommender.evaluate import EvaluateSettings, LogSplit, Report
    from recommender.luck import Luck
    from recommender.types import Recommender

_NUMBERS = ("at", "relevant", "folds", "seeds", "core")
_WIDTH = 120
"""Of a table that is read later, from a file or a pipe."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class EvaluateOptions(LogOptions):
    """What to measure, and where to say it."""

    methods: Annotated[
        str | None,
        Parameter(help="Methods to measure, by name, between commas. Without it, all that need no extra."),
    ] = None
    train: Annotated[Path | None, Parameter(help="The log to learn from, in place of LOG; needs --test.")] = (
        None
    )
    test: Annotated[
        Path | None,
        Parameter(help="A log to test on, in place of a split: all of LOG (or --train) is learned from."),
    ] = None
    split: Annotated[
        str,
        Parameter(
            help="person: the last fifth of everyone's events is the test; time: the last fifth of the log, which "
            "tests those alone who were there then; leave-last: everyone's last event; random."
        ),
    ] = "person"
    folds: Annotated[
        int, Parameter(help="Cross-validate: so many parts (2 to 100), each the test once; 0 for one split.")
    ] = 0
    seeds: Annotated[
        int, Parameter(help="Splits at random (1 to 100), each with other luck, of which means are told.")
    ] = 1
    core: Annotated[
        int,
        Parameter(help="Leave out people and items with fewer events (up to 1000), until all have as many."),
    ] = 0
    repeats: Annotated[
        bool,
        Parameter(negative="", help="What a person has met before may be shown, and be right, again."),
    ] = False
    auc: Annotated[
        bool, Parameter(negative="", help="Also tell the AUC, against items drawn by lot; takes longer.")
    ] = False
    set: Annotated[
        tuple[str, ...],
        Parameter(help="A setting of the methods, like user_cf.k=50; may be said several times."),
    ] = ()
    settings: Annotated[
        Path | None, Parameter(help="A TOML file of settings, of which [methods] counts here.")
    ] = None
    tune: Annotated[
        tuple[str, ...],
        Parameter(
            help="Values of a setting to choose from, like user_cf.k=10,25,50, on a part of what is learned from; may "
            "be said several times."
        ),
    ] = ()
    tries: Annotated[int, Parameter(help="Combinations of --tune to try, drawn by lot; 0 tries all.")] = 0
    at: Annotated[int, Parameter(help="Places of a slate (1 to 1000).")] = 10
    relevant: Annotated[
        float,
        Parameter(help="Watch ratio, or share of the best rating, from which a choice counts as right."),
    ] = 0.5
    seed: Annotated[int, Parameter(help="Luck of the random split and of methods that draw.")] = 1
    as_json: Annotated[
        bool, Parameter(name="--json", negative="", help="Print one JSON document instead of the table.")
    ] = False
    out: Annotated[
        Path | None, Parameter(help="Write evaluate.json and evaluate.parquet into this folder.")
    ] = None


def evaluate(log: Path | None = None, /, *, asked: EvaluateOptions | None = None) -> int:
    """Returns the exit code. SettingsError says what cannot be.

    Parameters
    ----------
    log
        A file or folder: MovieLens, KuaiRec, KuaiRand, RecBole, MIND, Last.fm, CSV, JSON lines, Parquet, any of them
        zipped, or a recording.
    """
    return measure(log, asked or EvaluateOptions())


def measure(path: Path | None, asked: EvaluateOptions) -> int:
    """Read, measure, tell; returns the exit code. SettingsError says what cannot be."""
    path = _trained_on(path, asked)
    settings = _settings(asked)
    known = _known_methods()
    names = _chosen(asked.methods, known)
    usable(asked.out)
    from recommender.datasets import LogError
    from recommender.evaluate import parted
    from recommender.luck import Luck

    with status() as doing:
        doing(f"reading {path.name}")
        try:
            log = asked.read(path)
            given = None
            if asked.test:
                doing(f"reading {asked.test.name}")
                log, tested = log.joined(asked.read(asked.test))
                given = parted(log, tested, "as given")
            how = methods_for(log, asked.settings, asked.set)
            log = log.core(settings.core) if settings.core and given is None else log
            luck = Luck(asked.seed)
            best: dict[str, Mapping[str, object]] = {}
            if asked.tune:
                best = _tuned(log, names, how, settings, asked, luck, given, doing)
            report = _measured(log, names, how, best, settings, luck, given, doing)
        except LogError as error:
            raise SettingsError(str(error)) from None
    from simulator.report import evaluation

    told = evaluation.document(report, settings, asked.seed, best)
    if asked.out:
        evaluation.write(asked.out, told, report)
    if asked.as_json:
        tell_json(told)
    else:
        sys.stdout.write(evaluation.page(report, settings, page_width(_WIDTH), best))
    return 0


def _settings(asked: EvaluateOptions) -> EvaluateSettings:
    """SettingsError names the option that is out of range."""
    from typing import get_args

    from recommender.datasets import FORMATS
    from recommender.evaluate import EvaluateSettings, SplitName

    for option, given, choices in (
        ("--format", asked.format, FORMATS),
        ("--split", asked.split, get_args(SplitName)),
    ):
        one_of(option, given, choices)
    for name in _NUMBERS:
        try:
            EvaluateSettings.model_validate({name: getattr(asked, name)})
        except ValueError:
            field = EvaluateSettings.model_fields[name]
            raise SettingsError(f"--{name} must be {allowed(field)}, not {getattr(asked, name)}") from None
    if asked.folds == 1 or (asked.folds and asked.test):
        wanted = "not be given with --test" if asked.test else "be 2 to 100, or 0 for one split, not 1"
        raise SettingsError(f"--folds must {wanted}")
    if asked.seeds > 1 and (asked.split != "random" or asked.folds or asked.test):
        raise SettingsError("--seeds needs --split random: the others have no luck")
    return EvaluateSettings.model_validate(
        {name: getattr(asked, name) for name in (*_NUMBERS, "split", "repeats", "auc")}
    )


def _trained_on(path: Path | None, asked: EvaluateOptions) -> Path:
    """The log to learn from. SettingsError if there is none, or two."""
    if asked.train and not asked.test:
        raise SettingsError("--train needs --test, the log to test on")
    if asked.train and path:
        raise SettingsError("--train takes the place of LOG: give one of them")
    if found := asked.train or path:
        return found
    raise SettingsError("LOG needs a value; see feedscope evaluate --help")


def _space(asked: EvaluateOptions) -> dict[str, list[object]]:
    """The values of each setting that are to be tried."""
    space: dict[str, list[object]] = {}
    for word in asked.tune:
        name, _, values = word.partition("=")
        space[setting_of("--tune", word)[0]] = [
            setting_of("--tune", f"{name}={one}")[1] for one in values.split(",")
        ]
    return space


def _tuned(
    log: Log,
    names: Sequence[str] | None,
    how: MethodSettings,
    settings: EvaluateSettings,
    asked: EvaluateOptions,
    luck: Luck,
    given: LogSplit | None,
    doing: Callable[[str], None],
) -> dict[str, Mapping[str, object]]:
    """The best settings of each method whose settings are tried."""
    from recommender.datasets import LogError
    from recommender.evaluate import combinations, search, split
    from recommender.methods.table import NAMES, make

    space = _space(asked)
    owners = {name.partition(".")[0].replace("_", "-") for name in space}
    wanted = [name for name in names or NAMES if name in NAMES and (name in owners or "history" in owners)]
    if not wanted:
        raise SettingsError(f"--tune: none of the methods has settings of {', '.join(sorted(owners))}")
    parts = given or split(log, settings.split, luck, settings.test_share)
    tried = combinations(space, asked.tries, luck)

    def made(name: str, to: MethodSettings) -> Recommender:
        return make(name, to, luck)

    try:
        return dict(search(log, parts, wanted, made, how, tried, luck, settings, doing)[0])
    except LogError:
        raise
    except ValueError as error:
        raise SettingsError(f"--tune: {error}") from None


def _known_methods() -> list[str]:
    from recommender.evaluate import RATERS
    from recommender.methods.table import NAMES

    return list(dict.fromkeys((*NAMES, *RATERS)))


def _chosen(methods: str | None, known: Sequence[str]) -> list[str] | None:
    """The methods asked for; None if that is left open. SettingsError for one that is not known or not installed."""
    if methods is None:
        return None
    from recommender.methods.libraries import missing

    names = listed("--methods", methods, known)
    for name in names:
        if name not in known:
            close = nearest(name, known) or f"; there are {', '.join(known)}"
            raise SettingsError(f"--methods: there is no method {name!r}{close}")
        if sentence := missing(name):
            raise SettingsError(sentence)
    return names


def _measured(
    log: Log,
    names: Sequence[str] | None,
    how: MethodSettings,
    best: Mapping[str, Mapping[str, object]],
    settings: EvaluateSettings,
    luck: Luck,
    given: LogSplit | None,
    doing: Callable[[str], None],
) -> Report:
    from recommender.config import changed
    from recommender.evaluate import RATERS, rater
    from recommender.evaluate import evaluate as measured
    from recommender.methods.libraries import LIBRARIES
    from recommender.methods.table import NAMES, make

    own = {name: changed(how, best.get(name, {})) for name in NAMES}
    # Nobody can be followed where the log does not say whom anybody follows.
    idle = (*LIBRARIES, *(() if log.followed is not None else ("following",)))
    asked = names if names is not None else [name for name in (*NAMES, *RATERS) if name not in idle]
    return measured(
        log,
        {name: lambda name=name: make(name, own[name], luck) for name in asked if name in NAMES},
        {name: rater(name, how.user_cf, luck) for name in asked if name in RATERS},
        luck,
        settings.model_copy(update={"core": 0}),
        progress=doing,
        given=given,
    )
