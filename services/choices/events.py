"""The bus door: the plan, who may file, what was announced and released. The chassis hears the rest."""

from collections.abc import Mapping, Sequence

from services.choices.usecases.eligibility import keep_dossiers, keep_statuses, settle_eligibility
from services.choices.usecases.plan import keep_plan, keep_vacancies
from shared.contracts import Event
from shared.contracts.admission import PlanPublished, StatusReleased, VacanciesPublished
from shared.contracts.registration import DossierRecorded
from shared.contracts.review import EligibilitySettled
from shared.db import Tx
from shared.inbox import Handler, Heard


def on_plan_published(tx: Tx, heard: Sequence[Heard[PlanPublished]]) -> None:
    for each in heard:
        keep_plan(tx, each.event)


def on_vacancies_published(tx: Tx, heard: Sequence[Heard[VacanciesPublished]]) -> None:
    for each in heard:
        keep_vacancies(tx, each.event)


def on_dossier_recorded(tx: Tx, heard: Sequence[Heard[DossierRecorded]]) -> None:
    keep_dossiers(tx, [each.event for each in heard])


def on_eligibility_settled(tx: Tx, heard: Sequence[Heard[EligibilitySettled]]) -> None:
    settle_eligibility(tx, [each.event for each in heard])


def on_status_released(tx: Tx, heard: Sequence[Heard[StatusReleased]]) -> None:
    keep_statuses(tx, [each.event for each in heard])


SUBSCRIPTIONS: Mapping[type[Event], Handler] = {
    PlanPublished: on_plan_published,
    VacanciesPublished: on_vacancies_published,
    DossierRecorded: on_dossier_recorded,
    EligibilitySettled: on_eligibility_settled,
    StatusReleased: on_status_released,
}
