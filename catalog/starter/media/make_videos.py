"""Draw the two starter videos with their captions, posters and transcripts.

A tool for the day somebody changes a word in a video; nothing imports it at run time. It needs
ffmpeg on the PATH, Pillow and fontpkg-be-vietnam-pro, and writes beside itself:

    .venv/bin/python catalog/starter/media/make_videos.py [NAME …]

Each scene carries its own captions and a description of its picture, so that the video, the
captions and the transcript cannot drift apart. The lowest 56 pixels stay empty: players lay the
captions there. Bank, people and suspicious addresses are invented (`.example` is reserved).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"

WIDTH, HEIGHT = 640, 360
BAND_TOP = 304  # below it: captions only
SCALE = 2  # drawn twice as large, then reduced: smooth edges
FRAMES_PER_SECOND = 10
CROSSFADE_SECONDS = 0.4

PAPER, INK, LAKE, LOTUS, HONEY = "#FBFAF6", "#14212B", "#0A5C5A", "#B3365B", "#8A5A00"
WHITE, GREY, LINE, BUBBLE = "#FFFFFF", "#5A666E", "#D9DDD8", "#EEF1EF"
PALE_LAKE, PALE_LOTUS, PALE_HONEY = "#E3EFEC", "#F9E3EA", "#F6ECD9"

Box = tuple[float, float, float, float]


# --- drawing -------------------------------------------------------------------------------------


def eased(seconds: float, start: float = 0.0, length: float = 0.6) -> float:
    """0 before `start`, 1 after `start + length`, and a gentle slowing down between."""
    share = min(max((seconds - start) / length, 0.0), 1.0)
    return 1 - (1 - share) ** 3


def mixed(colour: str, background: str, share: float) -> str:
    """`share` of the colour over the background, as #rrggbb: a fade without transparency."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(background[1:]), strict=True)
    return "#" + bytes(round(c * share + b * (1 - share)) for c, b in pairs).hex()


class Canvas:
    """One frame, addressed in video pixels and drawn at SCALE."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.fonts: dict[tuple[int, bool], ImageFont.FreeTypeFont] = {}

    def font(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        """Be Vietnam Pro, regular or bold."""
        if (size, bold) not in self.fonts:
            name = "BeVietnamPro-Bold.ttf" if bold else "BeVietnamPro-Regular.ttf"
            self.fonts[size, bold] = ImageFont.truetype(FONTS / name, size * SCALE)
        return self.fonts[size, bold]

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "ls",
    ) -> float:
        """Write lines from the baseline of the first; the width of the longest comes back."""
        font = self.font(size, bold)
        for number, line in enumerate(words.split("\n")):
            place = (x * SCALE, (y + number * size * 1.42) * SCALE)
            self.pen.text(place, line, fill=colour, font=font, anchor=anchor)
        return max(font.getlength(line) for line in words.split("\n")) / SCALE

    def box(
        self,
        box: Box,
        radius: float = 6,
        fill: str | None = None,
        outline: str | None = None,
        width: float = 1,
    ) -> None:
        """A rectangle with round corners."""
        self.pen.rounded_rectangle(
            [v * SCALE for v in box], radius * SCALE, fill, outline, round(width * SCALE)
        )

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 2) -> None:
        """A line through the points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, colour, round(width * SCALE), joint="curve")

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self.pen.ellipse([v * SCALE for v in box], fill)

    def badge(self, x: float, y: float, words: str, fill: str, radius: float = 15) -> None:
        """A disc with a number in it."""
        self.disc(x, y, radius, fill)
        self.text(x, y, words, round(radius * 1.15), WHITE, bold=True, anchor="mm")

    def tick(self, x: float, y: float, colour: str) -> None:
        """A check mark about 16 pixels wide."""
        self.line([(x - 8, y), (x - 2, y + 6), (x + 8, y - 7)], colour, 3.5)

    def cross(self, x: float, y: float, colour: str) -> None:
        """A cross about 14 pixels wide."""
        self.line([(x - 6, y - 6), (x + 6, y + 6)], colour, 3.5)
        self.line([(x - 6, y + 6), (x + 6, y - 6)], colour, 3.5)

    def padlock(self, x: float, y: float, colour: str) -> None:
        """The closed lock that browsers show."""
        bow = [v * SCALE for v in (x - 5, y - 11, x + 5, y + 3)]
        self.pen.arc(bow, 180, 360, colour, 2 * SCALE)
        self.box((x - 7, y - 4, x + 7, y + 7), 2, fill=colour)


# --- the phone and what it shows -----------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A suspicious place on a screen, with its number at the upper right or the lower left."""

    number: str
    box: Box
    number_below: bool = False


def phone(canvas: Canvas) -> None:
    """The upper part of a phone; `lower_band` cuts it off."""
    canvas.box((22, 14, 350, 420), 34, fill=INK)
    canvas.box((30, 22, 342, 412), 27, fill=WHITE)
    canvas.text(52, 43, "8:15", 13, INK, bold=True)
    canvas.box((302, 33, 322, 43), 3, outline=INK, width=1.2)
    canvas.box((304, 35, 316, 41), 1, fill=INK)


def lower_band(canvas: Canvas, played_share: float) -> None:
    """The quiet strip for captions, with a thin line that shows how far the video has come."""
    canvas.pen.rectangle([0, BAND_TOP * SCALE, WIDTH * SCALE, HEIGHT * SCALE], PAPER)
    canvas.line([(0, BAND_TOP), (WIDTH, BAND_TOP)], LINE, 2)
    canvas.line([(0, BAND_TOP), (WIDTH * played_share, BAND_TOP)], LAKE, 3)


def sms_screen(canvas: Canvas, seconds: float, *, arriving: bool = False) -> None:
    """A text message that pretends to come from a bank; it may be seen coming in."""
    share = eased(seconds, 1.0, 0.8) if arriving else 1.0
    canvas.disc(66, 78, 17, PALE_HONEY)
    canvas.text(66, 78, "A", 18, HONEY, bold=True, anchor="mm")
    canvas.text(92, 84, "Ngân hàng ABC", 18, INK, bold=True)
    canvas.line([(30, 106), (342, 106)], LINE, 1)
    canvas.text(186, 127, "Hôm nay", 13, GREY, anchor="ms")
    lower = 60 * (1 - share)
    ink, link = mixed(INK, WHITE, share), mixed(LAKE, WHITE, share)
    canvas.box((46, 138 + lower, 326, 284 + lower), 14, fill=mixed(BUBBLE, WHITE, share))
    canvas.text(62, 168 + lower, "Tài khoản của quý khách\nsẽ bị KHOÁ sau 24 giờ.", 19, ink)
    canvas.text(62, 229 + lower, "Xác minh ngay tại:", 19, ink)
    width = canvas.text(62, 261 + lower, "abc-xacminh.example", 19, link)
    canvas.line([(62, 265 + lower), (62 + width, 265 + lower)], link, 1.2)


SMS_MARKS = {
    "threat": Mark("1", (54, 148, 318, 206)),
    "link": Mark("2", (54, 240, 290, 274)),
    "sender": Mark("3", (86, 62, 256, 95)),
}


def address_bar(canvas: Canvas, address: str) -> None:
    """The top of a browser."""
    canvas.box((42, 56, 330, 88), 16, fill=BUBBLE)
    canvas.padlock(62, 73, GREY)
    canvas.text(86, 78, address, 17)


def field(canvas: Canvas, y: float, label: str) -> None:
    """A labelled input field."""
    canvas.text(48, y, label, 16, INK)
    canvas.box((48, y + 8, 324, y + 38), 5, outline=GREY, width=1.2, fill=WHITE)


def false_bank_screen(canvas: Canvas, seconds: float) -> None:
    """The page behind the message: it asks for the password and the code."""
    address_bar(canvas, "abc-xacminh.example")
    canvas.text(48, 115, "Xác minh tài khoản", 19, HONEY, bold=True)
    field(canvas, 138, "Số tài khoản")
    field(canvas, 200, "Mật khẩu")
    field(canvas, 257, "Mã OTP")


FALSE_BANK_MARKS = {"secrets": Mark("4", (40, 181, 333, 300))}


def false_portal_screen(canvas: Canvas, seconds: float) -> None:
    """A sign-in page that looks like the public service portal."""
    address_bar(canvas, "dichvucong-hotro.example")
    canvas.pen.rectangle([v * SCALE for v in (30, 98, 342, 134)], LAKE)
    canvas.text(186, 122, "CỔNG DỊCH VỤ CÔNG", 18, WHITE, bold=True, anchor="ms")
    field(canvas, 158, "Số định danh cá nhân")
    field(canvas, 215, "Mật khẩu")
    canvas.box((48, 263, 324, 296), 6, fill=LAKE)
    canvas.text(186, 280, "Đăng nhập", 16, WHITE, bold=True, anchor="mm")


FALSE_PORTAL_MARKS = {
    "address": Mark("1", (38, 51, 334, 93)),
    "padlock": Mark("3", (46, 54, 80, 90), number_below=True),
}


def draw_mark(canvas: Canvas, mark: Mark, share: float) -> None:
    """A frame that settles round a suspicious place."""
    if share <= 0:
        return
    loose = 12 * (1 - share)
    left, top, right, bottom = mark.box
    colour = mixed(LOTUS, WHITE, share)
    canvas.box((left - loose, top - loose, right + loose, bottom + loose), 9, None, colour, 3)
    corner = (left - loose, bottom + loose) if mark.number_below else (right + loose, top - loose)
    canvas.badge(*corner, mark.number, colour, 13)


# --- scenes --------------------------------------------------------------------------------------

Draw = Callable[[Canvas, float], None]


@dataclass(frozen=True)
class Scene:
    """Some seconds of a video: the picture, what it shows in words, and its captions in turn."""

    seconds: float
    picture: str
    captions: tuple[str, ...]
    draw: Draw


def title(canvas: Canvas, seconds: float, words: str, topic: str) -> None:
    """The opening card."""
    canvas.box((48, 76, 56, 76 + 52 * len(words.split("\n"))), 4, fill=LAKE)
    canvas.text(76, 112, words, 36, INK, bold=True)
    canvas.text(76, 126 + 51 * len(words.split("\n")), topic, 20, GREY)


def look_at_phone(
    canvas: Canvas,
    seconds: float,
    *,
    screen: Draw,
    heading: str,
    words: str,
    old: tuple[Mark, ...] = (),
    new: Mark | None = None,
) -> None:
    """The phone on the left, with marks; on the right what the newest mark means."""
    phone(canvas)
    screen(canvas, seconds)
    for mark in old:
        draw_mark(canvas, mark, 1.0)
    top = 96.0
    if new:
        draw_mark(canvas, new, eased(seconds, 0.7))
        canvas.badge(392, 62, new.number, LOTUS, 18)
        top = 122.0
    canvas.text(374, top, heading, 26, INK, bold=True)
    shown = mixed(INK, PAPER, eased(seconds, 1.2))
    canvas.text(374, top + 10 + 37 * len(heading.split("\n")), words, 20, shown)


def steps(
    canvas: Canvas, seconds: float, *, heading: str, rows: tuple[str, ...], every: float
) -> None:
    """What to do, one row after the other, each when its caption begins."""
    canvas.text(40, 56, heading, 30, LAKE, bold=True)
    for number, row in enumerate(rows):
        share = eased(seconds, number * every + 0.3)
        top = 78 + number * 74 + 10 * (1 - share)
        canvas.box((40, top, 600, top + 62), 8, fill=mixed(PALE_LAKE, PAPER, share))
        canvas.disc(74, top + 31, 17, mixed(LAKE, PAPER, share))
        canvas.tick(74, top + 31, mixed(WHITE, PAPER, share))
        canvas.text(106, top + 39, row, 23, mixed(INK, PAPER, share), bold=True)


def address_card(canvas: Canvas, top: float, parts: tuple[str, str, str], real: bool) -> None:
    """An address whose decisive end stands out; parts: before, end, after."""
    colour, pale = (LAKE, PALE_LAKE) if real else (LOTUS, PALE_LOTUS)
    canvas.box((40, top, 600, top + 78), 8, fill=pale)
    (canvas.tick if real else canvas.cross)(66, top + 25, colour)
    canvas.text(84, top + 31, "Địa chỉ thật" if real else "Địa chỉ giả", 17, colour, bold=True)
    before, end, after = parts
    x = 60 + canvas.text(60, top + 62, before, 24, INK)
    width = canvas.text(x, top + 62, end, 24, colour, bold=True)
    canvas.line([(x, top + 69), (x + width, top + 69)], colour, 3)
    canvas.text(x + width, top + 62, after, 24, GREY)


def compare_addresses(canvas: Canvas, seconds: float) -> None:
    """The real address and one made to look like it."""
    canvas.badge(58, 50, "2", LOTUS, 18)
    canvas.text(88, 59, "Đọc phần cuối của địa chỉ", 27, INK, bold=True)
    address_card(canvas, 86, ("dichvucong", ".gov.vn", ""), real=True)
    if seconds > 2.5:
        address_card(canvas, 180, ("dichvucong-gov-vn", ".example", ""), real=False)


def trap_address(canvas: Canvas, seconds: float) -> None:
    """The real address put in front of a false one."""
    canvas.badge(58, 50, "2", LOTUS, 18)
    canvas.text(88, 59, "Coi chừng địa chỉ dài", 27, INK, bold=True)
    address_card(canvas, 86, ("dichvucong.gov.vn", ".hotro.example", "/vao"), real=False)
    shown = mixed(INK, PAPER, eased(seconds, 1.5))
    canvas.text(40, 208, "Tìm dấu / đầu tiên.", 23, shown, bold=True)
    shown = mixed(INK, PAPER, eased(seconds, 3.0))
    canvas.text(40, 244, "Chữ ngay trước dấu / mới là chủ trang.", 23, shown)
    canvas.text(40, 280, "Ở đây là .example, không phải .gov.vn.", 23, shown)


# --- the two videos ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Video:
    """A video and the name of its four files."""

    name: str
    title: str
    poster_scene: int
    scenes: tuple[Scene, ...]


SMS = partial(look_at_phone, screen=sms_screen)
PORTAL = partial(look_at_phone, screen=false_portal_screen)

BANK_SMS = Video(
    "bank-sms",
    "Nhận biết tin nhắn giả mạo ngân hàng",
    poster_scene=3,
    scenes=(
        Scene(
            5,
            "Trang mở đầu với tên video.",
            ("Nhận biết tin nhắn giả mạo ngân hàng.\nVideo không có lời thoại.",),
            partial(title, words="Nhận biết tin nhắn\ngiả mạo ngân hàng", topic="Xem kỹ bốn chỗ"),
        ),
        Scene(
            7,
            "Màn hình điện thoại có tin nhắn mang tên “Ngân hàng ABC”: “Tài khoản của quý khách "
            "sẽ bị KHOÁ sau 24 giờ. Xác minh ngay tại: abc-xacminh.example”.",
            ("Một tin nhắn mang tên ngân hàng vừa đến.\nKhoan bấm. Hãy xem kỹ bốn chỗ.",),
            partial(
                look_at_phone,
                screen=partial(sms_screen, arriving=True),
                heading="Tin nhắn này\nthật hay giả?",
                words="Khoan bấm.\nHãy xem kỹ\nbốn chỗ.",
            ),
        ),
        Scene(
            8,
            "Khung đánh dấu số 1 bao quanh câu “sẽ bị KHOÁ sau 24 giờ”.",
            ("Chỗ thứ nhất: lời doạ và giục.\nKẻ xấu muốn ta vội, không kịp hỏi ai.",),
            partial(
                SMS,
                heading="Doạ và giục",
                words="Muốn ta làm ngay,\nkhông kịp nghĩ,\nkhông kịp hỏi ai.",
                new=SMS_MARKS["threat"],
            ),
        ),
        Scene(
            8,
            "Khung đánh dấu số 2 bao quanh đường dẫn abc-xacminh.example.",
            ("Chỗ thứ hai: đường dẫn trong tin nhắn.\nKhông bấm vào.",),
            partial(
                SMS,
                heading="Đường dẫn lạ",
                words="Không phải địa chỉ\nta vẫn dùng với\nngân hàng.",
                old=(SMS_MARKS["threat"],),
                new=SMS_MARKS["link"],
            ),
        ),
        Scene(
            8,
            "Khung đánh dấu số 3 bao quanh tên người gửi “Ngân hàng ABC”.",
            ("Chỗ thứ ba: tên người gửi cũng giả được.\nTin giả có thể nằm chung với tin thật.",),
            partial(
                SMS,
                heading="Tên người gửi\ncũng giả được",
                words="Tin giả có thể\nnằm chung với\ntin thật.",
                old=(SMS_MARKS["threat"], SMS_MARKS["link"]),
                new=SMS_MARKS["sender"],
            ),
        ),
        Scene(
            8,
            "Trang hiện ra nếu bấm vào đường dẫn, có các ô số tài khoản, mật khẩu, mã OTP. "
            "Khung đánh dấu số 4 bao quanh ô mật khẩu và ô mã OTP.",
            ("Chỗ thứ tư: đòi mật khẩu và mã OTP,\ntức mã dùng một lần. Không đưa cho ai.",),
            partial(
                look_at_phone,
                screen=false_bank_screen,
                heading="Đòi mật khẩu,\nđòi mã OTP",
                words="OTP là mã dùng\nmột lần. Không\nđưa cho ai.",
                new=FALSE_BANK_MARKS["secrets"],
            ),
        ),
        Scene(
            13.5,
            "Ba việc cần làm lần lượt hiện ra, mỗi việc có dấu tích.",
            (
                "Việc cần làm. Một: không bấm, không nhập gì.",
                "Hai: tự gọi ngân hàng theo số in ở mặt sau thẻ.",
                "Ba: báo tin nhắn rác tới đầu số 5656.",
            ),
            partial(
                steps,
                heading="Việc cần làm",
                rows=(
                    "Không bấm, không nhập gì",
                    "Gọi số in ở mặt sau thẻ",
                    "Báo tin rác tới 5656",
                ),
                every=4.5,
            ),
        ),
        Scene(
            8,
            "Hai việc cần làm nếu đã lỡ nhập thông tin.",
            (
                "Nếu lỡ nhập: gọi ngân hàng khoá tài khoản ngay,",
                "rồi đổi mật khẩu và báo công an nơi gần nhất.",
            ),
            partial(
                steps,
                heading="Nếu đã lỡ nhập",
                rows=("Gọi ngân hàng khoá tài khoản ngay", "Đổi mật khẩu, báo công an"),
                every=4,
            ),
        ),
    ),
)

FAKE_ADDRESS = Video(
    "fake-address",
    "Xem kỹ địa chỉ trước khi nhập mật khẩu dịch vụ công",
    poster_scene=2,
    scenes=(
        Scene(
            5,
            "Trang mở đầu với tên video.",
            ("Xem kỹ địa chỉ trước khi nhập mật khẩu\ndịch vụ công. Video không có lời thoại.",),
            partial(
                title,
                words="Xem kỹ địa chỉ\ntrước khi nhập\nmật khẩu",
                topic="Dành cho người dùng dịch vụ công",
            ),
        ),
        Scene(
            7,
            "Điện thoại mở một trang có dòng chữ “Cổng Dịch vụ công”, ô số định danh "
            "và ô mật khẩu. Thanh địa chỉ ghi dichvucong-hotro.example.",
            ("Trang này trông giống Cổng Dịch vụ công.\nKhoan nhập mật khẩu. Hãy xem ba điều.",),
            partial(
                PORTAL,
                heading="Trang trông\nrất giống thật",
                words="Khoan nhập\nmật khẩu. Hãy\nxem ba điều.",
            ),
        ),
        Scene(
            8,
            "Khung đánh dấu số 1 bao quanh thanh địa chỉ.",
            ("Điều thứ nhất: nhìn thanh địa chỉ ở trên cùng.\nChạm vào đó để xem hết địa chỉ.",),
            partial(
                PORTAL,
                heading="Nhìn thanh\nđịa chỉ",
                words="Ở trên cùng.\nChạm vào để\nxem cho hết.",
                new=FALSE_PORTAL_MARKS["address"],
            ),
        ),
        Scene(
            10,
            "Hai địa chỉ đặt cạnh nhau. Địa chỉ thật: dichvucong.gov.vn. "
            "Địa chỉ giả: dichvucong-gov-vn.example. Phần cuối của mỗi địa chỉ được gạch chân.",
            (
                "Điều thứ hai: đọc phần cuối của địa chỉ.\nĐịa chỉ thật: dichvucong.gov.vn.",
                "Có chữ gov ở giữa chưa đủ.\nPhải kết thúc đúng bằng .gov.vn.",
            ),
            compare_addresses,
        ),
        Scene(
            10,
            "Một địa chỉ dài: dichvucong.gov.vn.hotro.example/vao. "
            "Phần “.hotro.example” ngay trước dấu gạch chéo được gạch chân.",
            (
                "Coi chừng: kẻ xấu đặt dichvucong.gov.vn\nở đầu một địa chỉ dài.",
                "Hãy tìm dấu gạch chéo đầu tiên.\nChữ ngay trước dấu ấy mới là chủ trang.",
            ),
            trap_address,
        ),
        Scene(
            8,
            "Khung đánh dấu số 3 bao quanh hình ổ khoá trên thanh địa chỉ của trang giả.",
            ("Điều thứ ba: đừng chỉ tin hình ổ khoá.\nTrang giả cũng có ổ khoá.",),
            partial(
                PORTAL,
                heading="Đừng chỉ tin\nhình ổ khoá",
                words="Trang giả cũng\ncó ổ khoá.",
                new=FALSE_PORTAL_MARKS["padlock"],
            ),
        ),
        Scene(
            12,
            "Ba việc cần làm lần lượt hiện ra, mỗi việc có dấu tích.",
            (
                "Việc cần làm. Một: tự gõ dichvucong.gov.vn.",
                "Hai: đăng nhập bằng tài khoản VNeID của mình.",
                "Ba: thấy lạ thì thoát ra, hỏi tổ công nghệ số.",
            ),
            partial(
                steps,
                heading="Việc cần làm",
                rows=(
                    "Tự gõ dichvucong.gov.vn",
                    "Đăng nhập bằng VNeID",
                    "Thấy lạ thì thoát ra và hỏi",
                ),
                every=4,
            ),
        ),
        Scene(
            8,
            "Hai việc cần làm nếu đã lỡ nhập mật khẩu vào trang giả.",
            (
                "Nếu lỡ nhập: đổi mật khẩu ngay\ntrong ứng dụng VNeID.",
                "Sau đó báo công an xã, phường để được giúp.",
            ),
            partial(
                steps,
                heading="Nếu đã lỡ nhập",
                rows=("Đổi mật khẩu trong VNeID ngay", "Báo công an xã, phường"),
                every=4,
            ),
        ),
    ),
)

VIDEOS = (BANK_SMS, FAKE_ADDRESS)


# --- the four files ------------------------------------------------------------------------------


def duration_seconds(video: Video) -> float:
    """The length of the video."""
    return sum(scene.seconds for scene in video.scenes)


def drawn(scene: Scene, seconds: float, played_share: float) -> Image.Image:
    """One frame at full drawing size."""
    canvas = Canvas()
    scene.draw(canvas, seconds)
    lower_band(canvas, played_share)
    return canvas.image


def frames(video: Video) -> Iterator[Image.Image]:
    """Every frame in order, scenes faded into each other."""
    total, begun, last = duration_seconds(video), 0.0, None
    for scene in video.scenes:
        image = None
        for number in range(round(scene.seconds * FRAMES_PER_SECOND)):
            seconds = number / FRAMES_PER_SECOND
            image = drawn(scene, seconds, (begun + seconds) / total)
            if last and seconds < CROSSFADE_SECONDS:
                image = Image.blend(last, image, (seconds + 0.1) / (CROSSFADE_SECONDS + 0.1))
            yield image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        begun, last = begun + scene.seconds, image


def write_mp4(video: Video) -> None:
    """H.264 baseline with a silent sound track, its index at the front: starts on cheap phones."""
    command = [
        *("ffmpeg", "-y", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}"),
        *("-r", str(FRAMES_PER_SECOND), "-i", "-"),
        *("-f", "lavfi", "-i", "anullsrc=channel_layout=mono:sample_rate=22050", "-shortest"),
        *("-c:v", "libx264", "-profile:v", "baseline", "-level", "3.0", "-pix_fmt", "yuv420p"),
        *("-preset", "veryslow", "-tune", "animation", "-crf", "24", "-g", "120"),
        *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"),
        *("-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-c:a", "aac", "-b:a", "16k", "-movflags", "+faststart", "-map_metadata", "-1"),
        str(HERE / f"{video.name}.mp4"),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin
        for frame in frames(video):
            encoder.stdin.write(frame.tobytes())
    if encoder.returncode:
        raise SystemExit(f"ffmpeg could not write {video.name}.mp4")


def write_poster(video: Video) -> None:
    """The picture shown before the video is played: a telling scene, at rest."""
    scene = video.scenes[video.poster_scene]
    image = drawn(scene, scene.seconds, 0.0).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    image.save(HERE / f"{video.name}.webp", quality=80, method=6)


def clock(seconds: float) -> str:
    """A moment as WebVTT writes it."""
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02d}:{rest:06.3f}"


def timed_captions(video: Video) -> Iterator[tuple[float, float, str]]:
    """Start, end and words of each caption; a scene's captions share its time equally."""
    begun = 0.0
    for scene in video.scenes:
        length = scene.seconds / len(scene.captions)
        for number, words in enumerate(scene.captions):
            start = begun + number * length
            yield start + 0.2, start + length - 0.1, words
        begun += scene.seconds


def write_captions(video: Video) -> None:
    """WebVTT, in Vietnamese."""
    cues = [
        f"{number}\n{clock(start)} --> {clock(end)}\n{words}\n"
        for number, (start, end, words) in enumerate(timed_captions(video), start=1)
    ]
    text = "WEBVTT\n\n" + "\n".join(cues)
    (HERE / f"{video.name}.vtt").write_text(text, encoding="utf-8")


def write_transcript(video: Video) -> None:
    """What is seen and what the captions say, for those who read instead of watching."""
    lines = [
        f"Video không có lời thoại. Dài khoảng {round(duration_seconds(video))} giây. "
        "Các tên và địa chỉ đáng ngờ trong video là giả định."
    ]
    for number, scene in enumerate(video.scenes, start=1):
        captions = " ".join(words.replace("\n", " ") for words in scene.captions)
        lines.append(f"**Cảnh {number}.** {scene.picture}\n\n> {captions}")
    text = "\n\n".join(lines) + "\n"
    (HERE / f"{video.name}.transcript.md").write_text(text, encoding="utf-8")


def main(names: list[str]) -> None:
    """Write all four files of the named videos, or of every video."""
    for video in VIDEOS:
        if not names or video.name in names:
            write_captions(video)
            write_transcript(video)
            write_poster(video)
            write_mp4(video)


if __name__ == "__main__":
    main(sys.argv[1:])
