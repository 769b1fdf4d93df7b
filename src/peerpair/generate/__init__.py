"""Synthetic hospitals from a seed; each version of the generator stays as it is for ever."""

from peerpair.generate.version_1 import GENERATOR_VERSION, generate

__all__ = ["GENERATOR_VERSION", "generate"]
