"""What the tests of trained methods share."""

from __future__ import annotations

import pytest

from recommender.testing import CHECKS, check_a_forgotten_user_leaves_no_trace

NOT_EXACT = pytest.mark.skip(
    reason="what a trained model learned from a person stays in what it learned about items until it is woken "
    "anew; the method's docstring says so, and its own tests say what forget does"
)

TRAINED_CHECKS = [
    pytest.param(
        check,
        id=check.__name__.removeprefix("check_"),
        marks=[NOT_EXACT] if check is check_a_forgotten_user_leaves_no_trace else [],
    )
    for check in CHECKS
]
"""The contract, less exact forgetting."""
