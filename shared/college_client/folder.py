"""The folder in which everything rests: a letter is whole on disk, or not there; never a piece of it.

::

    received/<message id>.json   what came; acknowledged only once it is here
    outgoing/<message id>.json   what was handed in and is not confirmed yet
    sent/<message id>.json       what the broker has confirmed
    doubtful/…                   what came and is no letter, or another letter under an id that was used
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from .letters import Letter, NotALetter, canonical, read

_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_UNFINISHED = ".unfinished-"


class Kept(Enum):
    """What became of a letter that came."""

    NEW = "new"
    KNOWN = "known"
    DOUBTFUL = "doubtful"


class Folder:
    """Made when it is not there, for its owner's eyes only. Any number of processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name in ("received", "outgoing", "sent", "doubtful"):
            (path / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()

    def keep(self, body: bytes) -> Kept:
        """Put on disk what came. When this returns, a power cut does not take it away."""
        try:
            found = read(body)
        except NotALetter:
            self._write("doubtful", hashlib.sha256(body).hexdigest(), body)
            return Kept.DOUBTFUL
        name = name_of(found["message_id"])
        present = self._path("received", name)
        if present.exists():
            if read(present.read_bytes())["digest"] == found["digest"]:
                return Kept.KNOWN
            self._write("doubtful", f"{name}-{found['digest'][:16]}", body)
            return Kept.DOUBTFUL
        self._write("received", name, body)
        return Kept.NEW

    def hand_in(self, letter: Letter) -> None:
        """To be sent. When this returns it is on disk, and goes out with the next connection. One that is known goes
        out once only."""
        name = name_of(letter["message_id"])
        if not self._path("sent", name).exists():
            self._write("outgoing", name, canonical(letter))

    def confirmed(self, letter: Letter) -> None:
        """The broker has it."""
        name = name_of(letter["message_id"])
        try:
            self._path("outgoing", name).replace(self._path("sent", name))
        except FileNotFoundError:  # another process sent it too
            return
        _sync(self.path / "sent")
        _sync(self.path / "outgoing")

    def received(self) -> list[Letter]:
        """Everything that came, oldest first."""
        return self._all("received")

    def outgoing(self) -> list[Letter]:
        """What waits to be sent, oldest first."""
        return self._all("outgoing")

    def handed_in(self) -> list[Letter]:
        """Everything of ours, sent or not, oldest first."""
        return sorted(self._all("outgoing") + self._all("sent"), key=lambda each: str(each["sent_at"]))

    def doubtful(self) -> list[str]:
        """Names of what nobody could make sense of."""
        return sorted(path.name for path in _whole(self.path / "doubtful"))

    def _all(self, where: str) -> list[Letter]:
        found = []
        for path in _whole(self.path / where):
            try:
                found.append(read(path.read_bytes()))
            except FileNotFoundError:  # confirmed meanwhile
                continue
        return sorted(found, key=lambda each: (str(each["sent_at"]), str(each["message_id"])))

    def _path(self, where: str, name: str) -> Path:
        return self.path / where / f"{name}.json"

    def _write(self, where: str, name: str, content: bytes) -> None:
        unfinished = self.path / where / f"{_UNFINISHED}{name}.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(self._path(where, name))
        _sync(self.path / where)

    def _sweep(self) -> None:
        """Remove what a killed process left unfinished, unless somebody else is at work."""
        with self._alone() as alone:
            for where in ("received", "outgoing", "doubtful") if alone else ():
                for path in (self.path / where).glob(f"{_UNFINISHED}*"):
                    path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other process has this folder open. This one has it open until it ends."""
        self._lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._lock)


def name_of(message_id: str) -> str:
    """A file's name for an id: the id itself, unless it would be no name."""
    return message_id if _PLAIN.fullmatch(message_id) else "id-" + hashlib.sha256(message_id.encode()).hexdigest()


def _whole(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.json") if not path.name.startswith(_UNFINISHED)]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
