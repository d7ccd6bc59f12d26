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
IN_COMMUNES = {
    "Giám đốc": "Chủ tịch UBND xã",
    "Phó Giám đốc": "Phó Chủ tịch UBND xã",
}
ELSEWHERE = {
    "Chủ tịch UBND xã": "Trưởng phòng",
    "Phó Chủ tịch UBND xã": "Phó Trưởng phòng",
    "Giáo viên": "Viên chức",
    "Y sĩ": "Viên chức",
    "Viên chức Trung tâm Dịch vụ công": "Viên chức",
}
IN_OFFICES = {"Giám đốc": "Trưởng phòng", "Phó Giám đốc": "Phó Trưởng phòng"}
"""Only departments are led by a director."""
AT_HOME = {"SGDDT": "Giáo viên", "SYT": "Y sĩ", "SYT-CDC": "Y sĩ"}
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
            "sub_group": GROUP_WORDS[group],
        }
        unit = self._unit(cohort)
        cells["unit"] = unit[1] if self.luck.random() < 0.8 else unit[0]
        if cohort == "officials":
            cells["job_title"] = fitting_job(cells["job_title"], unit)
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

    def _unit(self, cohort: str) -> tuple[str, str, str, str]:
        is_department = cohort == "officials" and self.luck.random() < 0.42
        pool = self.departments if is_department else self.communes
        return self.luck.choice(pool)


SHORT = {"quangnam": "QN", "thainguyen": "TN", "danang": "DN"}
AREA = {"quangnam": "049", "thainguyen": "019", "danang": "048"}


def fitting_job(title: str, unit: tuple[str, str, str, str]) -> str:
    """Return the title as it is called in this unit: no commune chairman in a department."""
    code, name, kind, _above = unit
    if kind.startswith("Xã"):
        title = IN_COMMUNES.get(title, title)
        return title.replace("xã", "phường") if name.startswith("Phường") else title
    if kind.startswith("Phòng") or not name.startswith("Sở"):
        title = IN_OFFICES.get(title, title)
    return title if title == AT_HOME.get(code) else ELSEWHERE.get(title, title)


def helpers(units: list[tuple[str, str, str, str]], *, seed: int) -> dict[str, tuple[str, str]]:
    """Return whom to ask for help in each commune, by its code: (name, phone).

    Drawn by themselves, so that the people of the roster stay who they are.
    """
    luck = random.Random(f"helpers-{seed}")
    found = {}
    for code, _name, kind, _above in units:
        if kind.startswith("Xã"):
            sex = luck.choice(("nữ", "nam"))
            name = " ".join(luck.choice(part) for part in (FAMILY, MIDDLE[sex], GIVEN[sex]))
            number = f"{luck.randrange(10**6):06d}"
            phone = f"{luck.choice(PREFIXES)}{luck.randrange(10)} {number[:3]} {number[3:]}"
            found[code] = (name, phone)
    return found
