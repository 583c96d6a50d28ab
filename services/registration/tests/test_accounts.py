"""Opening an account."""

from services.registration.tests.front import Front, problem
from services.registration.tests.people import ZHANG


def test_the_true_path(opened: Front) -> None:
    shown = opened.candidate(ZHANG)
    me = opened.get("/me", by=opened.holder(shown["access_token"])).json
    assert (me["candidate_number"], me["name"]) == (shown["candidate_number"], "张伟")
    assert opened.sign_in(shown["candidate_number"]).status_code == 200
    assert opened.sign_in(ZHANG.id_number).status_code == 200
    assert opened.ask_reset(shown["candidate_number"], ZHANG.phone).status_code == 202
    code = opened.told.codes(ZHANG.phone)[-1]
    assert opened.reset(shown["candidate_number"], code, "battery staple 17").status_code == 204
    assert problem(opened.sign_in(ZHANG.id_number)) == (401, "sign_in_refused")
