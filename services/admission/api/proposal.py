"""What officers propose and sign, as every door shows it; and the season that a path names."""

from contextlib import AbstractContextManager
from typing import Any

from marshmallow import fields

from services.admission.usecases.proposal import Seen, Signing
from shared.db import Seal, Tx
from shared.season import Season
from shared.service import Service
from shared.web.access import principal
from shared.web.door import writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, Schema


class SignIn(Schema):
    """What an officer has read."""

    digest = fields.String(required=True, metadata={"description": "所读内容的 digest"})


class SignedOut(Schema):
    """Who has signed."""

    officer = fields.String()
    recorded_at = Instant()


class ProposalOut(Schema):
    """Something proposed, and who has signed it."""

    id = fields.String(attribute="proposal.id")
    subject = fields.String(attribute="proposal.subject")
    status = fields.String(attribute="proposal.status", metadata={"description": "open、signed、done、superseded"})
    digest = fields.String(attribute="proposal.digest")
    proposed_by = fields.String(attribute="proposal.proposed_by")
    proposed_at = Instant(attribute="proposal.proposed_at")
    signatures = fields.List(fields.Nested(SignedOut))


class WholeOut(ProposalOut):
    """The same with all that it says."""

    body = fields.Dict(attribute="proposal.body")


def season_named(code: str) -> Season:
    """This service's copy of a season. Raises NotFound."""
    return adapter(Service).season.season(code)


def writing_in(season: Season) -> AbstractContextManager[Tx]:
    """A transaction at the season's time of receipt."""
    return writing(intake=season.intake)


def box() -> Seal:
    """What opens sealed columns."""
    return parts().database.box


def signing(body: dict[str, Any]) -> Signing:
    """Who signs what they have read."""
    return Signing(officer=principal().subject, digest=body["digest"])


__all__ = ["ProposalOut", "Seen", "SignIn", "WholeOut", "box", "season_named", "signing", "writing_in"]
