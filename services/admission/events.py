"""The bus door: one function per event heard, the table at the foot. The chassis hears the rest."""

from collections.abc import Mapping, Sequence

from services.admission.usecases import adoption, dossier, eligibility, filing
from shared.contracts import Event, admission, choices, notify, registration, review
from shared.db import Tx
from shared.inbox import Handler, Heard


def on_season_adopted(tx: Tx, heard: Sequence[Heard[Event]]) -> None:
    """A service's own copy is at this version: officers see who is not."""
    adoption.note(tx, heard)


def on_dossier(tx: Tx, heard: Sequence[Heard[registration.DossierRecorded]]) -> None:
    """A candidate's whole file: kept, to be dispatched."""
    dossier.take(tx, [each.event for each in heard])


def on_confirmed(tx: Tx, heard: Sequence[Heard[registration.RegistrationConfirmed]]) -> None:
    """A source college confirmed a registration, or took it back."""
    dossier.confirm(tx, [each.event for each in heard])


def on_voided(tx: Tx, heard: Sequence[Heard[registration.RegistrationVoided]]) -> None:
    """A registration counts no more: its files are taken back."""
    eligibility.void(tx, [each.event for each in heard])


def on_eligibility(tx: Tx, heard: Sequence[Heard[review.EligibilitySettled]]) -> None:
    """Who may be dispatched; a revocation takes files back."""
    eligibility.settle(tx, [each.event for each in heard])


def on_filing(tx: Tx, heard: Sequence[Heard[choices.FilingFinalised]]) -> None:
    """A sealed filing: kept, its leaf computed again."""
    filing.take_filings(tx, [each.event for each in heard])


def on_seal(tx: Tx, heard: Sequence[Heard[choices.BatchSealed]]) -> None:
    """A batch was sealed: its root is computed again from what came."""
    filing.take_seals(tx, [each.event for each in heard])


SUBSCRIPTIONS: Mapping[type[Event], Handler] = {
    registration.SeasonAdopted: on_season_adopted,
    review.SeasonAdopted: on_season_adopted,
    choices.SeasonAdopted: on_season_adopted,
    admission.SeasonAdopted: on_season_adopted,
    notify.SeasonAdopted: on_season_adopted,
    registration.DossierRecorded: on_dossier,
    registration.RegistrationConfirmed: on_confirmed,
    registration.RegistrationVoided: on_voided,
    review.EligibilitySettled: on_eligibility,
    choices.FilingFinalised: on_filing,
    choices.BatchSealed: on_seal,
}
