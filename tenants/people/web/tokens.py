"""One's own access keys: make one, see it once, revoke it."""

import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenants.people import forms, tokens
from tenants.people.models import ApiToken
from tenants.people.permissions import person, role_required


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(*tokens.HOLDERS)
def token_list(request: HttpRequest) -> HttpResponse:
    """All keys of this person; a new one is shown in the answer to the form and never again."""
    user, now = person(request), timezone.now()
    if request.method == "GET":
        return page(request, forms.TokenForm(user=user))
    form = forms.TokenForm(request.POST, user=user)
    if not form.is_valid():
        return page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = form.cleaned_data
    try:
        token, key = tokens.create_token(
            user=user,
            name=wanted["name"],
            scopes=wanted["scopes"],
            expires_at=now + timedelta(days=wanted["days"]),
            by=user,
            at=now,
        )
    except tokens.TooManyTokens as error:
        text = _("Ông/Bà đang có %(count)s khóa. Vui lòng thu hồi khóa không dùng rồi tạo lại.")
        form.add_error(None, text % {"count": error.limit})
        return page(request, form, status=HTTPStatus.CONFLICT)
    made = {"made": token, "key": key}
    return page(request, forms.TokenForm(user=user), status=HTTPStatus.CREATED, **made)


@require_POST
@role_required(*tokens.HOLDERS)
def revocation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End one of my keys at once."""
    user = person(request)
    token = get_object_or_404(ApiToken, uid=uid, user=user)
    tokens.revoke_token(token=token, by=user, at=timezone.now())
    messages.success(request, _("Đã thu hồi khóa “%(name)s”.") % {"name": token.name})
    return HttpResponseRedirect(reverse("account-tokens"))


def page(
    request: HttpRequest, form: forms.TokenForm, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    """The page of the keys."""
    context = {
        "form": form,
        "tokens": tokens.tokens_of(person(request)),
        "now": timezone.now(),
        **more,
    }
    return render(request, "people/tokens.html", context, status=status)
