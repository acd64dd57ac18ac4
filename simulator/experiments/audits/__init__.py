"""Audits from outside: what puppets and donated histories find on real platforms, found in this world the same way."""

from simulator.experiments.audits.audit import AUDITS, Audit

__all__ = ["AUDITS", "Audit"]
