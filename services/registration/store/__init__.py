"""Registration's tables: students, accounts, staff, sessions, codes, keys. Personal columns are sealed."""

from shared.db import Seal, service_metadata
from shared.security.crypt import Box

METADATA = service_metadata()


def box_of(seal: Seal) -> Box:
    """The service's box, which also makes blind indexes."""
    assert isinstance(seal, Box)
    return seal
