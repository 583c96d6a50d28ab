"""``python -m shared.season check FILE``."""

from shared.season.cli import season

if __name__ == "__main__":
    season(prog_name="python -m shared.season")
