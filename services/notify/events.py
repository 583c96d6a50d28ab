"""The bus door: what notify hears of people and of the season."""

from collections.abc import Sequence

from services.notify.usecases import application, filing, status
from services.notify.usecases.announcement import announce, announce_plan, announce_round, announce_vacancies
from services.notify.usecases.code import send_codes, send_invitations
from services.notify.usecases.contact import News, keep_colleges, keep_contacts, tell_people
from shared.contracts import Event
from shared.contracts.admission import (
    MilestoneReached,
    PlanPublished,
    ResultsReleased,
    ReturnOverdue,
    RoundClosed,
    RoundDispatched,
    StatusReleased,
    VacanciesPublished,
)
from shared.contracts.choices import FilingProgressed, FilingSaved
from shared.contracts.registration import (
    AccountOpened,
    ApplicationChanged,
    CodeRequested,
    ContactChanged,
    InvitationIssued,
    PasswordChanged,
    RegistrationConfirmed,
)
from shared.contracts.review import ClaimDecided, CorrectionRequested, EligibilitySettled
from shared.db import Tx
from shared.inbox import Handler, Heard
from shared.kernel import shown


def on_contact_changed(tx: Tx, heard: Sequence[Heard[ContactChanged]]) -> None:
    keep_contacts(tx, [(each.event, each.id, each.occurred_at) for each in heard])


def on_code_requested(tx: Tx, heard: Sequence[Heard[CodeRequested]]) -> None:
    send_codes(tx, [each.event for each in heard])


def on_invitation_issued(tx: Tx, heard: Sequence[Heard[InvitationIssued]]) -> None:
    send_invitations(tx, [each.event for each in heard])


def on_account_opened(tx: Tx, heard: Sequence[Heard[AccountOpened]]) -> None:
    keep_colleges(tx, [each.event for each in heard])
    tell_people(tx, [
        News(account=each.event.account, template="account_opened",
             params={"candidate_number": each.event.candidate_number, "at": shown(each.event.opened_at)},
             source=each.key, event_id=each.id, at=each.event.opened_at)
        for each in heard
    ])


def on_password_changed(tx: Tx, heard: Sequence[Heard[PasswordChanged]]) -> None:
    tell_people(tx, [
        News(account=each.event.account, template="password_changed", params={"at": shown(each.event.changed_at)},
             source=each.key, event_id=each.id, at=each.event.changed_at)
        for each in heard
    ])


def on_milestone_reached(tx: Tx, heard: Sequence[Heard[MilestoneReached]]) -> None:
    for each in heard:
        announce(tx, each.event)


def on_plan_published(tx: Tx, heard: Sequence[Heard[PlanPublished]]) -> None:
    for each in heard:
        announce_plan(tx, each.event)


def on_round(tx: Tx, heard: Sequence[Heard[RoundDispatched | RoundClosed]]) -> None:
    for each in heard:
        announce_round(tx, each.event)


def on_vacancies_published(tx: Tx, heard: Sequence[Heard[VacanciesPublished]]) -> None:
    for each in heard:
        announce_vacancies(tx, each.event)


SUBSCRIPTIONS: dict[type[Event], Handler] = {
    ContactChanged: on_contact_changed,
    CodeRequested: on_code_requested,
    InvitationIssued: on_invitation_issued,
    AccountOpened: on_account_opened,
    PasswordChanged: on_password_changed,
    ApplicationChanged: application.hear_applications,
    RegistrationConfirmed: application.hear_confirmations,
    CorrectionRequested: application.hear_corrections,
    ClaimDecided: application.hear_decisions,
    EligibilitySettled: application.hear_eligibility,
    FilingSaved: filing.hear_saves,
    FilingProgressed: filing.hear_progress,
    MilestoneReached: on_milestone_reached,
    PlanPublished: on_plan_published,
    RoundDispatched: on_round,
    RoundClosed: on_round,
    VacanciesPublished: on_vacancies_published,
    StatusReleased: status.hear_statuses,
    ResultsReleased: status.hear_released,
    ReturnOverdue: status.hear_overdue,
}
