"""A round as one file that a chief can edit: what is read, what is asked, what is written."""

from peerpair.config.config import Config, Round, read_config
from peerpair.config.look import Look, look
from peerpair.config.write import write_config

__all__ = ["Config", "Look", "Round", "look", "read_config", "write_config"]
