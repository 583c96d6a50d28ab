"""Saving and clearing one choice: checked, chained to the revision before, acknowledged only under the guard."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from services.choices.domain import chain
from services.choices.domain.filing import ChangedMeanwhile, Choice, Offer
from services.choices.domain.receipt import Kept, cleared_text, in_order, saved_text
from services.choices.store import filing as store
from services.choices.store.content import sealed_filing, sealed_revision
from services.choices.store.revision import REVISIONS
from services.choices.usecases.ground import Asked, Books, Ground, check_unsealed, ground_of, guarded
from services.choices.usecases.offer import checked, fallen
from services.choices.usecases.window import Calendar
from shared.contracts.choices import FilingProgressed, FilingSaved
from shared.db import Tx
from shared.security.crypt import Box

TRIES = 5
LONGEST_DEVICE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What is acknowledged."""

    season: str
    batch: str
    label: str
    candidate_number: str
    revision: int
    receipt: str
    saved_at: datetime
    closes_at: datetime
    saved: list[str]
    unsaved: list[str]
    text: str


def save_choice(tx: Tx, books: Books, asked: Asked) -> Receipt:
    """Keep one choice (or clear it) as the next revision, and tell that it was; its content stays here.

    Raises the first rule that says no; then nothing was changed.
    """
    person = guarded(tx, books, asked)
    for _ in range(TRIES):
        ground = ground_of(tx, books, asked, person)
        check_unsealed(ground, asked)
        asked.check_seen(ground.state.revision or 0, ground.held(asked.label))
        offers = checked(tx, books, asked, ground)
        if gone := fallen(asked, ground, offers):
            for label in gone:
                save_choice(tx, books, replace(asked, label=label, choice=None, check_seen=_anything))
            ground = ground_of(tx, books, asked, person)
        content = {label: held for label, held in ground.content.items() if label != asked.label}
        if asked.choice is not None:
            content[asked.label] = {"college": asked.choice.college, "majors": list(asked.choice.majors)}
        if (number := _write(tx, asked, ground, content)) is not None:
            return _receipt(tx, asked, ground, content=content, number=number, offers=offers)
    raise ChangedMeanwhile


def _anything(_revision: int, _held: Choice | None) -> None:
    """Nobody looked at what goes with a category."""


def device_of(box: Box, named: str) -> bytes:
    """How a device is known again, by whatever it is named; nobody reads the name back."""
    return box.blind_index("filing.device", named[:LONGEST_DEVICE])


def _write(tx: Tx, asked: Asked, ground: Ground, content: Mapping[str, Any]) -> str | None:
    """The next revision, chained to the last, and told; its hash. None if somebody else wrote it first."""
    account, season = ground.place
    state, revision = ground.state, (ground.state.revision or 0) + 1
    category = ground.person.category if asked.choice or not state.category else state.category
    previous = state.head or chain.START
    told = {
        "account": account, "season": season, "batch": asked.batch, "revision": revision, "label": asked.label,
        "choice": content.get(asked.label), "received_at": tx.now.astimezone(UTC).isoformat(),
        "salt": secrets.token_hex(16),
    }
    head = chain.link(previous, told)
    place = (account, season, asked.batch)
    filing = {
        "account": account, "season": season, "batch": asked.batch, "intake": ground.person.intake,
        "candidate_number": ground.person.candidate_number, "category": category, "revision": revision,
        "saved": ",".join(in_order(ground.form.labels, content)[0]), "head": head, "saved_at": tx.now,
        "content": sealed_filing(tx.box, content, place=place), "recorded_at": tx.wall,
        "expected": revision - 1,
    }
    with tx.behind(store.put_filing(tx.conn), filing) as written:
        tx.add(REVISIONS, {
            "account": account, "season": season, "batch": asked.batch, "revision": revision, "label": asked.label,
            "cleared": asked.choice is None, "previous": previous, "hash": head, "device": asked.device,
            "content": sealed_revision(tx.box, told, place=(*place, revision)),
            "season_version": ground.calendar.version, "received_at": tx.now, "closes_at": ground.span.closes_at,
            "recorded_at": tx.wall,
        })
        _tell(tx, asked, ground, content)
    return head if written.taken else None


def _tell(tx: Tx, asked: Asked, ground: Ground, content: Mapping[str, Any]) -> None:
    person, labels = ground.person, ground.form.labels
    tx.emit(
        FilingSaved(
            account=person.account, intake=person.intake, season=person.season, batch=asked.batch,
            revision=(ground.state.revision or 0) + 1, label=asked.label, cleared=asked.choice is None,
            known_device=ground.state.known_device, saved_at=tx.now,
        ),
        key=f"choices/filing/{person.account}/{asked.batch}", intake=person.intake, season=person.season,
    )
    if in_order(labels, content) != in_order(labels, ground.content):
        tell_progress(tx, ground.calendar, person, batch=asked.batch, saved=in_order(labels, content)[0])


def tell_progress(tx: Tx, calendar: Calendar, person: Row[Any], *, batch: str, saved: list[str]) -> None:
    """How far a filing is, for the source college, where the season lets it know."""
    season, form = calendar.season, calendar.form(batch)
    extra = season.supplementary is not None and season.supplementary.batch == calendar.origin(batch)
    if form is None or not (season.progress.supplementary if extra else season.progress.first):
        return
    tx.emit(
        FilingProgressed(
            account=person.account, intake=person.intake, season=person.season, batch=batch,
            source_college=person.source_college, saved=saved, wanted=list(form.labels), accepted_terms=True,
        ),
        key=f"choices/progress/{person.account}/{batch}", intake=person.intake, season=person.season,
    )


def _receipt(  # noqa: PLR0913  (a receipt says so much)
    tx: Tx, asked: Asked, ground: Ground, *, content: Mapping[str, Any], number: str, offers: Mapping[str, Offer]
) -> Receipt:
    terms, form = ground.calendar.season.terms, ground.form
    saved, unsaved = in_order(form.labels, content)
    kept = Kept(
        label=asked.label, saved_at=tx.now, number=chain.receipt_number(number), unsaved=unsaved,
        closes_at=ground.span.closes_at, where=f"{terms.information}—{terms.saved_choices}",
    )
    text = cleared_text(kept)
    if asked.choice is not None:
        offer = offers[asked.choice.college]
        majors = [f"{code} {offer.majors[code]}" for code in asked.choice.majors]
        text = saved_text(kept, college=f"{asked.choice.college} {offer.name}", majors=majors, most=form.most_majors)
    return Receipt(
        season=ground.person.season, batch=asked.batch, label=asked.label,
        candidate_number=ground.person.candidate_number, revision=(ground.state.revision or 0) + 1,
        receipt=kept.number, saved_at=tx.now, closes_at=ground.span.closes_at, saved=saved, unsaved=unsaved, text=text,
    )
