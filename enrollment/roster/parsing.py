"""One cell at a time: what was typed becomes a value, or an error that says what to do."""

import datetime
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.crypto import salted_hmac

from tenants.context import current_place
from tenants.people import names

PERSON_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’()\-]|[\u0300-\u036f])*")
"""A letter first, then letters, marks and what stands between names."""
MOBILE = re.compile(r"0[35789]\d{8}")
STAFF_CODE = re.compile(r"[A-Z0-9][A-Z0-9./_-]{1,30}[A-Z0-9]")
DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
MASK = "•"
OLDEST_YEARS, YOUNGEST_YEARS = 110, 6
LENGTHS = {"full_name": 120, "job_title": 120, "email": 254, "staff_code": 32}
valid_email = EmailValidator()


class CellWrong(Exception):
    """A cell that cannot be taken: a code that the door words, with facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What is kept of a citizen id: never the number itself."""

    digest: str
    last3: str


def text_of(cell: Any) -> str:
    """Return a cell as it would be typed: 905000111.0 is "905000111", a date is d/m/Y."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return " ".join(unicodedata.normalize("NFC", cell).split())
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
    return str(cell)


def full_name(text: str) -> str:
    """Return a name. Raises CellWrong: NAME_MISSING, NAME_INVALID, TOO_LONG."""
    if not text:
        raise CellWrong("NAME_MISSING")
    _check_length("full_name", text)
    if not PERSON_NAME.fullmatch(text):
        raise CellWrong("NAME_INVALID")
    return text


def staff_code(text: str) -> str | None:
    """Return a staff code in capitals, None for an empty cell. Raises CellWrong."""
    if not text:
        return None
    code = text.upper().replace(" ", "")
    if not STAFF_CODE.fullmatch(code):
        raise CellWrong("STAFF_CODE_INVALID")
    return code


def phone(text: str) -> str | None:
    """Return an E.164 number, None for an empty cell. Raises CellWrong PHONE_INVALID.

    A spreadsheet that took the number for a figure has lost its first 0: it is put back.
    """
    if not text:
        return None
    if MOBILE.fullmatch(text) and text.isascii():
        return "+84" + text[1:]
    digits = re.sub(r"[\s.\-()]", "", text)
    if len(digits) == 9 and digits[0] in "35789" and digits.isdigit():
        digits = "0" + digits
    if MOBILE.fullmatch(digits) and digits.isascii():
        return "+84" + digits[1:]
    number = names.phone_number(digits) if digits.isascii() else None
    if number is None or len(number) > 13:
        raise CellWrong("PHONE_INVALID")
    return number


def email(text: str) -> str:
    """Return an address in small letters, "" for an empty cell. Raises CellWrong EMAIL_INVALID."""
    if not text:
        return ""
    _check_length("email", text)
    try:
        valid_email(text)
    except ValidationError as error:
        raise CellWrong("EMAIL_INVALID") from error
    return text.lower()


def birth_date(cell: Any, text: str, *, today: datetime.date) -> datetime.date | None:
    """Return a day, None for an empty cell. Raises CellWrong: DATE_INVALID, DATE_UNLIKELY."""
    if not text:
        return None
    if isinstance(cell, datetime.datetime | datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
    else:
        day = _day_of(text)
    if not today.year - OLDEST_YEARS <= day.year <= today.year - YOUNGEST_YEARS:
        raise CellWrong("DATE_UNLIKELY")
    return day


def _day_of(text: str) -> datetime.date:
    try:
        if match := DATE.fullmatch(text):
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
        if match := ISO_DATE.fullmatch(text):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise CellWrong("DATE_INVALID") from error
    raise CellWrong("DATE_INVALID")


def citizen_id(text: str, *, key: bytes) -> CitizenId | None:
    """Return the keyed hash and the last three digits, None for an empty cell.

    Raises CellWrong: CITIZEN_ID_MASKED, CITIZEN_ID_LENGTH (facts: found, expected),
    CITIZEN_ID_INVALID.
    """
    if not text:
        return None
    if MASK in text:
        raise CellWrong("CITIZEN_ID_MASKED")
    digits = text if text.isdigit() else re.sub(r"[\s.\-']", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise CellWrong("CITIZEN_ID_INVALID")
    if len(digits) != 12:
        raise CellWrong("CITIZEN_ID_LENGTH", found=len(digits), expected=12)
    return CitizenId(digest_of(digits, key=key), digits[-3:])


def citizen_id_key() -> bytes:
    """Return the key of this place: derived from the installation's secret, stored nowhere."""
    salt = f"enrollment.citizen_id.{current_place().uuid}"
    return salted_hmac(salt, "key", algorithm="sha256").digest()


def digest_of(digits: str, *, key: bytes) -> str:
    """Return the keyed hash of a citizen id; without the key nobody can try all numbers."""
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()


def masked(field: str, text: str) -> str:
    """Return what of a cell may be shown and stored: of an id or a phone the last three digits."""
    if field == "citizen_id" and text:
        return MASK * max(len(text) - 3, 3) + text[-3:]
    if field == "phone" and sum(map(str.isdigit, text)) > 3:
        return MASK * (len(text) - 3) + text[-3:]
    return text[:80]


def short_text(field: str, text: str) -> str:
    """Return a free text. Raises CellWrong TOO_LONG."""
    _check_length(field, text)
    return text


def _check_length(field: str, text: str) -> None:
    if len(text) > LENGTHS[field]:
        raise CellWrong("TOO_LONG", found=len(text), expected=LENGTHS[field])
