"""The tables that review keeps beside those of the chassis."""

from shared.db import service_metadata

METADATA = service_metadata()
