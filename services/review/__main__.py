"""``python -m services.review web | worker | migrate | …``."""

from services.review.app import build
from services.review.cli import COMMANDS
from services.review.config import ReviewConfig
from shared.cli import service_commands

commands = service_commands("review", config=ReviewConfig, build=build, extra=COMMANDS)

if __name__ == "__main__":
    commands()
