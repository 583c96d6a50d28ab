"""The bus door: one function per event heard, the table at the foot. The chassis hears the rest."""

from collections.abc import Mapping, Sequence

from services.admission.usecases import adoption
from shared.contracts import Event, admission, choices, notify, registration, review
from shared.db import Tx
from shared.inbox import Handler, Heard


def on_season_adopted(tx: Tx, heard: Sequence[Heard[Event]]) -> None:
    """A service's own copy is at this version: officers see who is not."""
    adoption.note(tx, heard)


SUBSCRIPTIONS: Mapping[type[Event], Handler] = {
    registration.SeasonAdopted: on_season_adopted,
    review.SeasonAdopted: on_season_adopted,
    choices.SeasonAdopted: on_season_adopted,
    admission.SeasonAdopted: on_season_adopted,
    notify.SeasonAdopted: on_season_adopted,
}
