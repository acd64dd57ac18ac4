"""What holds for every test: how hypothesis looks for counterexamples, where runs are kept, and that Python compiles a
file once."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

# Tests start a hundred commands, and workers. None of them shall compile every module anew because of this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Runs that a test keeps do not lie among one's own, and none is taken from there.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _RUNS = tempfile.TemporaryDirectory(prefix="feedscope-runs-")
    os.environ["FEEDSCOPE_STORE"] = _RUNS.name

# A busy machine is no counterexample: nothing here looks at a clock. What CI refuses shall be the change and not the
# luck of the day, so there the examples are the same for the same test; at a desk every run looks at new ones.
settings.register_profile(
    "feedscope",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.load_profile("feedscope")
