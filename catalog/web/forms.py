"""Forms of the desk and the library."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog import locks
from catalog.actions.lessons import revision_of
from catalog.models import Course, Lesson
from catalog.models.desk import Audience
from catalog.web import locked
from catalog.web.locked import Locked

LESSON_WORDS = ("title", "summary", "duration_minutes", "body", "note")


class NewCourseForm(forms.Form):
    """What a new course needs; the rest can be written later."""

    title = forms.CharField(label=_("Tên khóa học"), max_length=200)
    audience = forms.ChoiceField(
        label=_("Đối tượng"), choices=Audience.choices, widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label=_("Giới thiệu ngắn"),
        help_text=_("Một hoặc hai câu: khóa học giúp người học làm được gì."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CourseForm(NewCourseForm):
    """Settings of a course; what the ministry locked is read-only."""

    locked: Locked
    pass_mark_percent = forms.IntegerField(
        label=_("Mức đạt của bài kiểm tra (%)"), min_value=1, max_value=100
    )
    is_open_to_guests = forms.BooleanField(
        label=_("Học được không cần tài khoản"),
        help_text=_("Ai cũng mở được, không phải đăng nhập."),
        required=False,
    )
    is_drafting = forms.BooleanField(
        label=_("Đang biên soạn"),
        help_text=_("Người học thấy nhãn “đang biên soạn”: còn bài sẽ thêm sau."),
        required=False,
    )

    @classmethod
    def of(cls, course: Course, data: QueryDict | None) -> "CourseForm":
        """Return the form of this course, filled with what was sent or with what it is."""
        form = cls(data, initial={name: getattr(course, name) for name in cls.base_fields})
        form.locked = locked.course(course)
        locked.shut(form, form.locked.fields)
        return form


class TitleForm(forms.Form):
    """The name of a chapter or of a new lesson."""

    title = forms.CharField(label=_("Tên"), max_length=200)


class LessonForm(forms.Form):
    """The editor of one lesson. An image is added together with what was typed."""

    locked: Locked
    title = forms.CharField(label=_("Tên bài"), max_length=200)
    summary = forms.CharField(
        label=_("Tóm tắt"),
        help_text=_("Một câu, hiện trong danh sách bài."),
        max_length=300,
        required=False,
    )
    duration_minutes = forms.IntegerField(
        label=_("Thời lượng (phút)"),
        help_text=_("Nên từ 10 đến 15 phút, tính cả phần câu hỏi."),
        min_value=1,
        max_value=600,
    )
    body = forms.CharField(
        label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 24})
    )
    note = forms.CharField(
        label=_("Ghi chú của tỉnh"),
        help_text=_(
            "Học viên đọc ghi chú này bên cạnh bài: đầu mối, số điện thoại, quy định của tỉnh. "
            "Bản mới của thư viện quốc gia không làm mất ghi chú."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    image = forms.FileField(
        label=_("Chọn hình"),
        help_text=_("JPEG, PNG, WebP hoặc GIF, nhỏ hơn 10 MB. Hình được tự thu nhỏ."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alternative_text = forms.CharField(
        label=_("Lời mô tả hình"),
        help_text=_("Hình cho thấy gì? Người không nhìn thấy hình sẽ nghe câu này."),
        max_length=300,
        required=False,
    )
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(
        cls,
        lesson: Lesson,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        preview_url: str,
        with_note: bool,
    ) -> "LessonForm":
        """Return the form of this lesson, filled with what was sent or with what it is."""
        initial = {name: getattr(lesson, name) for name in LESSON_WORDS}
        form = cls(data, files, initial=initial | {"seen_at": revision_of(lesson)})
        if not with_note:
            del form.fields["note"]
        form.fields["body"].widget.attrs |= {
            "hx-post": preview_url,
            "hx-trigger": "input changed delay:800ms",
            "hx-target": "#preview",
            "hx-swap": "innerHTML",
            "hx-include": "closest form",
        }
        form.locked = locked.lesson(lesson)
        locked.shut(form, form.locked.fields)
        return form

    def clean(self) -> dict[str, Any]:
        """Ask for the image and its words together."""
        cleaned = super().clean() or {}
        if self.data.get("do") == "image":
            if not cleaned.get("image"):
                self.add_error("image", _("Chưa chọn hình."))
            if not (cleaned.get("alternative_text") or "").strip():
                self.add_error("alternative_text", _("Hãy mô tả hình bằng một câu."))
        return cleaned

    @property
    def text_fields(self) -> dict[str, Any]:
        """What change_lesson takes; a field that was not sent stays as it is."""
        names = (*LESSON_WORDS, "seen_at")
        return {
            name: self.cleaned_data[name]
            for name in names
            if name in self.fields and name in self.data
        }

    def only_for_reading(self) -> None:
        """Show the words without letting anybody change them: somebody else is writing."""
        for name in LESSON_WORDS:
            if name in self.fields:
                self.fields[name].widget.attrs["readonly"] = True


class ImageForm(forms.Form):
    """The dialog of the editor that asks for an image and for its words."""

    image = forms.FileField(
        label=_("Chọn hình"),
        error_messages={"required": _("Chưa chọn hình.")},
        help_text=_("JPEG, PNG, WebP hoặc GIF, nhỏ hơn 10 MB. Hình được tự thu nhỏ."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alternative_text = forms.CharField(
        label=_("Lời mô tả hình"),
        error_messages={"required": _("Hãy mô tả hình bằng một câu.")},
        help_text=_("Hình cho thấy gì? Người không nhìn thấy hình sẽ nghe câu này."),
        max_length=300,
    )


class VideoForm(forms.Form):
    """A lesson's video with what makes it readable without sound."""

    video = forms.FileField(
        label=_("Video (.mp4)"),
        help_text=_("Nhỏ hơn 60 MB; nên dài dưới 3 phút, khổ 360p cho mạng chậm."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "video/mp4"}),
    )
    captions = forms.FileField(
        label=_("Phụ đề (.vtt)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    poster = forms.FileField(
        label=_("Hình chờ"),
        help_text=_("Hiện trước khi bấm phát."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    transcript = forms.CharField(
        label=_("Lời trong video"),
        help_text=_("Chép đủ lời để đọc được khi không mở tiếng hoặc mạng chậm."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, has_video: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["video"].required = not has_video


class PublicationForm(forms.Form):
    """What changed, for those who work beside."""

    changelog = forms.CharField(
        label=_("Nội dung thay đổi"),
        help_text=_("Ghi lại để người cùng phụ trách biết."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    is_minor = forms.BooleanField(
        label=_("Sửa nhỏ"),
        help_text=_("Chỉ sửa chữ, không đổi nội dung học: bài đã học xong không bị đánh dấu lại."),
        required=False,
    )


class ReviewRequestForm(PublicationForm):
    """What the ministry's editors and all provinces are told of a new release."""

    applies_on_date = forms.DateField(
        label=_("Bản an toàn: tự áp dụng từ ngày"),
        help_text=_(
            "Chỉ dùng khi nội dung cũ có thể gây hại. Báo trước ít nhất 3 ngày, "
            "và ghi lý do trong phần nội dung thay đổi."
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("changelog", "is_minor", "applies_on_date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["changelog"]
        field.required = True
        field.help_text = _("Một hoặc hai câu; các tỉnh đọc câu này trước khi nhận bản mới.")


class ComparisonForm(forms.Form):
    """Which two releases are compared."""

    before = forms.TypedChoiceField(label=_("Từ bản"), coerce=int)
    after = forms.TypedChoiceField(label=_("Đến bản"), coerce=int)

    def __init__(self, *args: Any, versions: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = [(version, str(version)) for version in versions]


class RestorationForm(forms.Form):
    """Why an older release comes back."""

    changelog = forms.CharField(
        label=_("Lý do"),
        help_text=_("Các tỉnh đọc câu này trước khi nhận bản khôi phục."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )


class DecisionForm(forms.Form):
    """What a second editor says of a draft."""

    APPROVE, PUBLISH, RETURN = "approve", "publish", "return"
    note = forms.CharField(
        label=_("Ý kiến"),
        help_text=_("Khi trả lại, hãy ghi rõ cần sửa gì."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    do = forms.ChoiceField(
        choices=[(APPROVE, ""), (PUBLISH, ""), (RETURN, "")],
        error_messages={"required": _("Hãy chọn duyệt hoặc trả lại.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words when a draft is returned."""
        cleaned = super().clean() or {}
        if cleaned.get("do") == self.RETURN and not (cleaned.get("note") or "").strip():
            self.add_error("note", _("Hãy ghi rõ cần sửa gì."))
        return cleaned


class LockForm(forms.Form):
    """What provinces may not change, and why."""

    node_uid = forms.TypedChoiceField(label=_("Khóa ở đâu"), coerce=uuid.UUID)
    field = forms.ChoiceField(label=_("Khóa phần nào"), required=False)
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Các tỉnh đọc câu này ở chỗ bị khóa."),
        max_length=300,
    )
    legal_basis = forms.CharField(
        label=_("Căn cứ pháp lý"),
        help_text=_("Ví dụ: Điều 5, Nghị định 13/2023/NĐ-CP."),
        max_length=300,
    )

    def __init__(self, *args: Any, titles: dict[str, str], course_uid: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course_uid = course_uid
        places: Any = self.fields["node_uid"]
        parts: Any = self.fields["field"]
        whole = _("Cả khóa học: %(title)s")
        places.choices = [
            (uid, whole % {"title": title} if uid == course_uid else title)
            for uid, title in titles.items()
        ]
        course_only = {
            key: label
            for key, label in locks.FIELDS["course"].items()
            if key not in locks.FIELDS["lesson"]
        }
        parts.choices = [
            ("", _("Tất cả")),
            *locks.FIELDS["lesson"].items(),
            *course_only.items(),
        ]


class TakeOverForm(forms.Form):
    """Which releases a province takes over."""

    release = forms.TypedMultipleChoiceField(
        coerce=uuid.UUID,
        error_messages={
            "required": _("Chưa chọn khóa học nào."),
            "invalid_choice": _("Có khóa học không còn trong thư viện. Hãy tải lại trang."),
        },
    )

    def __init__(self, *args: Any, release_uids: list[uuid.UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["release"]
        field.choices = [(str(uid), str(uid)) for uid in release_uids]
