"""``python -m services.admission web | worker | migrate | …``."""

from services.admission.app import build
from services.admission.cli import COMMANDS
from services.admission.config import AdmissionConfig
from shared.cli import service_commands

commands = service_commands("admission", config=AdmissionConfig, build=build, extra=COMMANDS)

if __name__ == "__main__":
    commands()
