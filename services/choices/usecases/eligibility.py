"""What is heard of candidates: that they handed in, whether they may file, how they stand."""

import json
from collections.abc import Sequence
from typing import Any

from services.choices.store import eligibility as store
from shared.contracts.admission import HAS_A_PLACE, StatusReleased
from shared.contracts.registration import DossierRecorded
from shared.contracts.review import MAY_FILE, EligibilitySettled
from shared.db import Tx
from shared.inbox import understood
from shared.kernel import masked_id


def settle_eligibility(tx: Tx, settled: Sequence[EligibilitySettled]) -> None:
    """Whether people may file, and what checks of choices need. A standing that is not known here is not guessed."""
    for each in settled:
        understood(MAY_FILE, each.standing, of="standing")
    store.put_eligibility(tx.conn, [
        {
            "account": each.account, "intake": each.intake, "season": each.season,
            "candidate_number": each.candidate_number, "source_college": each.source_college,
            "category": each.category, "standing": each.standing, "honours": json.dumps(each.honours),
            "tier": each.tier, "revision": each.revision, "settled_at": each.settled_at, "recorded_at": tx.wall,
            "masked_name": tx.box.seal(each.masked_name, table="eligibility", column="masked_name", row=each.account),
        }
        for each in settled
    ])


def keep_dossiers(tx: Tx, recorded: Sequence[DossierRecorded]) -> None:
    """What people check of themselves before they file; nothing that filing does not need."""
    store.put_dossiers(tx.conn, [
        {
            "account": each.account, "intake": each.intake, "season": each.season, "revision": each.revision,
            "submitted_at": each.submitted_at, "recorded_at": tx.wall,
            "content": tx.box.seal(json.dumps(_shown(each), ensure_ascii=False), table="dossiers", column="content",
                                   row=each.account),
        }
        for each in recorded
    ])


def keep_statuses(tx: Tx, released: Sequence[StatusReleased]) -> None:
    """How people stand: the last word on each. Who is admitted files no more, whichever round is told afterwards."""
    newest: dict[str, StatusReleased] = {}
    for each in released:
        understood(HAS_A_PLACE, each.status, of="status")
        if each.account not in newest or newest[each.account].status != store.ADMITTED or each.status in store.OVER_IT:
            newest[each.account] = each
    store.put_statuses(tx.conn, [
        {"account": each.account, "season": each.season, "round": each.round, "status": each.status,
         "released_at": each.released_at, "recorded_at": tx.wall}
        for each in newest.values()
    ])


def _shown(dossier: DossierRecorded) -> dict[str, Any]:
    return {
        "candidate_number": dossier.candidate_number, "name": dossier.name, "id_number": masked_id(dossier.id_number),
        "sex": dossier.sex, "source_college": dossier.source_college, "major": dossier.major_name,
        "graduates_on": dossier.graduates_on.isoformat(), "category": dossier.category,
    }
