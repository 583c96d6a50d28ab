"""Every text that people are told: its length, its variables, and what it must not say."""

import re

import pytest

from services.notify.domain.template import (
    SIGNATURE_MOST,
    SMS_MOST,
    VARIABLE_MOST,
    Template,
    TextUnfit,
    filled,
    sms_text,
)
from services.notify.domain.texts import CODE_TEMPLATES, REMINDERS, ROLE_NAMES, TEMPLATES, is_secret

LONGEST_SIGNATURE = "院" * SIGNATURE_MOST
EVERY = sorted(TEMPLATES)
BY_SMS = [key for key in EVERY if TEMPLATES[key].sms]


def longest(template: Template) -> dict[str, str]:
    return {name: "满" * most for name, most in template.variables.items()}


@pytest.mark.parametrize("key", BY_SMS)
def test_an_sms_is_one_part_however_long_its_variables(key: str) -> None:
    text = sms_text(TEMPLATES[key], longest(TEMPLATES[key]), signature=LONGEST_SIGNATURE)
    assert len(text) <= SMS_MOST
    assert text.startswith(f"【{LONGEST_SIGNATURE}】")


@pytest.mark.parametrize("key", BY_SMS)
def test_an_sms_has_no_link_no_claim_and_no_second_signature(key: str) -> None:
    template = TEMPLATES[key]
    assert not re.search(r"https?|www|\.cn|\.com|【|】", template.sms or "")
    assert not re.search(r"退役|士兵|竞赛|贫困|建档立卡", template.sms or "")
    assert all(most <= VARIABLE_MOST for most in template.variables.values())


@pytest.mark.parametrize("key", EVERY)
def test_a_template_names_every_variable_that_it_uses(key: str) -> None:
    template = TEMPLATES[key]
    assert template.names() == set(template.variables) | template.long
    assert not template.long & set(template.variables)


@pytest.mark.parametrize("key", BY_SMS)
def test_an_sms_says_nothing_without_a_bound(key: str) -> None:
    template = TEMPLATES[key]
    assert not any(f"{{{name}}}" in (template.sms or "") for name in template.long)


@pytest.mark.parametrize("key", sorted(REMINDERS))
def test_a_reminder_is_on_the_timeline_too(key: str) -> None:
    assert TEMPLATES[key].entry
    assert TEMPLATES[key].sms or TEMPLATES[key].mail


@pytest.mark.parametrize("key", [*CODE_TEMPLATES.values(), "invitation"])
def test_what_opens_something_goes_first_is_erased_and_is_on_no_timeline(key: str) -> None:
    assert TEMPLATES[key].urgent
    assert is_secret(key)
    assert TEMPLATES[key].entry is None


def test_nothing_is_kept_of_a_template_that_is_not_known() -> None:
    assert is_secret("of_a_newer_house")
    assert not is_secret("account_opened")


def test_the_role_of_every_invitation_has_a_name() -> None:
    assert set(ROLE_NAMES) == {"source_college", "reviewer", "admission_college", "officer", "auditor", "operator"}


def test_an_sms_with_a_hole_or_a_variable_too_long_is_not_made() -> None:
    template = TEMPLATES["code_open_account"]
    with pytest.raises(TextUnfit, match="no 'minutes'"):
        sms_text(template, {"code": "123456"}, signature="院")
    with pytest.raises(TextUnfit, match="a variable is too long"):
        sms_text(template, {"code": "123456789", "minutes": "3"}, signature="院")
    with pytest.raises(TextUnfit, match="no text for this channel"):
        filled(template, template.mail, {"code": "123456", "minutes": "3"})


def test_braces_in_a_variable_are_only_text() -> None:
    template = Template(key="t", title="t", sms="{a}", variables={"a": 20})
    assert sms_text(template, {"a": "{b}"}, signature="院") == "【院】{b}"
