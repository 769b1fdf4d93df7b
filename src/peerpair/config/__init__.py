"""A round as one file that a chief can edit: what is read, what is asked, what is written."""

from peerpair.config.config import Config, Round, read_config
from peerpair.config.look import Look, look
from peerpair.config.proposal.propose import propose_answers, propose_people
from peerpair.config.proposal.questions import Question, QuestionKind, questions
from peerpair.config.write import write_config

__all__ = [
    "Config",
    "Look",
    "Question",
    "QuestionKind",
    "Round",
    "look",
    "propose_answers",
    "propose_people",
    "questions",
    "read_config",
    "write_config",
]
