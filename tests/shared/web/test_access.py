"""Who may: declared on every view, enforced on every request, verified offline."""

from datetime import timedelta
from typing import Any

import pytest

from shared.kernel import new_id
from shared.security.access import Role
from shared.security.signing import SigningKey
from shared.web.access import UndeclaredView, permits, principal, public
from shared.web.blueprint import JsonBlueprint, PageBlueprint
from tests.shared.web.site import Site, browser


def rooms() -> JsonBlueprint:
    blueprint = JsonBlueprint("rooms", __name__, url_prefix="/rooms")

    @blueprint.route("/open")
    @public
    def anybody() -> Any:
        return {"open": True}

    @blueprint.route("/office")
    @permits(Role.OFFICER, Role.AUDITOR)
    def office() -> Any:
        return {"who": principal().subject}

    @blueprint.route("/colleges/<path:college>")
    @permits(Role.ADMISSION_COLLEGE, Role.OFFICER, scope="college")
    def college(college: str) -> Any:
        return {"college": college}

    @blueprint.route("/intakes/<intake>/mine")
    @permits(Role.CANDIDATE, scope="own")
    def mine(intake: str) -> Any:
        return {"mine": principal().subject}

    @blueprint.route("/candidates/<number>")
    @permits(Role.CANDIDATE, scope="number")
    def candidate(number: str) -> Any:
        return {"number": number}

    return blueprint


def get(site: Site, path: str, headers: dict[str, str] | None = None) -> Any:
    return site.app(rooms()).test_client().get(f"/notify/api/v1/rooms{path}", headers=headers)


def test_a_view_that_declares_nothing_stops_the_app(site: Site) -> None:
    blueprint = JsonBlueprint("silent", __name__)

    @blueprint.route("/silent")
    def silent() -> Any:
        return {}

    with pytest.raises(UndeclaredView, match="GET /notify/api/v1/silent"):
        site.app(blueprint)


def test_permits_without_a_role_or_with_an_unknown_one_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="public"):
        permits()
    with pytest.raises(ValueError, match="janitor"):
        permits("janitor")


def test_a_public_view_answers_anybody_even_with_a_bad_token(site: Site) -> None:
    assert get(site, "/open").json == {"open": True}
    assert get(site, "/open", {"Authorization": "Bearer nonsense"}).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_only_the_permitted_roles_come_in(site: Site, role: Role) -> None:
    response = get(site, "/office", site.bearer(role, subject="p1"))
    expected = 200 if role in (Role.OFFICER, Role.AUDITOR) else 403
    assert response.status_code == expected


def test_nobody_is_asked_to_sign_in(site: Site) -> None:
    response = get(site, "/office")
    assert (response.status_code, response.json["code"]) == (401, "sign_in_needed")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer"])
def test_what_is_no_token_is_nobody(site: Site, header: str) -> None:
    assert get(site, "/office", {"Authorization": header}).status_code == 401


def test_a_forged_token_is_refused(site: Site) -> None:
    forger = SigningKey.generate()
    forger.kid = site.key.kid
    assert get(site, "/office", site.bearer("officer", key=forger)).status_code == 401


def test_a_token_of_a_key_not_yet_heard_of_is_not_the_persons_fault(site: Site) -> None:
    response = get(site, "/office", site.bearer("officer", key=SigningKey.generate()))
    assert (response.status_code, response.json["code"]) == (503, "signing_key_not_heard")


def test_a_token_ends(site: Site) -> None:
    headers = site.bearer("officer")
    assert get(site, "/office", headers).status_code == 200
    site.now += timedelta(minutes=10)
    assert get(site, "/office", headers).json["code"] == "sign_in_ended"


def test_a_revoked_session_is_refused_before_its_token_ends(site: Site) -> None:
    session = new_id()
    headers = site.bearer("officer", session=session)
    assert get(site, "/office", headers).status_code == 200
    with site.db.begin(wall=site.now) as tx:
        site.identity.keep_revoked(tx, session, until=site.now + timedelta(hours=1))
    assert get(site, "/office", headers).json["code"] == "session_ended"


@pytest.mark.parametrize(("scope", "status"), [("10611", 200), ("10612", 404), ("10611/law", 404), (None, 404)])
def test_a_scope_in_the_path_must_be_the_persons_own(site: Site, scope: str | None, status: int) -> None:
    assert get(site, "/colleges/10611", site.bearer("admission_college", scope=scope)).status_code == status


def test_a_college_covers_its_departments_and_an_officer_every_college(site: Site) -> None:
    assert get(site, "/colleges/10611/law", site.bearer("admission_college", scope="10611")).status_code == 200
    assert get(site, "/colleges/10611", site.bearer("officer")).status_code == 200


def test_a_candidate_has_one_number_and_one_intake(site: Site) -> None:
    own = site.bearer("candidate", subject="c1", intake="chongqing-2024")
    assert get(site, "/candidates/c1", own).status_code == 200
    assert get(site, "/candidates/c2", own).status_code == 404
    assert get(site, "/intakes/chongqing-2024/mine", own).json == {"mine": "c1"}
    assert get(site, "/intakes/hunan-2024/mine", own).status_code == 404


def desk() -> PageBlueprint:
    blueprint = PageBlueprint("desk", __name__)

    @blueprint.get("/desk")
    @permits(Role.OFFICER)
    def show() -> str:
        return f"<p>{principal().subject}</p>"

    return blueprint


def test_a_page_sends_nobody_to_sign_in_and_back(site: Site) -> None:
    response = browser(site.app(desk())).get("/notify/desk?tab=2")
    assert (response.status_code, response.location) == (303, "/sign-in?next=%2Fnotify%2Fdesk%3Ftab%3D2")


def test_a_cookie_signs_in(site: Site) -> None:
    client = browser(site.app(desk()), site.token("officer", subject="p7"))
    assert client.get("/notify/desk").text == "<p>p7</p>"


def test_over_http_with_a_real_intake_no_cookie_counts(site: Site) -> None:
    app = site.app(desk(), holds_real_intake=lambda: True)
    assert browser(app, site.token("officer")).get("/notify/desk").status_code == 303


def test_over_https_only_the_host_cookie_counts(site: Site) -> None:
    app = site.app(desk(), public_url="https://zsb.example.cn", holds_real_intake=lambda: True)
    plain = browser(app, site.token("officer"))
    assert plain.get("/notify/desk").status_code == 303
    secure = browser(app)
    secure.set_cookie("__Host-longmen", site.token("officer"), domain="zsb.example.cn", secure=True)
    assert secure.get("/notify/desk", base_url="https://zsb.example.cn").status_code == 200
