"""Which checks of which kinds of recommenders are made in every run of the tests, and which in the slow ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

EVERY = 4


def covering(
    kinds: Mapping[str, Any], checks: Sequence[Callable[..., None]], whole: Sequence[str]
) -> pytest.MarkDecorator:
    """All pairs of a kind and a check, as (kind, check). `whole` kinds are put through all checks in every run, each
    other kind through a quarter of them, and not the same quarter as its neighbour: the rest is slow."""
    assert set(whole) <= set(kinds)
    pairs = [
        pytest.param(
            kind,
            check,
            id=f"{name}-{check.__name__.removeprefix('check_')}",
            marks=() if name in whole or (place + number) % EVERY == 0 else pytest.mark.slow,
        )
        for place, (name, kind) in enumerate(kinds.items())
        for number, check in enumerate(checks)
    ]
    return pytest.mark.parametrize(("kind", "check"), pairs)
