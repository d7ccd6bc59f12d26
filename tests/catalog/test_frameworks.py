"""The framework of digital skills: data with a version; its tags are words to people."""

from datetime import date

import pytest
from django.utils import translation

from catalog import frameworks
from catalog.packages.errors import PackageInvalid


def test_framework_of_2025_has_six_areas_and_24_competences():
    [framework] = frameworks.frameworks()

    assert framework.code == "nls-2025"
    assert framework.valid_from == date(2025, 3, 11)
    assert "02/2025/TT-BGDĐT" in framework.legal_source
    assert {area.code: [one.code for one in area.competences] for area in framework.areas} == {
        "1": ["1.1", "1.2", "1.3"],
        "2": ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"],
        "3": ["3.1", "3.2", "3.3", "3.4"],
        "4": ["4.1", "4.2", "4.3", "4.4"],
        "5": ["5.1", "5.2", "5.3", "5.4"],
        "6": ["6.1", "6.2", "6.3"],
    }
    assert all(one.name and one.name_en for one in framework.competences)


def test_tag_reads_as_words_in_the_readers_language():
    with translation.override("vi"):
        vietnamese = frameworks.label("nls-2025/4.1")
    with translation.override("en"):
        english = frameworks.label("nls-2025/4.1")

    assert (vietnamese, english) == ("4.1. Bảo vệ thiết bị", "4.1. Protecting devices")


def test_unknown_tag_is_shown_as_it_is_written():
    assert frameworks.competence("nls-2019/4.1") is None
    assert frameworks.label("nls-2019/4.1") == "nls-2019/4.1"
    assert frameworks.unknown(["nls-2025/4.1", "nls-2019/4.1", "nls-2025/9.9"]) == [
        "nls-2019/4.1",
        "nls-2025/9.9",
    ]


@pytest.fixture
def with_next_version(tmp_path, monkeypatch):
    """A second version in the folder, valid from 2030."""
    text = (frameworks.FOLDER / "nls-2025.yaml").read_text("utf-8")
    (tmp_path / "nls-2025.yaml").write_text(text, "utf-8")
    later = text.replace("id: nls-2025", "id: nls-2030").replace("2025-03-11", "2030-01-01")
    (tmp_path / "nls-2030.yaml").write_text(later, "utf-8")
    monkeypatch.setattr(frameworks, "FOLDER", tmp_path)
    forget()
    yield
    forget()


def forget():
    frameworks.frameworks.cache_clear()
    frameworks._by_tag.cache_clear()


@pytest.mark.usefixtures("with_next_version")
def test_new_version_is_chosen_from_its_day_on_and_old_tags_go_on():
    before, after = date(2029, 12, 31), date(2030, 1, 1)

    assert frameworks.in_force(before).code == "nls-2025"
    assert frameworks.in_force(after).code == "nls-2030"
    assert frameworks.unknown(["nls-2025/4.1", "nls-2030/4.1"]) == []


def test_file_that_is_misspelt_names_its_line(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("id: x\nnames: y\n", "utf-8")

    with pytest.raises(PackageInvalid) as caught:
        frameworks.read(path)

    assert (caught.value.file, caught.value.line) == ("x.yaml", 2)
