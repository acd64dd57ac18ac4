"""The verb `feedscope contract`: whether a method, a law or a measure of one's own does what it must."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.verbs import page_width, tell_json
from simulator.locale import LANGUAGES
from simulator.settings.errors import SettingsError, one_of


def contract(
    own: str,
    /,
    *,
    lang: str = "en",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Check a recommender, a law or a measure of one's own as feedscope's are checked.

    Exit code 0: it passes all; 1: it does not, and the table says where.

    Parameters
    ----------
    own
        Where it is, module:Class of a recommender or module:function of a law (of world, events, tick) or a measure (of
        a look at a world); or the name under which a package offers a recommender.
    lang
        Language of the table (en or zh).
    as_json
        Print one JSON document instead of the table.
    """
    from simulator.locale import catalogue
    from simulator.report.printed import as_text, ruled
    from simulator.settings.own_methods import path_of

    say = catalogue(one_of("--lang", lang, LANGUAGES))
    path = path_of(own)
    if not path:
        raise SettingsError(f"it must be module:name, such as mypkg.mine:MyRecommender, not {own!r}")
    kind, told = _checked(path)
    broken = sum(bool(wrong) for wrong in told.values())
    if as_json:
        checks = {name: wrong or None for name, wrong in told.items()}
        tell_json({kind: path, "passes": not broken, "checks": checks})
        return 1 if broken else 0
    table = ruled()
    for head in ("check", "result"):
        table.add_column(say(f"contract.{head}"), overflow="fold")
    for name, wrong in told.items():
        words = f"contract.{name}" if kind == "method" else f"contract.{kind}.{name}"
        table.add_row(say(words), wrong or say("contract.passes"))
    end = say("contract.broken", n=broken, of=len(told)) if broken else say("contract.whole", method=path)
    sys.stdout.write(as_text([table, end], page_width(120)))
    return 1 if broken else 0


def _checked(path: str) -> tuple[str, Mapping[str, str]]:
    """What it is (method, law or measure), and what is wrong with it by check."""
    from simulator.experiments.studies.named import named_object

    made = named_object(path, "contract")
    if not callable(made):
        raise SettingsError(f"{path} can be no recommender, law or measure: it cannot be called")
    names = [*inspect.signature(made).parameters]
    if not inspect.isclass(made) and {"world", "events", "tick"} & set(names):
        from simulator.experiments.kit import law_conformance

        return "law", law_conformance(path)
    if not inspect.isclass(made) and len(names) == 1 and names[0] not in ("memory", "chance"):
        from simulator.experiments.kit import measure_conformance
        from simulator.experiments.studies.measures import found

        return "measure", measure_conformance(found(path, "contract"))
    from recommender import Luck, Memory
    from recommender.testing import conformance
    from simulator.experiments.own import maker

    make = maker(path, Luck(1))
    make(Memory())
    return "method", conformance(lambda: make(Memory()))
