"""The papers of a case: registration's files, read by digest, by who may see the case."""

from services.review.store.case import Case
from shared.contracts.parts import Paper
from shared.files import Storage
from shared.kernel import NotFound, Unavailable


class EvidenceAway(Unavailable):
    """The case names this paper, and the store of evidence does not have it (yet)."""

    code = "evidence_away"
    message = "该材料文件暂时无法读取，请稍后再试。"


def evidence_of(case: Case, digest: str, storage: Storage) -> tuple[Paper, bytes]:
    """One paper of the case with its content. Raises NotFound for a digest that the case does not name, EvidenceAway
    for one that cannot be read."""
    paper = next((each for each in case.dossier.papers if each.digest == digest), None)
    if paper is None:
        raise NotFound
    if not storage.holds(digest):
        raise EvidenceAway
    with storage.open(digest) as held:
        return paper, held.read()
