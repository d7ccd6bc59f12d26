"""Certificate codes: "<issuer number>-XXXX-XXXX", to be read aloud and typed from paper."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0, 1, I, L, O, U: nothing that looks like something else."""
GROUP = f"[{ALPHABET}]{{4}}"
CODE = re.compile(rf"([1-9][0-9]{{0,8}})-({GROUP})-({GROUP})")
LOOSE = re.compile(rf"([1-9][0-9]{{0,8}})[-–—. ]*({GROUP})[-–—. ]*({GROUP})")


def new_code(issuer_number: int) -> str:
    """Return a code nobody can guess (30^8 for each issuer)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{issuer_number}-{letters[:4]}-{letters[4:]}"


def tidy_code(typed: str) -> str | None:
    """Return the code somebody typed in its one form, or None if it is none.

    Dashes may be missing: the last eight characters are never part of the issuer's number.
    """
    match = LOOSE.fullmatch(typed.strip().upper())
    return "-".join(match.groups()) if match else None


def issuer_number_of(code: str) -> int | None:
    """Return the number of the province that gave this code, or None if it is none."""
    match = CODE.fullmatch(code)
    return int(match[1]) if match else None
