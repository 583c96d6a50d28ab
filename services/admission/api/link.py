"""Letters of a college's program over HTTPS: the same use case as over RabbitMQ, answered by its receipt at once."""

import json
from typing import Any

from flask import request

from services.admission.store.mailbox import HTTPS
from services.admission.usecases import letter, link
from services.admission.usecases.letter import LIMIT
from services.admission.usecases.link import Came
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import writing
from shared.web.limits import takes
from shared.web.parts import adapter

blueprint = JsonBlueprint("messages", __name__, url_prefix="/colleges", description="招生院校报文")


@blueprint.route("/<college>/messages", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@takes("application/json", limit=LIMIT)
@blueprint.response(200)
def take_letter(college: str) -> Any:
    """提交一份报文（return_submitted、return_signed_off、resend_requested）；应答为其回执"""
    envelope = letter.read(request.get_data())
    copies = adapter(Service).season.copies()
    intake = next((copy.intake for copy in copies if copy.season == envelope.season), None)
    who = principal()
    with writing(intake=intake) as tx:
        receipt = link.take(tx, envelope, Came(
            college=college, door=HTTPS, sender=who.actor, scope=who.scope or "", person=who.actor))
    return json.loads(receipt.body)
