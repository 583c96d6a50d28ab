"""The tables that choices keeps beside those of the chassis."""

from shared.db import service_metadata

METADATA = service_metadata()
