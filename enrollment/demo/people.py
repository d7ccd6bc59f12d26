"""People as a Vietnamese roster would list them; the same seed gives the same people."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from tenants.people import names

FAMILY = [
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Trần",
    "Trần",
    "Lê",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Võ",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Trương",
    "Đinh",
    "Đoàn",
    "Lương",
    "Mai",
    "Tạ",
    "Hà",
    "Châu",
    "Alăng",
    "Zơrâm",
    "Bhling",
    "Coor",
]
MIDDLE = {
    "nữ": [
        "Thị",
        "Thị",
        "Thị",
        "Thu",
        "Ngọc",
        "Thanh",
        "Mỹ",
        "Kim",
        "Bích",
        "Phương",
        "Hồng",
        "Minh",
        "Như",
        "Diệu",
    ],
    "nam": [
        "Văn",
        "Văn",
        "Văn",
        "Hữu",
        "Đức",
        "Quang",
        "Minh",
        "Công",
        "Đình",
        "Xuân",
        "Thanh",
        "Ngọc",
        "Quốc",
        "Tấn",
        "Viết",
    ],
}
GIVEN = {
    "nữ": [
        "Hương",
        "Lan",
        "Hoa",
        "Mai",
        "Hạnh",
        "Thủy",
        "Vân",
        "Nga",
        "Phượng",
        "Dung",
        "Trang",
        "Loan",
        "Tuyết",
        "Nhung",
        "Thảo",
        "Ngân",
        "Yến",
        "Hiền",
        "Oanh",
        "Thúy",
        "Trâm",
        "Vy",
        "Uyên",
        "Quyên",
        "Diệp",
        "Hằng",
        "Huệ",
        "Cúc",
        "Đào",
        "Ánh",
    ],
    "nam": [
        "Hùng",
        "Dũng",
        "Sơn",
        "Tuấn",
        "Minh",
        "Hải",
        "Long",
        "Nam",
        "Phong",
        "Khoa",
        "Quân",
        "Thắng",
        "Bình",
        "Đạt",
        "Trung",
        "Kiên",
        "Tín",
        "Hưng",
        "Phúc",
        "Lộc",
        "Tài",
        "Vinh",
        "Thành",
        "Nghĩa",
        "Duy",
        "Khánh",
        "Hiếu",
        "Tiến",
        "Cường",
        "Đông",
    ],
}
JOBS = {
    "leaders": (
        "Giám đốc",
        "Phó Giám đốc",
        "Chủ tịch UBND xã",
        "Phó Chủ tịch UBND xã",
        "Trưởng phòng",
    ),
    "civil_servants": ("Chuyên viên", "Chuyên viên chính", "Văn thư", "Kế toán", "Cán sự"),
    "public_employees": ("Viên chức", "Giáo viên", "Y sĩ", "Viên chức Trung tâm Dịch vụ công"),
    "it_advisers": ("Chuyên trách CNTT", "Tham mưu chuyển đổi số"),
    "enterprises": ("Giám đốc", "Kế toán trưởng", "Nhân viên kinh doanh", "Chủ doanh nghiệp"),
    "cooperatives": ("Giám đốc hợp tác xã", "Chủ hộ kinh doanh", "Thành viên hợp tác xã"),
    "team_members": ("Tổ trưởng Tổ công nghệ số", "Thành viên Tổ công nghệ số"),
    "citizens": ("Nông dân", "Buôn bán", "Hưu trí", "Thợ may", "Ngư dân", "Nội trợ"),
}
GROUP_WORDS = {
    "leaders": "Lãnh đạo, quản lý",
    "civil_servants": "Công chức",
    "public_employees": "Viên chức",
    "it_advisers": "Chuyên trách CNTT",
    "enterprises": "Doanh nghiệp",
    "cooperatives": "Hợp tác xã",
    "team_members": "Thành viên Tổ công nghệ số",
    "citizens": "Người dân",
}
SHARES = {
    "officials": (
        ("leaders", 8),
        ("civil_servants", 48),
        ("public_employees", 40),
        ("it_advisers", 4),
    ),
    "businesses": (("enterprises", 70), ("cooperatives", 30)),
    "community": (("team_members", 20), ("citizens", 80)),
}
PREFIXES = ("090", "091", "093", "094", "096", "097", "098", "070", "077", "083", "035", "037")


@dataclass
class Maker:
    """Makes people one after the other; no phone, code or citizen id twice."""

    province: str
    units: list[tuple[str, str, str, str]]
    luck: random.Random
    number: int = 0
    phones: set[str] = field(default_factory=set)
    citizen_ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Tell communes from the others once."""
        self.communes = [unit for unit in self.units if unit[2].startswith("Xã")]
        self.departments = [unit for unit in self.units if not unit[2].startswith("Xã")]

    def person(self, cohort: str, **fixed: Any) -> dict[str, Any]:
        """Return the cells of one person by field; `fixed` ones as given."""
        self.number += 1
        sex = self.luck.choice(("nữ", "nam"))
        name = " ".join(
            (self.luck.choice(FAMILY), self.luck.choice(MIDDLE[sex]), self.luck.choice(GIVEN[sex]))
        )
        name = fixed.get("full_name", name)
        keys, weights = zip(*SHARES[cohort], strict=True)
        group = self.luck.choices(keys, weights)[0]
        born = self._birth_date(cohort)
        cells = {
            "full_name": name,
            "staff_code": self._code() if cohort == "officials" else "",
            "phone": self._phone(),
            "email": self._email(name) if self._has_email(cohort) else "",
            "birth_date": born if self.luck.random() < 0.5 else f"{born:%d/%m/%Y}",
            "citizen_id": self._citizen_id(sex, born),
            "job_title": self.luck.choice(JOBS[group]),
            "unit": self._unit(cohort),
            "sub_group": GROUP_WORDS[group],
        }
        return cells | fixed

    def _code(self) -> str:
        return f"{SHORT[self.province]}-{self.number:04d}"

    def _phone(self) -> str:
        while True:
            digits = self.luck.choice(PREFIXES) + f"{self.luck.randrange(10**7):07d}"
            if digits not in self.phones:
                self.phones.add(digits)
                return digits

    def _email(self, name: str) -> str:
        words = names.folded(name).split()
        initials = "".join(word[0] for word in words[:-1])
        return f"{words[-1]}{initials}{self.number}@{self.province}.example"

    def _has_email(self, cohort: str) -> bool:
        share = {"officials": 0.85, "businesses": 0.5, "community": 0.08}[cohort]
        return self.luck.random() < share

    def _birth_date(self, cohort: str) -> datetime.date:
        oldest, youngest = {
            "officials": (1966, 2001),
            "businesses": (1962, 2003),
            "community": (1948, 2007),
        }[cohort]
        return datetime.date(self.luck.randint(oldest, youngest), 1, 1) + datetime.timedelta(
            days=self.luck.randrange(365)
        )

    def _citizen_id(self, sex: str, born: datetime.date) -> str:
        mark = (0 if born.year < 2000 else 2) + (sex == "nữ")
        while True:
            digits = (
                f"{AREA[self.province]}{mark}{born.year % 100:02d}{self.luck.randrange(10**6):06d}"
            )
            if digits not in self.citizen_ids:
                self.citizen_ids.add(digits)
                return digits

    def _unit(self, cohort: str) -> str:
        is_department = cohort == "officials" and self.luck.random() < 0.42
        pool = self.departments if is_department else self.communes
        code, name, *_rest = self.luck.choice(pool)
        return name if self.luck.random() < 0.8 else code


SHORT = {"quangnam": "QN", "thainguyen": "TN", "danang": "DN"}
AREA = {"quangnam": "049", "thainguyen": "019", "danang": "048"}
