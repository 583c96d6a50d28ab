"""Files are named by their content, packed, kept for a year; nothing comes from elsewhere; a first visit is light."""

import gzip
import hashlib
import re

from shared.web.assets import FOLDER, asset
from tests.shared.web.site import Site, browser

VENDOR = FOLDER / "vendor"
PACKED = {"Accept-Encoding": "gzip, br"}
FIRST, NEXT = 60 * 1024, 10 * 1024


def test_what_others_wrote_is_as_they_published_it() -> None:
    lines = [line.split("  ") for line in (VENDOR / "SHA256SUMS").read_text().splitlines()]
    held = {name: digest for digest, name in lines}
    found = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
             for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR}
    assert held == found


def test_every_folder_of_others_has_its_licence() -> None:
    assert all(list(folder.glob("LICENSE*")) for folder in VENDOR.iterdir() if folder.is_dir())


def test_an_address_is_that_of_a_content_and_kept_for_a_year(site: Site) -> None:
    client = site.app().test_client()
    address = asset("longmen.css")
    digest = hashlib.sha256((FOLDER / "longmen.css").read_bytes()).hexdigest()
    assert address == f"/static/{digest[:12]}/longmen.css"
    answer = client.get(address, headers=PACKED)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.data) == client.get(address).data == (FOLDER / "longmen.css").read_bytes()


def test_another_digest_is_answered_and_not_kept(site: Site) -> None:
    answer = site.app().test_client().get("/static/000000000000/longmen.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_files_stay_in_their_folder(site: Site) -> None:
    client = site.app().test_client()
    for path in ("/static/x/../app.py", "/static/x/%2e%2e/app.py", "/static/x/%2fetc/passwd", "/static/x/vendor"):
        assert client.get(path, follow_redirects=True).status_code == 404


def test_pages_are_packed_for_who_can_unpack(site: Site) -> None:
    client = browser(site.app())
    packed, plain = client.get("/notify/style", headers=PACKED), client.get("/notify/style")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.data).decode().startswith("<!doctype html>")
    assert "Content-Encoding" not in client.get("/notify/style", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in client.get("/notify/api/openapi.json", headers=PACKED).headers


def test_a_first_visit_is_light_and_the_next_page_lighter(site: Site) -> None:
    client = browser(site.app())
    page = client.get("/notify/style", headers=PACKED)
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', gzip.decompress(page.data).decode())
    assert len(files) >= 4
    loaded = len(page.data) + sum(len(client.get(address, headers=PACKED).data) for address in files)
    assert loaded <= FIRST
    assert len(page.data) <= NEXT


def test_no_style_or_template_fetches_from_elsewhere() -> None:
    own = [path for path in (*(FOLDER.parent / "templates").glob("*.html"), *FOLDER.glob("*")) if path.is_file()]
    said = {path.name: path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "") for path in own}
    for name, text in said.items():
        code = "\n".join(line for line in text.splitlines() if not line.strip().startswith("//"))
        assert "//" not in code, name
