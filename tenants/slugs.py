"""A province's sub-domain: also the name of its schema, immutable, never used twice."""

import re
import unicodedata

PATTERN = re.compile(r"[a-z][a-z0-9]{1,29}")
RULE = "2–30 of a–z and 0–9, a letter first, not reserved, never used before"
RESERVED = frozenset(
    [
        "public",
        "information",
        "national",
        "ministry",
        "www",
        "api",
        "admin",
        "static",
        "media",
        "mail",
        "smtp",
        "imap",
        "pop",
        "ftp",
        "ns",
        "ns1",
        "ns2",
        "dns",
        "mx",
        "cdn",
        "img",
        "assets",
        "files",
        "help",
        "support",
        "status",
        "health",
        "healthz",
        "metrics",
        "monitoring",
        "docs",
        "blog",
        "app",
        "apps",
        "web",
        "root",
        "postgres",
        "migrator",
        "template0",
        "template1",
        "localhost",
        "test",
        "demo",
        "staging",
        "dev",
        "preview",
        "sandbox",
        "billing",
        "stripe",
        "pay",
        "login",
        "signin",
        "signup",
        "sso",
        "auth",
        "oauth",
        "account",
        "accounts",
        "office",
        "supervisor",
        "desk",
        "learner",
        "certificates",
        "certificate",
        "verify",
        "bo",
        "chinhphu",
        "trunguong",
        "quocgia",
    ]
)
RESERVED_PREFIXES = ("pg_", "pg", "xn--", "hvs", "information_schema")


class SlugInvalid(ValueError):
    """A sub-domain that cannot be had; carries the rule broken and one that could be had."""

    code = "SLUG_INVALID"

    def __init__(self, slug: str, *, reason: str, suggestion: str) -> None:
        super().__init__(f"{slug!r}: {reason} ({RULE})")
        self.slug = slug
        self.reason = reason
        self.rule = RULE
        self.suggestion = suggestion


def check_slug(slug: str, *, taken: frozenset[str] | set[str] = frozenset(), near: str = "") -> str:
    """The slug itself when it may be given; raises SlugInvalid, with one near by."""
    reason = _fault(slug, taken)
    if reason:
        raise SlugInvalid(slug, reason=reason, suggestion=suggest_slug(near or slug, taken=taken))
    return slug


def suggest_slug(text: str, *, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """A free, valid sub-domain close to any text, such as "Tỉnh Quảng Nam"."""
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    words = re.sub(r"[^a-z0-9 ]+", "", folded)
    words = re.sub(r"^\s*(tinh|thanh pho|tp)\s+", "", words)
    base = re.sub(r"^[0-9]+", "", words.replace(" ", ""))[:26]
    if len(base) < 2 or base.startswith(RESERVED_PREFIXES):
        base = "tinh" + base.removeprefix("pg")
    candidates = [base, f"tinh{base}"[:30], *(f"{base}{number}" for number in range(2, 1000))]
    return next(candidate for candidate in candidates if not _fault(candidate, taken))


def _fault(slug: str, taken: frozenset[str] | set[str]) -> str:
    if not PATTERN.fullmatch(slug):
        return "pattern"
    if slug in RESERVED or slug.startswith(RESERVED_PREFIXES):
        return "reserved"
    return "taken" if slug in taken else ""
