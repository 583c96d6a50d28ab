"""What registration tells: who may sign in, how they are reached, and the codes and links they asked for."""

from datetime import date, datetime
from typing import Any

from shared.contracts import Event, Kind, Personal, Secret, event
from shared.contracts.parts import Marks, Paper, PublicKey


@event("registration.account_opened.v1", Kind.FACT)
class AccountOpened(Event):
    """A candidate opened an account. Key: ``registration/account/<account>``."""

    account: str
    intake: str
    candidate_number: str
    source_college: str
    opened_at: datetime


@event("registration.contact_changed.v1", Kind.STATE)
class ContactChanged(Event):
    """How a person is reached now. Key: ``registration/contact/<account>``. ``role`` as tokens carry it."""

    account: str
    intake: str | None
    role: str
    name: Personal
    phone: Personal | None = None
    email: Personal | None = None
    scope: str | None = None


@event("registration.code_requested.v1", Kind.FACT, urgent=True)
class CodeRequested(Event):
    """Send this code to this phone, once, unless ``expires_at`` (wall clock) has passed.

    Key: ``registration/code/<code_id>``.

    ``purpose``: ``open_account`` | ``reset_password`` | ``change_phone`` (to the new phone).
    """

    code_id: str
    intake: str
    purpose: str
    phone: Personal
    code: Secret
    expires_at: datetime


@event("registration.invitation_issued.v1", Kind.FACT, urgent=True)
class InvitationIssued(Event):
    """Send this single-use link by e-mail. Key: ``registration/invitation/<invitation>``."""

    invitation: str
    role: str
    scope: str | None
    email: Personal
    link: Secret
    expires_at: datetime


@event("registration.password_changed.v1", Kind.FACT)
class PasswordChanged(Event):
    """A password was reset; all sessions of the account have ended. Key: ``registration/account/<account>``."""

    account: str
    intake: str | None
    changed_at: datetime


@event("registration.signing_keys_published.v1", Kind.STATE, urgent=True)
class SigningKeysPublished(Event):
    """The public keys that verify tokens, present and next. Key: ``registration/keys/tokens``."""

    keys: list[PublicKey]


@event("registration.session_revoked.v1", Kind.FACT, urgent=True)
class SessionRevoked(Event):
    """A sign-in has ended before its tokens, which end ``until`` anyway. Key: ``registration/session/<session>``."""

    session: str
    until: datetime


@event("registration.dossier_recorded.v1", Kind.STATE)
class DossierRecorded(Event):
    """A candidate's whole file as submitted or corrected. Key: ``registration/dossier/<account>``.

    ``revision`` counts what the candidate handed in; grades and conduct may come or change without a new revision.
    ``claim`` holds the season's claim fields by id, dates as ``2024-03-01``, honours as a list of codes. No contacts.
    """

    account: str
    intake: str
    season: str
    revision: int
    candidate_number: str
    name: Personal
    id_number: Personal
    sex: str
    source_college: str
    major_code: str
    major_name: str
    entered: str
    graduates_on: date
    category: str
    claim: dict[str, Any]
    papers: list[Paper]
    submitted_at: datetime
    marks: Marks | None = None
    conduct: Personal | None = None


@event("registration.application_changed.v1", Kind.STATE)
class ApplicationChanged(Event):
    """Where an application stands, and nothing of what is in it. Key: ``registration/application/<account>``.

    ``status``: ``submitted`` | ``returned`` | ``withdrawn``.
    """

    account: str
    intake: str
    season: str
    status: str
    revision: int
    changed_at: datetime


@event("registration.registration_confirmed.v1", Kind.STATE)
class RegistrationConfirmed(Event):
    """The source college confirmed a candidate's registration (or took it back). Key:
    ``registration/confirmation/<account>``."""

    account: str
    intake: str
    confirmed: bool
    settled_at: datetime


@event("registration.registration_voided.v1", Kind.FACT)
class RegistrationVoided(Event):
    """A registration counts no more. Key: ``registration/account/<account>``. ``reason``: ``withdrawn``."""

    account: str
    intake: str
    reason: str
    voided_at: datetime


@event("registration.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Registration's own copy is at this version. Key: ``registration/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
