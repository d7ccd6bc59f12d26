"""Hostile packages are refused: by which rule, at which limit, with which measure."""

import io
import random
import stat
import struct
import zipfile

import pytest

from catalog import media
from catalog.packages import safety
from catalog.packages.errors import PackageInvalid, PackageUnsafe
from tests.catalog import package_files as files


def refusal(content):
    with pytest.raises(PackageUnsafe) as caught:
        files.read(content)
    return caught.value.rule, caught.value.limit, caught.value.measure


def with_entry(entry, content=b"x"):
    """Return a good package with one entry more."""
    out = io.BytesIO(files.zipped(files.by_hand()))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(entry, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        *("../thoat.md", "lessons/../../x", "/etc/passwd", "C:/x", "lessons\\x", "lessons//x"),
        *("./x", "lessons/x\n.md", "lessons/x\x07.md"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    rule, limit, measure = refusal(with_entry(name))

    assert (rule, limit) == ("path", "")
    assert measure.isprintable()


def test_ten_thousand_files_are_refused():
    package = files.zipped({f"lessons/{number}.md": "" for number in range(10_000)})

    assert refusal(package) == ("entries", 2000, 10_000)


def test_a_directory_that_hides_its_count_is_refused():
    package = bytearray(files.zipped({f"lessons/{number}.md": "" for number in range(30_000)}))
    end = package.rfind(b"PK\x05\x06")
    package[end + 8 : end + 12] = struct.pack("<HH", 1, 1)

    rule, limit, _measure = refusal(bytes(package))

    assert (rule, limit) == ("directory_bytes", 1024 * 1024)


def test_a_zip_bomb_is_refused_by_its_ratio():
    bomb = with_zip("lessons/0101-bai-mot.note.md", b"0" * 50_000_000)

    rule, limit, measure = refusal(bomb)

    assert (rule, limit) == ("ratio", 200)
    assert measure > 900


def with_zip(name, content):
    return files.zipped(files.by_hand() | {name: content})


def test_a_bomb_that_lies_about_its_size_stops_while_it_is_read():
    name = "lessons/0101-bai-mot.note.md"
    package = bytearray(with_zip(name, b"0" * 50_000_000))
    for head, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = package.find(head)
        while place >= 0:
            at = place + (30 if head == b"PK\x03\x04" else 46)
            if package[at : at + len(name)] == name.encode():
                package[place + offset : place + offset + 4] = struct.pack("<I", 1000)
            place = package.find(head, place + 4)

    with pytest.raises(PackageInvalid) as caught:
        files.read(bytes(package))

    assert (caught.value.reason, caught.value.file) == ("DAMAGED", name)


def test_everything_together_may_not_be_too_large(monkeypatch):
    monkeypatch.setattr(safety, "UNPACKED_BYTES_AT_MOST", 300)

    assert refusal(files.zipped(files.by_hand()))[:2] == ("unpacked_bytes", 300)


def test_what_comes_out_is_counted_too(monkeypatch):
    source = safety.ZipSource(io.BytesIO(files.zipped(files.by_hand())), "course.yaml")
    monkeypatch.setattr(safety, "UNPACKED_BYTES_AT_MOST", 200)

    source.read("media/o-khoa.webp", 10_000)
    with pytest.raises(PackageUnsafe) as caught:
        source.read("course.yaml", 10_000)

    assert (caught.value.rule, caught.value.limit) == ("unpacked_bytes", 200)


def test_one_file_may_not_be_too_large():
    package = with_zip("lessons/0101-bai-mot.note.md", random.Random(1).randbytes(1_100_000))

    rule, limit, measure = refusal(package)

    assert (rule, limit) == ("file_bytes", 1024 * 1024)
    assert limit < measure <= limit + safety.CHUNK_BYTES


def special(kind):
    entry = zipfile.ZipInfo("lessons/lien-ket.md")
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        (special(stat.S_IFLNK), "symlink"),
        (special(stat.S_IFIFO), "special_file"),
        (special(stat.S_IFCHR), "special_file"),
        ("media/goi.zip", "nested"),
        ("media/goi.TAR", "nested"),
        ("x" * 300, "name_length"),
    ],
)
def test_what_is_no_plain_file_is_refused(entry, rule):
    assert refusal(with_entry(entry))[0] == rule


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!"])
def test_archives_under_another_name_are_refused(head):
    assert refusal(with_zip("media/anh.webp", head + b"x" * 50)) == ("nested", "", "media/anh.webp")


@pytest.mark.parametrize("name", ["course.yaml", "COURSE.yaml", "Course.YAML"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_are_the_same_are_refused(name):
    assert refusal(files.zipped([*files.by_hand().items(), (name, "x")])) == ("duplicate", 1, name)


def test_a_locked_package_is_refused():
    package = bytearray(files.zipped(files.by_hand()))
    place = package.find(b"PK\x01\x02")
    package[place + 8] |= 1

    assert refusal(bytes(package))[0] == "encrypted"


def test_unusual_packing_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("course.yaml", "x")

    assert refusal(out.getvalue()) == ("compression", "", "course.yaml")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &a [x]\nb: [*a, *a]\n", "yaml_alias"),
        ("a: &a x\n", "yaml_alias"),
        ("a: " + "[" * 50 + "]" * 50, "yaml_depth"),
        ("a:\n" + "- x\n" * 210_000, "yaml_nodes"),
        ("a: " + random.Random(1).randbytes(600_000).hex(), "file_bytes"),
    ],
)
def test_yaml_bombs_are_refused(text, rule):
    noise = "\n# " + "".join(chr(33 + number * 7919 % 90) for number in range(20_000))

    assert refusal(files.zipped(files.by_hand(**{"course.yaml": text + noise})))[0] == rule


@pytest.mark.parametrize("tag", ["!!python/name:os.system x", "!y x", "!!binary x"])
def test_yaml_tags_make_nothing(tag):
    text = files.by_hand()["course.yaml"].replace("title: Mật khẩu", f"title: {tag}")

    package = files.read(files.zipped(files.by_hand(**{"course.yaml": text})))

    assert package.document["title"] == "x"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"uid: x", b"MZ"])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(media.FileTypeMismatch) as caught:
        files.read(content)

    assert caught.value.expected == "ZIP"


def test_a_package_over_the_limit_is_too_large(monkeypatch):
    monkeypatch.setattr(safety, "PACKAGE_BYTES_AT_MOST", 100)

    with pytest.raises(media.FileTooLarge) as caught:
        files.read(files.zipped(files.by_hand()))

    assert caught.value.limit_bytes == 100


@pytest.mark.parametrize("cut", [30, 200, -10, -30])
def test_half_a_package_is_damaged(cut):
    with pytest.raises(PackageInvalid) as caught:
        files.read(files.zipped(files.by_hand())[:cut])

    assert caught.value.reason == "DAMAGED"


def test_changed_bytes_are_noticed():
    package = files.zipped(files.by_hand())
    place = package.find(b"media/o-khoa.webp") + len(b"media/o-khoa.webp") + 5

    with pytest.raises(PackageInvalid) as caught:
        files.read(package[:place] + bytes([package[place] ^ 255]) + package[place + 1 :])

    assert (caught.value.reason, caught.value.file) == ("DAMAGED", "media/o-khoa.webp")
