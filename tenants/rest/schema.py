"""What the description of the API says of every address."""

from typing import Any

EVERYWHERE = {
    "429": "Too many requests with this key; come back after Retry-After.",
    "503": "Overloaded, or the site is being brought up to date; come back after Retry-After.",
}
WITH_BODY = {
    "400": "The body is not JSON.",
    "413": "The body is too large.",
    "415": "The body is of another type than application/json.",
}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def add_general_refusals(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """Add the refusals that no view names because every view may give them."""
    for operations in result["paths"].values():
        for operation in operations.values():
            told = EVERYWHERE | (WITH_BODY if "requestBody" in operation else {})
            for status, words in told.items():
                refusal = {"content": ERROR, "description": words}
                operation["responses"].setdefault(status, refusal)
    return result
