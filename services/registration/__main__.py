"""``python -m services.registration web | worker | migrate | …``."""

from services.registration.app import build
from services.registration.cli import COMMANDS
from services.registration.config import RegistrationConfig
from shared.cli import service_commands

commands = service_commands("registration", config=RegistrationConfig, build=build, extra=COMMANDS)

if __name__ == "__main__":
    commands()
