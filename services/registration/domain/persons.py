"""How a person is written down: names, ID numbers and telephone numbers, and when two spellings are the same."""

import re
import unicodedata
from datetime import date

from shared.kernel import RuleBroken

SHORTEST_NAME, LONGEST_NAME = 2, 50
MIDDLE_DOT = "·"
DOTS = str.maketrans(dict.fromkeys("•・．･‧⋅∙․.‣◦᛫﹒", MIDDLE_DOT))
IDEOGRAPHS = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
PROVINCES = frozenset([
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
])
"""The first two digits; 81 to 83 are residence permits for people of Hong Kong, Macao and Taiwan."""
FOREIGN_RESIDENT = "9"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_PHONE_FORM = re.compile(r"1[3-9][0-9]{9}")
_PHONE_PREFIX = re.compile(r"^(\+86|0086|86(?=1[3-9][0-9]{9}$))")


class NameUnfit(RuleBroken):
    """GB/T 2261 and the ministry's file formats: names are ideographs, with ``·`` between the parts of some."""

    code = "name_unfit"
    message = "姓名须为2至50个汉字，少数民族姓名中的间隔号用“·”。"


class IdNumberUnfit(RuleBroken):
    """GB 11643-1999: 18 characters, the last a check character over the others."""

    code = "id_number_unfit"
    message = "{reason}"


class PhoneUnfit(RuleBroken):
    """Codes are sent by SMS to numbers of the mainland's mobile networks."""

    code = "phone_unfit"
    message = "请填写11位手机号码。"


def plain_name(written: str) -> str:
    """The one spelling of a name: composed characters, no blanks, ``·`` for every kind of dot."""
    composed = unicodedata.normalize("NFC", written).translate(DOTS)
    return "".join(character for character in composed if not character.isspace() and character != "\u200b")


def name_fits(name: str) -> bool:
    """Whether a plain name can be somebody's."""
    parts = name.split(MIDDLE_DOT)
    is_written = all(part and all(_is_ideograph(character) for character in part) for part in parts)
    return SHORTEST_NAME <= len(name) <= LONGEST_NAME and is_written


def checked_name(written: str, *, field: str = "name") -> str:
    """The plain name. Raises NameUnfit."""
    name = plain_name(written)
    if not name_fits(name):
        raise NameUnfit(field=field)
    return name


def plain_id_number(written: str) -> str:
    """The one spelling of an ID number: half-width, no blanks, a capital X."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def id_number_fault(number: str) -> str | None:
    """What is wrong with a plain ID number, as a sentence; None if nothing can be said against it.

    Counties are not looked up: lists of them are older than some births (libraries refuse 320214 for 2005).
    """
    if re.fullmatch(r"[0-9]{15}", number):
        return "15位旧证件号码不能使用，请填写18位证件号码。"
    if not _ID_FORM.fullmatch(number):
        return "证件号码须为18位，前17位为数字，末位为数字或X。"
    if number[:2] not in PROVINCES and number[0] != FOREIGN_RESIDENT:
        return "证件号码的地区码不存在。"
    if born(number) is None:
        return "证件号码中的出生日期不存在。"
    if number[-1] != check_character(number[:17]):
        return "证件号码校验位不正确，请核对。"
    return None


def checked_id_number(written: str, *, field: str = "id_number") -> str:
    """The plain ID number. Raises IdNumberUnfit."""
    number = plain_id_number(written)
    if fault := id_number_fault(number):
        raise IdNumberUnfit(field=field, reason=fault)
    return number


def check_character(digits: str) -> str:
    """ISO 7064 MOD 11-2 over the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def born(number: str) -> date | None:
    """The date of birth that an ID number carries, if it is a date."""
    try:
        found = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return found if found.year >= 1900 else None


def sex_of(number: str) -> str:
    """``男`` for an odd sequence number, ``女`` for an even one."""
    return "男" if int(number[16]) % 2 else "女"


def plain_phone(written: str) -> str:
    """The one spelling of a phone number: eleven digits without country code, blanks or hyphens."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", written))
    return _PHONE_PREFIX.sub("", digits)


def checked_phone(written: str, *, field: str = "phone") -> str:
    """The plain phone number. Raises PhoneUnfit."""
    number = plain_phone(written)
    if not _PHONE_FORM.fullmatch(number):
        raise PhoneUnfit(field=field)
    return number


def _is_ideograph(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in IDEOGRAPHS)
