"""Solving: compile, run a strategy, verify, hand out the result; forecasts and reasons."""

from peerpair.solve.solve import evaluate, solve

__all__ = ["evaluate", "solve"]
