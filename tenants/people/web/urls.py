"""Addresses of signing in and of one's own account."""

from django.urls import path

from tenants.people.web import (
    account,
    activation,
    forgotten,
    mailbox,
    registration,
    sign_in,
    tokens,
)

both_patterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.sign_in_by_code, name="sign-in-code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("activate/", activation.slip, name="activate"),
    path("activate/<str:token>/", activation.activate, name="activate-link"),
    path("reset/", forgotten.forgotten, name="reset"),
    path("reset/<str:token>/", activation.reset, name="reset-link"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="account-password"),
    path("account/sessions/", account.end_other_sessions, name="account-sessions"),
    path("account/tokens/", tokens.token_list, name="account-tokens"),
    path(
        "account/tokens/<uuid:uid>/revocation/", tokens.revocation, name="account-token-revocation"
    ),
    path("dev/mailbox/", mailbox.mailbox, name="mailbox"),
]
national_patterns = [*both_patterns]
province_patterns = [*both_patterns, path("register/", registration.register, name="register")]
