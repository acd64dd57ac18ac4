"""How methods that somebody brought along are called: by where they are, `package.module:Class`, or by the name under
which an installed package offers them (entry points of the group `feedscope.recommenders`)."""

from __future__ import annotations

import re

GROUP = "feedscope.recommenders"
PATH = re.compile(r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$")


def path_of(name: str) -> str:
    """The path of such a method; "" if nothing is called so. Imports none of it."""
    if PATH.match(name):
        return name
    from importlib.metadata import entry_points  # only strangers' names need it

    return next((found.value for found in entry_points(group=GROUP, name=name)), "")
