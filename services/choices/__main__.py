"""``python -m services.choices web | worker | migrate | …``."""

from services.choices.app import build
from services.choices.cli import COMMANDS
from services.choices.config import ChoicesConfig
from shared.cli import service_commands

commands = service_commands("choices", config=ChoicesConfig, build=build, extra=COMMANDS)

if __name__ == "__main__":
    commands()
