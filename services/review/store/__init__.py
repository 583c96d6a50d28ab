"""Review's tables: cases, decisions, what registration says beside the dossier. Personal columns are sealed."""

from shared.db import Seal, service_metadata
from shared.security.crypt import Box

METADATA = service_metadata()


def box_of(seal: Seal) -> Box:
    """The service's box, which seals a row at once."""
    assert isinstance(seal, Box)
    return seal
