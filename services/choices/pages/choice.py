"""One choice in the browser: its college, its majors, save, clear. Whatever is refused, what was typed stays."""


from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.choices.domain.filing import ChangedMeanwhile, Choice, NothingSaved, mark_of
from services.choices.pages.candidate import books, myself
from services.choices.pages.ground import (
    change,
    form_of,
    looked_up,
    picked_choice,
    shown_choice,
    typed_choice,
    typed_form,
)
from services.choices.usecases.choice import Search, colleges_to
from services.choices.usecases.stored import last_revision
from shared.kernel import LongmenError, NotFound, SignInNeeded, Unavailable
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.errors import answer
from shared.web.pages import page, refused, this_form, typed
from shared.web.problems import FormExpired, InvalidInput
from shared.web.translation import N_

blueprint = PageBlueprint("choice_pages", __name__)
FORM = "choice_pages.choice"
LONGEST_WORDS = 60


@blueprint.route("/filing/<batch>/<label>", methods=["GET", "POST"])
@permits(Role.CANDIDATE, scope=OWN)
def choice(batch: str, label: str) -> str | AnyResponse:
    """The form of one choice: the majors of the college that is saved, or that was picked on the page before."""
    if request.method == "POST":
        return _save(batch, label)
    with reading() as conn:
        me = myself(conn)
        shown = shown_choice(conn, me, batch, label)
        wanted = picked_choice(shown["held"])
        found = form_of(conn, me, shown, wanted)
    if not shown["may_file"]:
        return redirect("/choices/filing", 303)
    is_offered = found["college"] is not None and any(each["open_to_me"] for each in found["college"]["majors"])
    if not (is_offered or wanted.majors):
        return redirect(f"/choices/filing/{batch}/{label}/college", 303)
    return page("choice.html", **found, is_typed=False)


@blueprint.route("/filing/<batch>/<label>/college", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def college(batch: str, label: str) -> str | AnyResponse:
    """Which college: only those with majors that the candidate may apply for, found by code or name."""
    words = request.args.get("q", "")[:LONGEST_WORDS].strip()
    with reading() as conn:
        me = myself(conn)
        shown = shown_choice(conn, me, batch, label)
        colleges = colleges_to(conn, books(), me, Search(batch=batch, words=words))
    if not shown["may_file"]:
        return redirect("/choices/filing", 303)
    return page("choose_college.html", **shown, colleges=colleges, q=words)


@blueprint.route("/filing/<batch>/<label>/clear", methods=["GET", "POST"])
@permits(Role.CANDIDATE, scope=OWN)
def clear(batch: str, label: str) -> str | AnyResponse:
    """The check page before a choice is cleared, and the clearing."""
    if request.method == "GET":
        shown = looked_up(batch, label)
        if not shown["may_file"] or shown["held"] is None:
            return redirect("/choices/filing", 303)
        return page("clear_choice.html", **shown)
    try:
        receipt = change(batch, label, None, typed("seen"))
    except NotFound:
        raise
    except LongmenError as error:
        shown = looked_up(batch, label)
        if shown["held"] is None and isinstance(error, ChangedMeanwhile | NothingSaved):
            return redirect("/choices/filings", 303)  # a second click: it was cleared by the first
        return refused("clear_choice.html", error, **shown)
    return _to_receipt(receipt.batch, receipt.revision)


def _save(batch: str, label: str) -> AnyResponse:
    wanted, seen = typed_choice(), typed("seen")
    if seen == mark_of(wanted) and (unchanged := _as_it_stands(batch, label, wanted)):
        return unchanged
    try:
        if not wanted.college:
            raise InvalidInput([("college", N_("请选择院校。"))])
        receipt = change(batch, label, wanted, seen)
    except ChangedMeanwhile as error:
        return _as_it_stands(batch, label, wanted) or _refused(batch, label, wanted, error)
    except NotFound:
        raise
    except LongmenError as error:
        return _refused(batch, label, wanted, error)
    return _to_receipt(receipt.batch, receipt.revision)


def _to_receipt(batch: str, revision: int) -> AnyResponse:
    return redirect(f"/choices/filings/{batch}/revisions/{revision}", 303)


def _as_it_stands(batch: str, label: str, wanted: Choice) -> AnyResponse | None:
    """The receipt of what is saved, where the same is sent again: a second click, or a step back."""
    with reading() as conn:
        me = myself(conn)
        if me.settled is None or shown_choice(conn, me, batch, label)["seen"] != mark_of(wanted):
            return None
        return _to_receipt(batch, last_revision(conn, me, batch, label))


def _refused(batch: str, label: str, wanted: Choice, error: LongmenError) -> AnyResponse:
    try:
        found = typed_form(batch, label, wanted)
    except NotFound:  # nothing is known of this person: what they typed is theirs all the same
        return refused("unsaved.html", error, wanted=wanted, label=label)
    except Unavailable:
        return _to_resend(error)
    is_moved = isinstance(error, ChangedMeanwhile)
    return refused("choice.html", error, **found, is_typed=True, is_moved=is_moved)


def _was_typed() -> bool:
    return request.method == "POST" and request.endpoint == FORM and request.accept_mimetypes.accept_html


def _to_resend(error: LongmenError) -> AnyResponse:
    return refused("unsaved.html", error, wanted=typed_choice(), label=(request.view_args or {})["label"],
                   sign_in=isinstance(error, SignInNeeded), token=this_form(FORM), seen=typed("seen"))


@blueprint.errorhandler(SignInNeeded)
@blueprint.errorhandler(Unavailable)
def not_now(error: LongmenError) -> AnyResponse:
    """What was typed is shown again, to be sent once more: after signing in in another window, or a little later."""
    return _to_resend(error) if _was_typed() else answer(error)


@blueprint.errorhandler(FormExpired)
def form_expired(error: FormExpired) -> AnyResponse:
    """Hours have passed, or another sign-in has begun: the form comes back with a token of now."""
    if not _was_typed():
        return answer(error)
    given = request.view_args or {}
    found = typed_form(given["batch"], given["label"], typed_choice())
    return refused("choice.html", error, **found, is_typed=True, is_expired=True)
