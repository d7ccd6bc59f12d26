"""The kinds of questions in plain words, for who writes them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.question_kinds import Kind

ROWS, ROW = _("Các phương án"), _("Phương án %(number)s")
ADD, REMOVE = _("Thêm phương án"), _("Bỏ phương án %(number)s")


@dataclass(frozen=True)
class KindWords:
    """What an editor is told of one kind."""

    summary: Any
    """What the learner does, and when the kind fits."""
    example: Any
    text_hint: Any
    rows_title: Any = ROWS
    rows_hint: Any = ""
    row: Any = ROW
    add: Any = ADD
    remove: Any = REMOVE


WORDS: dict[str, KindWords] = {
    Kind.SINGLE: KindWords(
        _("Người học chọn một phương án. Hợp với phần lớn câu hỏi."),
        _("Mật khẩu nào an toàn nhất? – Ba phương án, một phương án đúng."),
        _("Hỏi một việc cụ thể, câu ngắn."),
        rows_hint=_("Một phương án đúng. Mỗi phương án nên có một câu giải thích."),
    ),
    Kind.MULTIPLE: KindWords(
        _("Người học chọn tất cả phương án đúng."),
        _("Những dấu hiệu nào cho thấy tin nhắn lừa đảo? – Hai hoặc ba phương án đúng."),
        _("Nói rõ là có thể có nhiều đáp án đúng."),
        rows_hint=_("Đánh dấu mọi phương án đúng. Người học phải chọn đủ mới được tính là đúng."),
    ),
    Kind.TRUE_FALSE: KindWords(
        _("Người học cho biết một câu nhận định là đúng hay sai."),
        _("“Cán bộ ngân hàng có thể hỏi mã OTP của khách.” – Sai."),
        _("Viết một câu khẳng định, không viết thành câu hỏi."),
        rows_title=_("Giải thích cho từng cách trả lời"),
        rows_hint=_("Người học đọc lời giải thích sau khi trả lời."),
        row=_("Nếu người học chọn “%(text)s”"),
    ),
    Kind.ORDERING: KindWords(
        _("Người học xếp các bước theo đúng thứ tự. Hợp với quy trình, thủ tục."),
        _("Xếp các bước nộp hồ sơ trực tuyến: đăng nhập, chọn thủ tục, điền tờ khai, nộp."),
        _("Nói rõ cần xếp gì và theo thứ tự nào."),
        rows_title=_("Các bước, theo đúng thứ tự"),
        rows_hint=_("Viết theo thứ tự đúng. Khi làm bài, người học thấy các bước bị xáo trộn."),
        row=_("Bước %(number)s"),
        add=_("Thêm bước"),
        remove=_("Bỏ bước %(number)s"),
    ),
    Kind.MATCHING: KindWords(
        _("Người học ghép mỗi ý bên trái với một ý bên phải."),
        _("Ghép số điện thoại với nơi nhận cuộc gọi: 113 – công an, 156 – báo cuộc gọi rác."),
        _("Nói rõ ghép cái gì với cái gì."),
        rows_title=_("Các cặp"),
        rows_hint=_("Ít nhất hai cặp. Vế phải của các cặp phải khác nhau."),
        row=_("Cặp %(number)s"),
        add=_("Thêm cặp"),
        remove=_("Bỏ cặp %(number)s"),
    ),
    Kind.SHORT_ANSWER: KindWords(
        _("Người học tự viết một câu trả lời ngắn: một từ, một con số, một tên gọi."),
        _("Báo tin nhắn rác đến đầu số nào? – 156."),
        _("Câu trả lời chỉ nên là một từ hoặc một con số."),
        rows_title=_("Các cách trả lời"),
        rows_hint=_(
            "Mỗi dòng một cách viết được chấp nhận. Dấu tiếng Việt, chữ hoa hay thường, khoảng "
            "trắng thừa và dấu câu ở cuối không quan trọng: “Hà Nội”, “ha noi” là như nhau."
        ),
        row=_("Câu trả lời được chấp nhận"),
        add=_("Thêm câu trả lời được chấp nhận"),
        remove=_("Bỏ câu trả lời %(number)s"),
    ),
    Kind.SCENARIO: KindWords(
        _("Người học đọc một tình huống như thật rồi chọn cách xử lý."),
        _("Một tin nhắn “ngân hàng” kèm đường dẫn. Ông/Bà làm gì? – Ba cách xử lý."),
        _("Hỏi người học sẽ làm gì trong tình huống đó."),
        rows_title=_("Các cách xử lý"),
        rows_hint=_("Ở phần giải thích, hãy kể điều gì xảy ra nếu xử lý như vậy."),
        row=_("Cách xử lý %(number)s"),
        add=_("Thêm cách xử lý"),
        remove=_("Bỏ cách xử lý %(number)s"),
    ),
}
WRONG_ROW = _("Câu trả lời sai thường gặp")
