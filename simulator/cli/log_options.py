"""Options that say how to read a log of who watched what: one definition for every verb that takes a log."""

# Annotations are evaluated here and now: options read those of a class where its subclasses stand.
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from simulator.config import Settings
from simulator.errors import SettingsError

_COLUMN = "_column"


def _column(what: str) -> Parameter:
    return Parameter(help=f"The log's column of {what}, if its name does not say so.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What the rows and columns of a log are."""

    format: Annotated[
        str, Parameter(help="The log's: auto, movielens, kuairec, kuairand, recbole, csv or parquet.")
    ] = "auto"
    skip_bad_rows: Annotated[
        bool, Parameter(negative="", help="Leave out the log's rows that cannot be read, and count them.")
    ] = False
    user_column: Annotated[str | None, _column("people")] = None
    item_column: Annotated[str | None, _column("items")] = None
    time_column: Annotated[str | None, _column("times")] = None
    rating_column: Annotated[str | None, _column("ratings")] = None
    watch_column: Annotated[str | None, _column("seconds watched")] = None
    duration_column: Annotated[str | None, _column("seconds there are to watch")] = None
    ratio_column: Annotated[str | None, _column("watch ratios")] = None
    like_column: Annotated[str | None, _column("likes, 0 or 1")] = None
    comment_column: Annotated[str | None, _column("comments, 0 or 1")] = None
    share_column: Annotated[str | None, _column("shares, 0 or 1")] = None
    follow_column: Annotated[str | None, _column("new follows, 0 or 1")] = None
    dislike_column: Annotated[str | None, _column("dislikes, 0 or 1")] = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns named, by role."""
        named = {
            field.name.removesuffix(_COLUMN): getattr(self, field.name)
            for field in fields(self)
            if field.name.endswith(_COLUMN)
        }
        return {role: name for role, name in named.items() if name is not None}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Models(LogOptions):
    """The log whose people, if any, are those that the people of a world are made after."""

    people_from: Annotated[
        Path | None,
        Parameter(
            name="--people-from",
            help="A log of who watched what (see evaluate): the people are twins of those in it, all or --people of "
            "them, with their topics, tastes and views a day, and videos differ in appeal as its items do.",
        ),
    ] = None

    def twinned(self, made: Settings, people: int | None = None) -> Settings:
        """With twins of the people in the log, if one is given: all, or so many. SettingsError says what cannot be."""
        if self.people_from is None:
            self._refuse_idle()
            return made
        from simulator.experiments.twins import settled

        reading = {"format": self.format, "columns": self.columns, "skip_bad_rows": self.skip_bad_rows}
        return settled(made, self.people_from, people, reading)

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
        for field in fields(LogOptions):
            if getattr(self, field.name) != field.default:
                option = field.name.replace("_", "-")
                raise SettingsError(f"--{option} says how to read a log, and needs --people-from")
