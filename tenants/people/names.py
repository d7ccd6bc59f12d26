"""How names and phone numbers are written, compared and masked."""

import re
import unicodedata

import phonenumbers

LETTERS_WITHOUT_DECOMPOSITION = str.maketrans({"đ": "d", "Đ": "D"})


def folded(text: str) -> str:
    """Return text for search and comparison: no diacritics, lower case, single spaces.

    NFC and NFD input give the same result ("Nguyễn Thị Đào" -> "nguyen thi dao").
    """
    decomposed = unicodedata.normalize("NFD", text.translate(LETTERS_WITHOUT_DECOMPOSITION))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", bare).strip().lower()


def tidy_name(text: str) -> str:
    """Return a person's name in NFC with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def phone_number(text: str) -> str | None:
    """Return a Vietnamese phone number as E.164 ("+84905000111"), or None if it is none."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    if number.country_code != 84 or len(national) not in (9, 10):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(number: str) -> str:
    """Return an E.164 number as people write it here: "0905 000 111"; any other as it is."""
    if not number.startswith("+84"):
        return number
    local = "0" + number.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}".strip()


def masked_phone(number: str) -> str:
    """Return a number of which only the last three digits can be read."""
    return f"••• ••• {number[-3:]}"


def masked_name(full_name: str) -> str:
    """Return a name in which family and middle names are reduced to initials: "N. T. Linh"."""
    *front, last = full_name.split() or [""]
    return " ".join([*(f"{part[0]}." for part in front), last])


def given_name(full_name: str) -> str:
    """Return the name a Vietnamese person is called by: the last word."""
    return full_name.split()[-1] if full_name.split() else ""
