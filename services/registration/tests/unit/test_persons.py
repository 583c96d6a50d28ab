"""Names, ID numbers and phones: one spelling each, and what cannot be right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from services.registration.domain.persons import (
    CHECK_CHARACTERS,
    PROVINCES,
    PhoneUnfit,
    born,
    check_character,
    checked_name,
    checked_phone,
    id_number_fault,
    name_fits,
    plain_id_number,
    plain_name,
    sex_of,
)

DIGITS = st.builds(
    "{}{:04d}{:%Y%m%d}{:03d}".format, st.sampled_from(sorted(PROVINCES - {"83"})), st.just(101),
    st.dates(min_value=date(1950, 1, 1), max_value=date(2010, 12, 31)),
    st.integers(0, 999),
)


@given(DIGITS)
def test_a_number_with_its_check_character_is_right(digits: str) -> None:
    number = digits + check_character(digits)
    assert id_number_fault(number) is None
    assert number[-1] == ric.calc_check_digit(number)


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_any_one_mistyped_digit_is_seen(digits: str, place: int, by: int) -> None:
    number = digits + check_character(digits)
    mistyped = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1:]
    assert id_number_fault(mistyped) is not None


@given(DIGITS, st.integers(0, 15))
def test_two_digits_changing_places_are_seen(digits: str, place: int) -> None:
    number = digits + check_character(digits)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2:]
    assert swapped == number or id_number_fault(swapped) is not None


@pytest.mark.parametrize(("number", "said"), [
    ("500101020304101", "15位旧证件号码"),
    ("", "须为18位"),
    ("50010120020304101", "须为18位"),
    ("50010120020304101XX", "须为18位"),
    ("5001012002030410X1", "须为18位"),
    ("000101200203041010", "地区码"),
    ("500101200202301019", "出生日期"),
    ("500101180203041019", "出生日期"),
])
def test_what_is_said_of_a_number_that_cannot_be_right(number: str, said: str) -> None:
    assert said in (id_number_fault(number) or "")


@pytest.mark.parametrize("area", ["320214", "460400", "659008", "830000", "810000", "911156"])
def test_no_list_of_counties_is_asked(area: str) -> None:
    digits = f"{area}20050101001"
    assert id_number_fault(digits + check_character(digits)) is None


def test_the_check_characters_are_eleven() -> None:
    assert len(set(CHECK_CHARACTERS)) == 11


@pytest.mark.parametrize(("written", "plain"), [
    ("１１０１０５１９９００３０７８８７ｘ", "11010519900307887X"),
    (" 110105 19900307 887x ", "11010519900307887X"),
])
def test_one_spelling_of_a_number(written: str, plain: str) -> None:
    assert plain_id_number(written) == plain


def test_what_a_number_says_of_its_holder() -> None:
    assert str(born("500101200203041010")) == "2002-03-04"
    assert (sex_of("500101200203041010"), sex_of("500101200203041029")) == ("男", "女")


@pytest.mark.parametrize("dot", list("·•・．･‧⋅∙.﹒"))
def test_every_kind_of_dot_is_one(dot: str) -> None:
    assert plain_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize("written", ["张 伟", "张　伟", " 张伟 ", "张\u200b伟"])
def test_blanks_are_no_part_of_a_name(written: str) -> None:
    assert checked_name(written) == "张伟"


@pytest.mark.parametrize("name", ["张伟", "㐀㐁", "𠮷田", "〇一", "欧阳娜娜", "阿依古丽·买买提", "伟" * 50])
def test_names_that_people_have(name: str) -> None:
    assert name_fits(name)


@pytest.mark.parametrize("name", ["", "张", "Zhang Wei", "张伟1", "张·", "·伟", "阿··伟", "伟" * 51, "张?", "张<b>"])
def test_names_that_nobody_has(name: str) -> None:
    assert not name_fits(name)


@given(st.text(max_size=60))
def test_a_plain_name_stays_as_it_is(written: str) -> None:
    assert plain_name(plain_name(written)) == plain_name(written)


@pytest.mark.parametrize("written", [
    "13900000001", "+86 139-0000-0001", "0086 13900000001", "8613900000001", "１３９０００００００１", "(139)0000 0001",
])
def test_one_spelling_of_a_phone(written: str) -> None:
    assert checked_phone(written) == "13900000001"


@pytest.mark.parametrize("written", [
    "", "12900000001", "1390000000", "139000000011", "+14155550100", "02362487853", "1390000000a",
])
def test_phones_that_take_no_code(written: str) -> None:
    with pytest.raises(PhoneUnfit):
        checked_phone(written)
