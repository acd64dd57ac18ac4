"""The verb `feedscope contract`: whether a method of one's own does what every method must."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.verbs import page_width, tell_json
from simulator.locale import LANGUAGES
from simulator.settings.errors import SettingsError, one_of


def contract(
    method: str,
    /,
    *,
    lang: str = "en",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Check a method of one's own as feedscope's are: no video twice, no trace of whom it forgot, reasons that add up.

    Exit code 0: it passes all; 1: it does not, and the table says where.

    Parameters
    ----------
    method
        Where it is, such as mypkg.mine:MyRecommender, or the name under which a package offers it.
    lang
        Language of the table (en or zh).
    as_json
        Print one JSON document instead of the table.
    """
    from recommender import Luck, Memory
    from recommender.testing import conformance
    from simulator.experiments.own import maker
    from simulator.locale import catalogue
    from simulator.report.printed import as_text, ruled
    from simulator.settings.own_methods import path_of

    say = catalogue(one_of("--lang", lang, LANGUAGES))
    path = path_of(method)
    if not path:
        raise SettingsError(
            f"the method must be module:Class, such as mypkg.mine:MyRecommender, not {method!r}"
        )
    make = maker(path, Luck(1))
    make(Memory())
    told = conformance(lambda: make(Memory()))
    broken = sum(bool(wrong) for wrong in told.values())
    if as_json:
        tell_json(
            {
                "method": path,
                "passes": not broken,
                "checks": {name: wrong or None for name, wrong in told.items()},
            }
        )
        return 1 if broken else 0
    table = ruled()
    for head in ("check", "result"):
        table.add_column(say(f"contract.{head}"), overflow="fold")
    for name, wrong in told.items():
        table.add_row(say(f"contract.{name}"), wrong or say("contract.passes"))
    end = say("contract.broken", n=broken, of=len(told)) if broken else say("contract.whole", method=path)
    sys.stdout.write(as_text([table, end], page_width(120)))
    return 1 if broken else 0
