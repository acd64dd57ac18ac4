"""The synthetic world beside figures of real platforms: what to compare with, and what a run measured.

A `Tally` and an `Effects` watch a run; `figures` of the one and of the other turn it into numbers; `TARGETS` says what
each should be, within which tolerance, and where that is known from.
"""

from __future__ import annotations
