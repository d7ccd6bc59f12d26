"""Units of the demo provinces: departments everywhere, communes as they are called since 2025."""

DEPARTMENTS = (
    ("SNV", "Sở Nội vụ"),
    ("SKHCN", "Sở Khoa học và Công nghệ"),
    ("STC", "Sở Tài chính"),
    ("SXD", "Sở Xây dựng"),
    ("SNNMT", "Sở Nông nghiệp và Môi trường"),
    ("SGDDT", "Sở Giáo dục và Đào tạo"),
    ("SYT", "Sở Y tế"),
    ("SCT", "Sở Công Thương"),
    ("STP", "Sở Tư pháp"),
    ("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
    ("SDTTG", "Sở Dân tộc và Tôn giáo"),
    ("TTT", "Thanh tra tỉnh"),
    ("VPUBND", "Văn phòng Ủy ban nhân dân tỉnh"),
    ("BQLKCN", "Ban Quản lý các khu kinh tế và khu công nghiệp"),
)
OFFICES = (
    ("SNV-CCVTLT", "Chi cục Văn thư, Lưu trữ", "SNV"),
    ("SKHCN-CDS", "Phòng Chuyển đổi số", "SKHCN"),
    ("SKHCN-TT", "Trung tâm Công nghệ thông tin và Truyền thông", "SKHCN"),
    ("SYT-CDC", "Trung tâm Kiểm soát bệnh tật", "SYT"),
)
PHUONG, XA = "Phường", "Xã"
COMMUNES: dict[str, dict[str, str]] = {
    "quangnam": {
        PHUONG: "Tam Kỳ|Quảng Phú|Hương Trà|Bàn Thạch|Điện Bàn|Điện Bàn Đông|An Thắng|"
        "Điện Bàn Bắc|Hội An|Hội An Đông|Hội An Tây",
        XA: "Nam Phước|Trà Tân|Phú Thuận|Núi Thành|Tam Mỹ|Tam Anh|Đức Phú|Tam Xuân|Tam Hải|"
        "Tây Hồ|Chiên Đàn|Phú Ninh|Lãnh Ngọc|Tiên Phước|Thạnh Bình|Sơn Cẩm Hà|Trà Liên|Trà Giáp|"
        "Trà Đốc|Trà My|Nam Trà My|Trà Tập|Trà Vân|Trà Linh|Trà Leng|Thăng Bình|Thăng An|"
        "Thăng Trường|Thăng Điền|Thăng Phú|Đồng Dương|Quế Sơn Trung|Quế Sơn|Xuân Phú|Nông Sơn|"
        "Quế Phước|Duy Nghĩa|Duy Xuyên|Thu Bồn|Điện Bàn Tây|Gò Nổi|Đại Lộc|Hà Nha|Thượng Đức|"
        "Vu Gia|Thạnh Mỹ|Bến Giằng|Nam Giang|Đắc Pring|La Dêê|La Êê|Sông Vàng|Sông Kôn|Đông Giang|"
        "Bến Hiên|Avương|Tây Giang|Hùng Sơn|Hiệp Đức|Việt An|Phước Trà|Khâm Đức|Phước Năng|"
        "Phước Chánh|Phước Thành|Phước Hiệp",
    },
    "thainguyen": {
        PHUONG: "Phan Đình Phùng|Linh Sơn|Tích Lương|Gia Sàng|Quyết Thắng|Quan Triều|Sông Công|"
        "Phổ Yên|Bắc Kạn|Đức Xuân",
        XA: "Tân Cương|Đại Phúc|Đại Từ|Phú Lương|Định Hóa|Đồng Hỷ|Võ Nhai|Phú Bình|Chợ Đồn|Na Rì|"
        "Ba Bể|Ngân Sơn|Bạch Thông|Chợ Mới",
    },
    "danang": {
        PHUONG: "Hải Châu|Hòa Cường|Thanh Khê|An Khê|An Hải|Sơn Trà|Ngũ Hành Sơn|Hòa Khánh|"
        "Hải Vân|Liên Chiểu|Cẩm Lệ|Hòa Xuân",
        XA: "Hòa Vang|Hòa Tiến|Bà Nà",
    },
}
KNOWN_CODES = {"Xã Nam Phước": "20599", "Xã Trà Tân": "20923", "Xã Phú Thuận": "20542"}


def units_of(province: str) -> list[tuple[str, str, str, str]]:
    """Return the province's units as (code, name, kind, code of the unit above)."""
    units = [(code, name, "Sở, ban, ngành", "") for code, name in DEPARTMENTS]
    units += [(code, name, "Phòng, đơn vị trực thuộc", above) for code, name, above in OFFICES]
    number = 0
    for kind, words in COMMUNES[province].items():
        for name in words.split("|"):
            number += 1
            full = f"{kind} {name}"
            units.append((KNOWN_CODES.get(full, f"X{number:03d}"), full, "Xã, phường, đặc khu", ""))
    return units
