"""An admitting college's end of the link: a library, and the command ``college-link``. pika only, nothing of Longmen.

::

    folder = Folder(Path("/var/lib/college-link"))
    with Line("amqps://college.10001:…@link.example/", folder) as line:
        line.listen(idle=5)                                   # kept on disk before it is acknowledged
        for each in rounds(folder):                           # what has come, and whether it is whole
            print(each.season, each.round, each.missing)
        line.send_all()                                       # what was handed in with folder.hand_in(…)
"""

from .folder import Folder, Kept
from .letters import canonical, digest_of, letter, return_digest
from .line import Line, Refused
from .rounds import Round, rounds

__all__ = ["Folder", "Kept", "Line", "Refused", "Round", "canonical", "digest_of", "letter", "return_digest", "rounds"]
