"""The checker: recomputes everything from the problem alone and knows no solver."""

from peerpair.verify.check import Verification, broken_rules, checked, verify
from peerpair.verify.facts import PlainFacts

__all__ = ["PlainFacts", "Verification", "broken_rules", "checked", "verify"]
