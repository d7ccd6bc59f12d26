"""True content for the style guide: a form with every kind of field, a table, a page of a list."""

from typing import Any

from django import forms
from django.core.paginator import Paginator


class EveryField(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(label="Họ và tên", help_text="Viết đủ dấu như trên giấy tờ.")
    email = forms.EmailField(label="Thư điện tử")
    phone = forms.CharField(label="Số điện thoại", widget=forms.TextInput({"type": "tel"}))
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)
    born = forms.DateField(label="Ngày sinh")
    minutes = forms.IntegerField(label="Số phút mỗi bài")
    unit = forms.ChoiceField(
        label="Đơn vị",
        choices=[("", "Chọn đơn vị"), ("1", "Sở Nội vụ"), ("2", "UBND xã Điện Bàn Tây")],
    )
    group = forms.ChoiceField(
        label="Học với tư cách nào?",
        help_text="Chọn một ý.",
        widget=forms.RadioSelect,
        choices=[("official", "Cán bộ, công chức, viên chức"), ("citizen", "Người dân")],
    )
    topics = forms.MultipleChoiceField(
        label="Muốn học gì?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("safety", "An toàn thông tin"), ("service", "Dịch vụ công trực tuyến")],
    )
    note = forms.CharField(label="Điều muốn hỏi", widget=forms.Textarea({"rows": 4}))
    roster = forms.FileField(label="Tệp danh sách (.xlsx)", help_text="Tối đa 20 MB.")
    agree = forms.BooleanField(label="Tôi đồng ý với quy định bảo vệ dữ liệu cá nhân")


class UnitFilter(forms.Form):
    """A filter with two fields."""

    unit = forms.ChoiceField(label="Đơn vị", choices=[("", "Mọi đơn vị"), ("1", "Sở Nội vụ")])
    state = forms.ChoiceField(label="Tình trạng", choices=[("", "Tất cả"), ("late", "Quá hạn")])


PEOPLE = [
    {"name": "Nguyễn Thị Linh", "unit": "UBND xã Điện Bàn Tây", "done": "6 trên 9", "score": 92},
    {"name": "Trần Văn Sơn", "unit": "Sở Nội vụ", "done": "9 trên 9", "score": 88},
    {"name": "Phạm Thị Minh", "unit": "Sở Khoa học và Công nghệ", "done": "2 trên 9", "score": 75},
]
NAVIGATION = [
    {"label": "Tổng quan", "url": "?shell=office", "icon": "layout-dashboard", "current": True},
    {"label": "Người học", "url": "#tables", "icon": "users", "current": False},
    {"label": "Danh mục khóa học", "url": "#learning", "icon": "book-open", "current": False},
    {"label": "Giao việc học", "url": "#forms", "icon": "list-checks", "current": False},
    {"label": "Nhập danh sách", "url": "#jobs", "icon": "upload", "current": False},
    {"label": "Cài đặt", "url": "#telling", "icon": "settings", "current": False},
]


def context(shell: str) -> dict[str, Any]:
    """Everything the style guide shows, inside one of the three shells."""
    with_errors = EveryField({"email": "linh@", "full_name": "Linh"}, auto_id="wrong_%s")
    return {
        "shell_template": f"shells/{shell}.html",
        "navigation": NAVIGATION,
        "navigation_title": "Văn phòng tỉnh",
        "form": EveryField(),
        "wrong_form": with_errors,
        "filter_form": UnitFilter(auto_id="filter_%s"),
        "people": PEOPLE,
        "page": Paginator(range(5140), 50).page(4),
        "tag_kinds": [
            ("todo", "Chưa học"),
            ("doing", "Đang học 4/12"),
            ("done", "Hoàn thành"),
            ("due", "Còn 12 ngày"),
            ("late", "Quá hạn 3 ngày"),
            ("locked", "Chưa mở"),
            ("info", "Bản 2.1"),
            ("draft", "Bản nháp"),
        ],
        "sources": [
            {"url": "/media/x.mp4", "type": "video/mp4", "label": "360p", "bytes": 3400000},
            {"url": "/media/y.mp4", "type": "video/mp4", "label": "720p", "bytes": 9800000},
        ],
    }
