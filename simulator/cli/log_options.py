"""Options that say how to read a log of who watched what: one definition for every verb that takes a log."""

# Annotations are evaluated here and now: options read those of a class where its subclasses stand.
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from recommender.names import FORMATS, ROLES
from simulator.cli.verbs import spelt
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Settings

if TYPE_CHECKING:
    from recommender.config import MethodSettings
    from recommender.datasets import Log

_COLUMN = "_column"
_DEAD = 1.0
"""Views of a person a day below which a world of such people hardly moves."""


LOG = Group("A log of who watched what", sort_key=1)
"""Last in every `--help`: most worlds are made without one."""


def _column(what: str) -> Parameter:
    return Parameter(group=LOG, help=f"The log's column of {what}, if its name does not say so.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What the rows and columns of a log are."""

    format: Annotated[
        str,
        Parameter(
            group=LOG,
            help=f"The log's: {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
        ),
    ] = "auto"
    positions: Annotated[
        str | None,
        Parameter(
            name="--columns",
            group=LOG,
            help="What the columns are, in their order, between commas, - for one that is nothing: "
            "user,item,rating,time for a file without header.",
        ),
    ] = None
    separator: Annotated[
        str,
        Parameter(group=LOG, help="What stands between values: tab, comma, blanks, any character, or auto."),
    ] = "auto"
    encoding: Annotated[
        str,
        Parameter(
            group=LOG, help="The text's: utf-8, latin-1, utf-16 or another that Python knows, or auto."
        ),
    ] = "auto"
    weights: Annotated[
        str | None,
        Parameter(
            group=LOG,
            help="What kinds of events count: view=1,cart=3,purchase=5 (where the log has such kinds).",
        ),
    ] = None
    skip_bad_rows: Annotated[
        bool,
        Parameter(
            negative="", group=LOG, help="Leave out the log's rows that cannot be read, and count them."
        ),
    ] = False
    user_column: Annotated[str | None, _column("people")] = None
    item_column: Annotated[str | None, _column("items")] = None
    time_column: Annotated[str | None, _column("times")] = None
    rating_column: Annotated[str | None, _column("ratings")] = None
    watch_column: Annotated[str | None, _column("seconds watched")] = None
    duration_column: Annotated[str | None, _column("seconds there are to watch")] = None
    ratio_column: Annotated[str | None, _column("watch ratios")] = None
    plays_column: Annotated[str | None, _column("how often it was played")] = None
    event_column: Annotated[str | None, _column("kinds of events")] = None
    like_column: Annotated[str | None, _column("likes, 0 or 1")] = None
    comment_column: Annotated[str | None, _column("comments, 0 or 1")] = None
    share_column: Annotated[str | None, _column("shares, 0 or 1")] = None
    follow_column: Annotated[str | None, _column("new follows, 0 or 1")] = None
    dislike_column: Annotated[str | None, _column("dislikes, 0 or 1")] = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns named or, with "#" before their place, counted, by role. SettingsError for an unknown role."""
        counted = self._counted()
        return counted | {
            field.name.removesuffix(_COLUMN): getattr(self, field.name)
            for field in fields(self)
            if field.name.endswith(_COLUMN) and getattr(self, field.name) is not None
        }

    @property
    def weighing(self) -> dict[str, float] | None:
        """What kinds of events count, if that is said. SettingsError for what is no number of at least 0."""
        if self.weights is None:
            return None
        told: dict[str, float] = {}
        for part in self.weights.split(","):
            word, _, number = part.partition("=")
            try:
                weight = float(number)
            except ValueError:
                weight = -1.0
            if not word.strip() or not 0 <= weight <= 1000:
                raise SettingsError(
                    f"--weights must be kinds of events and what each counts, 0 to 1000, like view=1,cart=3, "
                    f"not {part!r}"
                )
            told[word.strip()] = weight
        return told

    def read(self, path: Path) -> "Log":
        """The log, read as these options say. LogError says why it cannot be."""
        from recommender.datasets import read_log

        return read_log(
            path, self.format, self.columns, self.skip_bad_rows, self.encoding, self.separator, self.weighing
        )

    @property
    def reading(self) -> dict[str, object]:
        """The settings of `[twins]` that these options stand for."""
        return {
            "format": self.format,
            "columns": self.columns,
            "skip_bad_rows": self.skip_bad_rows,
            "encoding": self.encoding,
            "separator": self.separator,
            "weights": self.weighing or {},
        }

    def _counted(self) -> dict[str, str]:
        if self.positions is None:
            return {}
        roles = [word.strip() for word in self.positions.split(",")]
        for role in roles:
            if role not in (*ROLES, "", "-", "_"):
                raise SettingsError(f"--columns: a column can be {', '.join(ROLES)} or -, not {role!r}")
        return {role: f"#{place}" for place, role in enumerate(roles, 1) if role not in ("", "-", "_")}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Models(LogOptions):
    """The log whose people, if any, are those that the people of a world are made after."""

    people_from: Annotated[
        Path | None,
        Parameter(
            name="--people-from",
            group=LOG,
            help="A log of who watched what (see evaluate): the people are twins of those in it, all or --people of "
            "them, with their topics, tastes and views a day, and videos differ in appeal as its items do.",
        ),
    ] = None
    activity: Annotated[
        str,
        Parameter(
            group=LOG,
            help="How much the log's people watch: own, their views over the days from their first to their last; log, "
            "over all of the log's days; a number, so many views a day for the median person, others in proportion.",
        ),
    ] = "own"

    def twinned(self, made: Settings, people: int | None = None) -> Settings:
        """With twins of the people in the log, if one is given: all, or so many. SettingsError says what cannot be."""
        if self.people_from is None:
            self._refuse_idle()
            return made
        from simulator.experiments.twins import settled

        return self._alive(settled(made, self.people_from, people, {**self.reading, **self._active()}))

    def _active(self) -> dict[str, object]:
        """The settings that `--activity` stands for. SettingsError for what is none."""
        if self.activity in ("own", "log"):
            return {"activity": self.activity}
        number = spelt(self.activity)
        if not isinstance(number, int | float) or not 0.1 <= number <= 500:
            raise SettingsError(
                f"--activity must be own, log, or a number of views a day between 0.1 and 500, not {self.activity!r}"
            )
        return {"views_per_day": float(number)}

    def _alive(self, made: Settings) -> Settings:
        """The same settings; says on stderr where its people watch so little that nothing will happen."""
        from simulator.experiments.twins import figures_of

        seen = figures_of(made).mean_views
        if seen < _DEAD:
            aid = "" if self.activity == "own" else "--activity own counts each person's own days, and "
            sys.stderr.write(
                f"feedscope: people of {self.people_from} watch {seen:.2g} videos a day, too few for a world to move: "
                f"{aid}--activity 20 lets the median person watch 20\n"
            )
        return made

    def checked(self, made: Settings) -> Settings:
        """The same settings; SettingsError where a log that a file of settings names is not what it was.

        Else only the engine's process would find out, behind a screen, or a served one.
        """
        if self.people_from is None and made.twins.log:
            from simulator.experiments.twins import twins_of

            twins_of(made)
        return made

    def _refuse_idle(self) -> None:
        """SettingsError for an option of a log where there is none."""
        names = {"positions": "columns"}
        for field in fields(Models):
            if field.name != "people_from" and getattr(self, field.name) != field.default:
                option = names.get(field.name, field.name.replace("_", "-"))
                raise SettingsError(f"--{option} says how to read a log, and needs --people-from")


def methods_for(log: "Log", file: Path | None, words: Sequence[str]) -> "MethodSettings":
    """How methods learn and choose: as is best for a log, then as a file of settings says, then as words like
    user_cf.k=50 say. SettingsError says what cannot be."""
    from recommender.config import MethodSettings, changed
    from recommender.evaluate import offline
    from simulator.settings.files import load_preset, read_file

    how = offline(MethodSettings(), len(log.items), log)
    if file:
        how = read_file(file, load_preset("demo").model_copy(update={"methods": how})).methods
    try:
        return changed(how, dict(setting_of("--set", word) for word in words))
    except ValueError as error:
        raise SettingsError(f"--set: {error}") from None


def setting_of(option: str, word: str) -> tuple[str, object]:
    """The name and the value in a word like user_cf.k=50. SettingsError for another."""
    name, _, value = word.partition("=")
    if not name or not value:
        raise SettingsError(f"{option} must be a setting and its value, like user_cf.k=50, not {word!r}")
    known = {"true": True, "false": False}
    return name.strip().removeprefix("methods."), known.get(value.strip(), spelt(value.strip()))
