"""Where papers rest: read elsewhere by digest, so in clear, in a folder of mode 0700 whose files are 0600."""

from pathlib import Path

from shared.files import LocalStorage
from shared.security.crypt import Box


class PaperStorage(LocalStorage):
    """The folder ``evidence``: digests are keyed by candidate, so equal papers of two do not look equal."""

    @classmethod
    def under(cls, folder: Path, box: Box) -> "PaperStorage":
        """The one that registration writes to."""
        return cls(folder / "evidence", key=box.keyed_digest("evidence", b""))
