"""``python -m services.notify web | worker | migrate | …``."""

from services.notify.app import build
from services.notify.cli import COMMANDS
from services.notify.config import NotifyConfig
from shared.cli import service_commands

commands = service_commands("notify", config=NotifyConfig, build=build, extra=COMMANDS)

if __name__ == "__main__":
    commands()
