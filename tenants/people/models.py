"""Who acts in one place. Every schema has an own set of these rows."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Looks people up by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this uid (Django's own name for the question)."""
        return self.get(uid=username)  # type: ignore[misc]


class User(AbstractBaseUser):
    """One person who can sign in here. Never holds a role, a unit or a result."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    email = models.EmailField(_("Thư điện tử"), max_length=254, null=True, blank=True)  # noqa: DJ001
    phone = models.CharField(_("Số điện thoại"), max_length=16, null=True, blank=True)  # noqa: DJ001
    """E.164, for example +84905000111."""
    sign_in_name = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    """Staff code in capitals; the third thing a person may sign in with."""
    language = models.CharField(max_length=8, default="vi")
    text_size_percent = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "uid"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="people_user_email"),
            models.UniqueConstraint("phone", name="people_user_phone"),
            models.UniqueConstraint("sign_in_name", name="people_user_sign_in_name"),
            models.CheckConstraint(
                condition=Q(text_size_percent__in=[100, 125, 150]), name="people_user_text_size"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights are RoleGrant rows; Django's own permissions are never given."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """See has_perm."""
        return False


class Role(models.TextChoices):
    """What a person may do in a place; which roles exist where stands in permissions."""

    MINISTRY_ADMINISTRATOR = "ministry_administrator", _("Quản trị của Bộ")
    MINISTRY_EDITOR = "ministry_editor", _("Biên tập viên của Bộ")
    MINISTRY_ANALYST = "ministry_analyst", _("Chuyên viên số liệu của Bộ")
    PROVINCE_OFFICE = "province_office", _("Cán bộ điều hành của tỉnh")
    SUPERVISOR = "supervisor", _("Người theo dõi, đánh giá")


class RoleGrant(models.Model):
    """One role of one person, for the whole place or for one unit and all below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32, choices=Role)
    scope_uid = models.UUIDField(null=True, blank=True)
    """Uid of a unit (enrollment.Unit); empty means the whole place."""
    granted_by_uid = models.UUIDField(null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_uid"], nulls_distinct=False, name="people_grant_once"
            )
        ]


class Session(AbstractBaseSession):
    """One signed-in or guest browser; holds the uuid of the place it was made in."""

    place_uuid = models.UUIDField()
    user_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """To end all sessions of one person; no foreign key so that expiry stays cheap."""

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        """Return the store that reads and writes these rows."""
        from tenants.people.sessions import SessionStore

        return SessionStore


class OneTimeCode(models.Model):
    """A code or link sent or printed once. Holds a keyed hash, never the code itself."""

    class Purpose(models.TextChoices):
        """What using the code does."""

        ACTIVATE = "activate", _("Kích hoạt tài khoản")
        SIGN_IN = "sign_in", _("Đăng nhập")
        REGISTER = "register", _("Đăng ký")
        RESET = "reset", _("Đặt lại mật khẩu")
        ASSIST = "assist", _("Đăng ký giúp")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    sent_to = models.CharField(max_length=254, blank=True)
    """Phone or address the code went to; empty for a printed slip."""
    digest = models.CharField(max_length=64, db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failed_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # newest open code for a phone: sign-in and registration by code
            models.Index(fields=["sent_to", "purpose", "-created_at"], name="people_code_newest")
        ]


class SignInFailure(models.Model):
    """One refused sign-in, for the throttle by (what was typed, address). No password."""

    key_digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key_digest", "at"], name="people_failure_window")
        ]


class Message(models.Model):
    """One mail or SMS to one person, written in the transaction that caused it."""

    class Channel(models.TextChoices):
        """How it travels."""

        MAIL = "mail", _("Thư điện tử")
        SMS = "sms", _("Tin nhắn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    """When a worker last began to send it; nobody else takes it for a while."""
    failed_count = models.PositiveSmallIntegerField(default=0)
    last_error_code = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["created_at"], condition=Q(sent_at=None), name="people_message_due"
            )
        ]


class AuditEntry(models.Model):
    """Who did what to which thing, in the same transaction. Append-only; no free text of people."""

    at = models.DateTimeField()
    actor_uid = models.UUIDField(null=True, blank=True)
    """User who acted; empty for the service itself."""
    action = models.CharField(max_length=64)
    """Verb with its app: "enrollment.grade_attempt"."""
    subject = models.CharField(max_length=64, blank=True)
    subject_uid = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, blank=True, unique=True)
    """Place in the sealed chain; empty until the sealing job came by."""
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(sequence=None), name="people_audit_unsealed"),
            models.Index(fields=["subject", "subject_uid"], name="people_audit_subject"),
        ]


class AuditSeal(models.Model):
    """One closing of the chain: how far it reached then, so that a missing end is found too."""

    sequence = models.BigIntegerField(unique=True)
    """Last sealed entry."""
    digest = models.CharField(max_length=64)
    """Digest of that entry, and so of every entry before it."""
    at = models.DateTimeField()


class PageView(models.Model):
    """One successful page read, kept until it is folded into a day. Says nothing about who."""

    at = models.DateTimeField(auto_now_add=True)
    route = models.CharField(max_length=80)


class PageViewDay(models.Model):
    """How often one kind of page was read on one day in Vietnam."""

    date = models.DateField()
    route = models.CharField(max_length=80)
    view_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "route"], name="people_page_view_day")
        ]


class ApiToken(models.Model):
    """A key with which a machine speaks to the API of one place. Holds a hash, never the key."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    """For whom it acts: a token can never do more than this person may."""
    name = models.CharField(_("Tên khóa"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    """What it may do: names of tenants.people.tokens.SCOPES."""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
