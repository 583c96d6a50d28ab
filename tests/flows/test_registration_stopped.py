"""With registration stopped, whoever is signed in goes on working in the other services."""

from pathlib import Path

from services.admission.app import build as build_admission
from services.admission.config import AdmissionConfig
from services.notify.app import build as build_notify
from services.notify.config import NotifyConfig
from services.registration.app import build as build_registration
from services.registration.config import RegistrationConfig
from shared.testing.house import Recipe, house

RECIPES: dict[str, Recipe] = {
    "registration": (RegistrationConfig, build_registration),
    "admission": (AdmissionConfig, build_admission),
    "notify": (NotifyConfig, build_notify),
}


def test_the_others_go_on(tmp_path: Path) -> None:
    with house(RECIPES, tmp_path) as home:
        home.settle()
        candidate = home.as_role("candidate", service="notify", subject="a1", intake="i")
        officer = home.as_role("officer", service="admission", subject="o1")
        home.stop("registration")
        assert candidate.get("/notify/api/v1/timeline").status_code == 200
        opened = officer.post("/admission/api/v1/intakes", json={"code": "i-2024", "title": "演练", "rehearsal": True})
        assert opened.status_code == 201
