"""《信息查看—志愿信息》: filings and receipts as they are stored, read back for the candidate to check."""

from services.choices.pages.candidate import books, myself, own_intake
from services.choices.usecases.candidate import overview
from services.choices.usecases.choice import may_file
from services.choices.usecases.stored import read_all, read_receipt
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("stored_pages", __name__)


@blueprint.route("/filings", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def filings() -> str:
    """Every batch as it is stored, with its revisions; what has no saved choice is said."""
    now = season_now(own_intake())
    with reading() as conn:
        me = myself(conn)
        stored = read_all(conn, parts().database.box, books(), me)
        shown = overview(conn, me, now=now)
    return page("filings.html", stored=stored, now=now, may_file=may_file(shown), words=me.calendar.season.terms,
                batches={each["batch"]: each for each in shown["batches"]},
                candidate_number=shown["candidate_number"])


@blueprint.route("/filings/<batch>/revisions/<int:revision>", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def receipt(batch: str, revision: int) -> str:
    """The receipt of one save, as often as it is asked for."""
    with reading() as conn:
        me = myself(conn)
        kept = read_receipt(conn, parts().database.box, books(), me, batch=batch, revision=revision)
        shown = overview(conn, me, now=season_now(own_intake()))
    found = next((each for each in shown["batches"] if each["batch"] == batch), None)
    form = me.calendar.form(batch)
    return page("receipt.html", receipt=kept, batch=found, may_file=may_file(shown), words=me.calendar.season.terms,
                most=form.most_majors if form else 0, intake=own_intake())
