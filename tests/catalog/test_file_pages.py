"""Files in and out through the pages: packages, release files, questions."""

import datetime
import io
import os
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max

from catalog import actions, documents, media, starter, tasks, uploads
from catalog.library import queries as library_queries
from catalog.models import (
    AdoptedRelease,
    Course,
    Edition,
    Lesson,
    MediaFile,
    Question,
)
from catalog.packages import layout, release_files
from catalog.packages.safety import ZipSource
from tenants.context import in_ministry, in_place, in_province
from tenants.jobs.models import OutboxEvent
from tenants.people.models import AuditEntry, User
from tests.catalog import library
from tests.catalog import package_files as files


def sent(client, path, content, name="goi.zip"):
    return client.post(path, {"file": SimpleUploadedFile(name, content)})


def body(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def kept_files(place):
    """Return what stands in a place's store."""
    with in_place(place):
        root = default_storage.path("")
    return sorted(
        os.path.relpath(os.path.join(folder, name), root)
        for folder, _folders, names in os.walk(root)
        for name in names
    )


def words_of(answer):
    return answer.content.decode()


def test_a_package_goes_in_and_comes_out_with_the_same_hash(minh, quangnam):
    package = files.packed(files.read(files.own("22222222")).document)
    sha256 = files.read(package).sha256

    preview = sent(minh, "/desk/packages/", package)
    shown = minh.get(preview.url)
    applied = minh.post(preview.url)

    assert preview.url == f"/desk/packages/{files.sha256(package)}/"
    assert "Đây là khóa học mới" in words_of(shown)
    assert sha256 in words_of(shown)
    with in_province(quangnam):
        course = Course.objects.get()
        assert (course.current_edition, documents.sha256_of(documents.from_course(course))) == (
            None,
            sha256,
        )
        file = MediaFile.objects.get()
        assert (file.store, file.is_public, file.width) == ("own", False, 8)
        assert media.open_file(file).read() == files.webp()
        assert AuditEntry.objects.filter(action="catalog.import_package").count() == 1
    assert applied.url == f"/desk/courses/{course.uid}/"
    assert body(minh.get(f"/desk/courses/{course.uid}/package/")) == package


def test_a_package_of_the_ministry_goes_to_the_national_store(an, ministry):
    preview = sent(an, "/desk/packages/", files.own("22222222"))
    an.post(preview.url)

    with in_ministry():
        assert MediaFile.objects.get().store == "national"


def test_a_package_of_a_course_that_is_here_asks_first(minh, quangnam):
    an_import(minh, files.own("22222222", "Cũ"))
    preview = sent(minh, "/desk/packages/", files.own("22222222", "Mới"))

    shown, unsure = minh.get(preview.url), minh.post(preview.url)

    assert "Khóa học này đã có ở đây" in words_of(shown)
    assert unsure.status_code == 409
    assert "Vui lòng đánh dấu để xác nhận." in words_of(unsure)
    with in_province(quangnam):
        assert Course.objects.get().title == "Cũ"

    assert minh.post(preview.url, {"replace": "on"}).status_code == 302
    with in_province(quangnam):
        assert Course.objects.get().title == "Mới"
        [lesson] = Lesson.objects.all()
        assert str(lesson.uid).startswith("22222222")


def an_import(client, package):
    preview = sent(client, "/desk/packages/", package)
    return client.post(preview.url)


def test_a_package_that_changes_nothing_says_so(minh):
    package = files.own("22222222")
    an_import(minh, package)
    preview = sent(minh, "/desk/packages/", package)

    shown = words_of(minh.get(preview.url))

    assert "Bàn biên soạn đang có đúng nội dung này" in shown
    assert "Thay nội dung ở bàn biên soạn" not in shown


def test_a_package_with_parts_of_another_course_is_refused(minh, quangnam):
    an_import(minh, files.own("22222222", "Khóa cũ"))
    course = files.by_hand()["course.yaml"].replace(
        files.COURSE_UID, "3" * 8 + files.COURSE_UID[8:]
    )
    package = files.zipped(
        {
            name: content.replace("11111111-", "22222222-") if isinstance(content, str) else content
            for name, content in files.by_hand(**{"course.yaml": course}).items()
        }
    )
    preview = sent(minh, "/desk/packages/", package)

    shown, refused = minh.get(preview.url), minh.post(preview.url)

    assert "Khóa cũ" in words_of(shown)
    assert refused.status_code == 409
    assert "PARTS_ELSEWHERE" in words_of(refused)
    with in_province(quangnam):
        assert Course.objects.count() == 1


def test_a_package_may_not_change_what_the_ministry_locked(minh, quangnam):
    course = adopted_from_file(minh, quangnam, locks=[lock_of(files.own("22222222"))])
    lesson = files.by_hand()["lessons/0101-bai-mot.md"].replace("## Nội dung", "## Khác")
    changed = files.zipped(
        {
            name: content.replace("11111111-", "22222222-") if isinstance(content, str) else content
            for name, content in files.by_hand(**{"lessons/0101-bai-mot.md": lesson}).items()
        }
    )
    preview = sent(minh, "/desk/packages/", changed)

    shown, refused = minh.get(preview.url), minh.post(preview.url, {"replace": "on"})

    assert "Đúng quy định" in words_of(shown)
    assert (refused.status_code, "PARTS_LOCKED" in words_of(refused)) == (409, True)
    with in_province(quangnam):
        assert Lesson.objects.get(module__course=course).body.startswith("## Nội dung")


def lock_of(package):
    [module] = files.read(package).document["modules"]
    return {
        "node_uid": module["lessons"][0]["uid"], "field": "", "reason": "Đúng quy định",
        "legal_basis": "Nghị định 42", "since": "2026-11-01",
    }  # fmt: skip


BOMB = files.zipped({"course.yaml": b"0" * 5_000_000})


@pytest.mark.parametrize(
    ("content", "status", "code", "words"),
    [
        (b"%PDF-1.7", 415, "FILE_TYPE_MISMATCH", "Tệp này là PDF, cần ZIP."),
        (b"abc", 415, "FILE_TYPE_MISMATCH", "Không rõ tệp này thuộc loại nào, cần ZIP."),
        (BOMB, 422, "PACKAGE_UNSAFE", "nhiều nhất 200"),
        (files.zipped({"../x": "x"}), 422, "PACKAGE_UNSAFE", "đường dẫn không được phép: ../x"),
        (files.zipped({f"l/{n}": "" for n in range(10_000)}), 422, "PACKAGE_UNSAFE",
         "Gói có 10000 tệp, nhiều nhất 2000."),
        (files.zipped(files.by_hand(**{"course.yaml": "a: &x 1"})), 422, "PACKAGE_UNSAFE",
         "tham chiếu"),
        (files.zipped(files.by_hand(**{"course.yaml": "uid: 1\n: :"})), 422, "PACKAGE_INVALID",
         "Tệp course.yaml, dòng"),
        (files.zipped({}), 422, "PACKAGE_INVALID", "Tệp course.yaml: Gói thiếu tệp này."),
        (files.zipped(files.by_hand())[:-40], 422, "PACKAGE_INVALID", "Gói bị hỏng"),
    ],
)  # fmt: skip
def test_hostile_and_broken_packages_leave_nothing(minh, quangnam, content, status, code, words):
    answer = sent(minh, "/desk/packages/", content)

    assert answer.status_code == status
    assert code in words_of(answer)
    assert words in words_of(answer)
    assert kept_files(quangnam) == []


def test_a_package_over_the_limit_is_too_large(minh, quangnam, monkeypatch):
    monkeypatch.setattr("catalog.packages.safety.PACKAGE_BYTES_AT_MOST", 100)

    answer = sent(minh, "/desk/packages/", files.own("22222222"))

    assert (answer.status_code, "FILE_TOO_LARGE" in words_of(answer)) == (413, True)
    assert kept_files(quangnam) == []


def test_an_upload_is_its_owners_alone_and_for_a_day(minh, hoa, linh, quangnam):
    preview = sent(minh, "/desk/packages/", files.own("22222222"))
    [path] = kept_files(quangnam)

    assert hoa.get(preview.url).status_code == 404
    assert linh.get(preview.url).status_code == 403
    with in_province(quangnam):
        full = default_storage.path(path)
        yesterday = datetime.datetime.now(datetime.UTC).timestamp() - 25 * 3600
        os.utime(full, (yesterday, yesterday))
    assert minh.get(preview.url).status_code == 404


def test_old_uploads_are_deleted_and_new_ones_stay(quangnam, ministry):
    with in_province(quangnam):
        person = User.objects.create(full_name="Minh", email="m@example.vn")
        old = files.keep(person, "packages", b"old")
        new = files.keep(person, "releases", b"new")
        path = default_storage.path(f"uploads/packages/{person.uid}/{old}")
        os.utime(path, (0, 0))
        deleted = uploads.delete_old()

    assert deleted == 1
    assert kept_files(quangnam) == [f"uploads/releases/{person.uid}/{new}"]


@pytest.mark.committed
def test_the_daily_task_visits_every_place(quangnam, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with in_province(quangnam):
        person = User.objects.create(full_name="Minh", email="m@example.vn")
        old = files.keep(person, "questions", b"old")
        os.utime(default_storage.path(f"uploads/questions/{person.uid}/{old}"), (0, 0))

    tasks.delete_old_uploads.run()

    assert kept_files(quangnam) == []


def test_a_course_with_an_image_that_is_not_here_is_not_exported(minh, quangnam):
    with in_province(quangnam):
        course = library.course_without_faults()
        lesson = Lesson.objects.first()
        actions.change_lesson(lesson=lesson, body=f"![x](media:{'0' * 64})", by=None)

    answer = minh.get(f"/desk/courses/{course.uid}/package/")

    assert (answer.status_code, "Chưa xuất được khóa học" in words_of(answer)) == (409, True)


def test_a_course_whose_file_was_lost_is_not_exported(minh, quangnam):
    an_import(minh, files.own("22222222"))
    with in_province(quangnam):
        course, file = Course.objects.get(), MediaFile.objects.get()
        default_storage.delete(media.path_of(file.sha256))

    answer = minh.get(f"/desk/courses/{course.uid}/package/")

    assert (answer.status_code, "FILE_LOST" in words_of(answer)) == (409, True)


@pytest.fixture
def releases(ministry):
    return library.release_starter_courses()


def test_national_releases_are_packages_for_everyone(national_client, minh, releases):
    release = releases[5]

    national = body(national_client.get(f"/library/{release.slug}/package/"))
    provincial = body(minh.get(f"/office/library/{release.uid}/package/"))

    assert national == provincial
    assert files.read(national).sha256 == release.sha256


def test_a_release_file_holds_envelope_document_and_media(national_client, releases):
    release = releases[5]

    content = body(national_client.get(f"/library/{release.slug}/releases/1/file/"))

    found = release_files.read(ZipSource(io.BytesIO(content), layout.RELEASE))
    assert (found.uid, found.version, found.sha256, found.changelog) == (
        release.uid,
        1,
        release.sha256,
        release.changelog,
    )
    assert found.document == release.document
    assert files.sha256(files.unzipped(content)["document.json"]) == release.sha256
    assert national_client.get(f"/library/{release.slug}/releases/2/file/").status_code == 404


def test_a_retired_release_is_not_handed_out(national_client, releases):
    with in_ministry():
        type(releases[0]).objects.update(retired_at=datetime.datetime.now(datetime.UTC))

    answers = [
        national_client.get(f"/library/{releases[0].slug}/{path}").status_code
        for path in ("package/", "releases/1/file/")
    ]

    assert answers == [404, 404]


def adopted_from_file(client, place, **changes):
    content = files.release_of(files.own("22222222"), **changes)
    preview = sent(client, "/office/library/file/", content)
    assert preview.status_code == 302, preview.content
    assert client.post(preview.url).status_code == 302
    with in_province(place):
        return Course.objects.get()


def code_of(content):
    """Return the check code of a release file."""
    return release_files.read(ZipSource(io.BytesIO(content), layout.RELEASE)).envelope.check_code


def in_groups(code):
    return " ".join(code[place : place + 8] for place in range(0, 64, 8))


def test_the_check_code_is_the_same_on_both_sites(national_client, minh, releases):
    release = releases[5]
    with in_ministry():
        envelope = {"locks": [lock_of(files.own("22222222"))], "applies_on_date": "2026-12-01"}
        type(release).objects.filter(pk=release.pk).update(**envelope)
    content = body(national_client.get(f"/library/{release.slug}/releases/1/file/"))

    here = words_of(national_client.get(f"/library/{release.slug}/"))
    there = words_of(minh.get(sent(minh, "/office/library/file/", content).url))

    assert in_groups(code_of(content)) in here
    assert in_groups(code_of(content)) in there


def test_the_check_code_covers_the_envelope():
    package = files.own("22222222")
    locked = [lock_of(package)]
    codes = {
        code_of(files.release_of(package, **changes))
        for changes in (
            {},
            {"version": 2},
            {"title": "Khác"},
            {"changelog": "Khác."},
            {"locks": locked},
            {"locks": [locked[0] | {"reason": "Khác"}]},
            {"reviewed_by": "Trần Văn Bình"},
            {"applies_on_date": datetime.date(2026, 12, 1)},
            {"published_at": datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)},
        )
    }

    assert len(codes) == 9


def test_a_release_file_is_taken_over_without_the_shelf(minh, quangnam, quangnam_client):
    content = files.release_of(
        files.own("22222222"), version=3, locks=[lock_of(files.own("22222222"))]
    )
    preview = sent(minh, "/office/library/file/", content)
    shown = words_of(minh.get(preview.url))

    applied = minh.post(preview.url)

    sha256 = files.read(files.own("22222222")).sha256
    assert in_groups(code_of(content)) in shown
    assert "Bản 3, ngày 01/11/2026" in shown
    assert "Bản đầu tiên." in shown
    assert "Đúng quy định" in shown
    with in_province(quangnam):
        course = Course.objects.get()
        adopted = AdoptedRelease.objects.get(course=course)
        edition = Edition.objects.get(course=course)
        assert (adopted.version, adopted.document.sha256, len(adopted.locks)) == (3, sha256, 1)
        assert (edition.number, edition.release_version) == (1, 3)
        assert documents.sha256_of(documents.from_course(course)) == sha256
        file = MediaFile.objects.get()
        assert (file.store, file.is_public) == ("own", True)
        kinds = set(OutboxEvent.objects.values_list("kind", flat=True))
        assert kinds == {"library.record_adoption", "library.record_holding"}
    assert applied.url == f"/desk/courses/{course.uid}/"
    assert body(quangnam_client.get(f"/media/{file.sha256}")) == files.webp()


def test_a_newer_release_from_a_file_is_merged_not_written_over(minh, quangnam):
    adopted_from_file(minh, quangnam)
    with in_province(quangnam):
        course = Course.objects.get()
        actions.change_course(course=course, summary="Của tỉnh.", by=None)
    newer = files.release_of(files.own("22222222", "Mới"), version=2)
    preview = sent(minh, "/office/library/file/", newer)

    shown, refused = minh.get(preview.url), minh.post(preview.url)
    page = minh.get(f"{preview.url}update/")
    update = page.context["update"]
    form = {
        "release": str(update.prepared.release.uid),
        "seen_sha256": update.prepared.mine.sha256,
        "publish": "later",
    }
    taken = minh.post(f"{preview.url}update/", form)
    again = minh.post(f"{preview.url}update/", form)

    assert "Tỉnh đang có bản 1; tệp này là bản 2." in words_of(shown)
    assert (refused.status_code, "COURSE_EXISTS" in words_of(refused)) == (409, True)
    assert (taken.status_code, again.status_code, again.url) == (302, 302, taken.url)
    with in_province(quangnam):
        course = Course.objects.get()
        assert (course.title, course.summary) == ("Mới", "Của tỉnh.")
        assert AdoptedRelease.objects.aggregate(last=Max("version"))["last"] == 2


def test_an_older_release_from_a_file_changes_nothing(minh, quangnam):
    adopted_from_file(minh, quangnam, version=3)
    older = files.release_of(files.own("22222222", "Cũ"), version=2)
    preview = sent(minh, "/office/library/file/", older)

    page, sending = minh.get(f"{preview.url}update/"), minh.post(f"{preview.url}update/")

    assert "mới hơn bản 2 trong tệp" in words_of(minh.get(preview.url))
    assert (page.status_code, sending.status_code) == (200, 409)
    with in_province(quangnam):
        assert Course.objects.get().title == "Mật khẩu"


def changed_release(change):
    """Return a release file with one of its files changed."""
    made = files.unzipped(files.release_of(files.own("22222222")))
    return files.zipped(made | change(made))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda made: {"document.json": made["document.json"].replace(b'"single"', b'"multiple"')},
         "DOCUMENT_INVALID"),
        (lambda made: {"document.json": made["document.json"] + b"\n"}, "DOCUMENT_INVALID"),
        (lambda made: {"release.json": made["release.json"].replace(b"22222222-", b"33333333-")},
         "DOCUMENT_INVALID"),
        (lambda made: {"release.json": made["release.json"].replace(b'ion": 1,', b'ion": 0,')},
         "PACKAGE_INVALID"),
        (lambda made: {"release.json": b"{}"}, "PACKAGE_INVALID"),
        (lambda made: {"them.txt": b"x"}, "PACKAGE_INVALID"),
        (lambda made: {name: files.webp("blue") for name in made if name.startswith("media/")},
         "PACKAGE_INVALID"),
        (lambda made: {"release.json": b"[" * 200_000}, "PACKAGE_INVALID"),
    ],
)  # fmt: skip
def test_release_files_that_were_changed_are_refused(minh, quangnam, change, code):
    answer = sent(minh, "/office/library/file/", changed_release(change))

    assert (answer.status_code, code in words_of(answer)) == (422, True)
    assert kept_files(quangnam) == []


def test_a_course_package_is_no_release_file(minh):
    answer = sent(minh, "/office/library/file/", files.own("22222222"))

    assert answer.status_code == 422
    assert "Tệp release.json: Gói thiếu tệp này." in words_of(answer)


@pytest.fixture
def lesson(quangnam):
    with in_province(quangnam):
        course = library.course_without_faults()
        return Lesson.objects.filter(module__course=course).order_by("pk").first()


GIFT = "Một?{=a#vì ~b}\n\nHai?{~%50%c ~%50%d ~e}\n\nBa?{}\n\nMột?{=a#vì ~b}\n"


def test_questions_of_a_file_go_to_the_end_of_a_lesson_once(minh, quangnam, lesson):
    path = f"/desk/lessons/{lesson.uid}/question-import/"
    preview = sent(minh, path, GIFT.encode(), "cau-hoi.txt")
    shown = words_of(minh.get(preview.url))

    first, second = minh.post(preview.url), minh.post(preview.url)

    assert "Câu tự luận: chưa nhận loại này." in shown
    assert first.url == second.url == f"/desk/lessons/{lesson.uid}/#questions"
    with in_province(quangnam):
        added = list(Question.objects.filter(lesson=lesson).order_by("position"))[3:]
        assert [(one.kind, one.text, one.position) for one in added] == [
            ("single", "Một?", 3),
            ("multiple", "Hai?", 4),
        ]
        assert list(
            added[0].options.order_by("position").values_list("text", "is_correct", "explanation")
        ) == [("a", True, "vì"), ("b", False, "")]
    assert "Bài đã có câu này" in words_of(minh.get(preview.url))


def test_questions_do_not_go_into_a_lesson_whose_questions_are_locked(minh, quangnam):
    course = adopted_from_file(minh, quangnam, locks=[lock_of(files.own("22222222"))])
    with in_province(quangnam):
        locked = Lesson.objects.get(module__course=course)
    path = f"/desk/lessons/{locked.uid}/question-import/"
    preview = sent(minh, path, GIFT.encode(), "cau-hoi.txt")

    refused = minh.post(preview.url)

    assert (refused.status_code, "NODE_LOCKED" in words_of(refused)) == (409, True)
    with in_province(quangnam):
        assert Question.objects.filter(lesson=locked).count() == 1


@pytest.mark.parametrize(
    ("content", "status", "code", "words"),
    [
        ("Câu?{=a ~b}".encode("utf-16"), 422, "ENCODING_UNKNOWN", "Hãy lưu lại dạng UTF-8."),
        (b"Cau?{=a ~b}\n\nC\xaau?{T}", 422, "ENCODING_UNKNOWN", "dòng sai đầu tiên: 3"),
        (b"PK\x03\x04", 415, "FILE_TYPE_MISMATCH", "cần GIFT, Moodle XML"),
        (b"<quiz>\n<x>", 422, "PACKAGE_INVALID", "dòng 2: Tệp XML viết sai"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><quiz/>", 422, "PACKAGE_UNSAFE", "không được phép"),
        (b"x" * 5_300_000, 413, "FILE_TOO_LARGE", "tối đa 5,0 MB"),
    ],
)
def test_question_files_that_cannot_be_read_are_refused(
    minh, quangnam, lesson, content, status, code, words
):
    answer = sent(minh, f"/desk/lessons/{lesson.uid}/question-import/", content, "cau-hoi.txt")

    assert answer.status_code == status
    assert code in words_of(answer)
    assert words in words_of(answer)
    assert kept_files(quangnam) == []


def test_no_form_is_sent_without_a_file(minh, lesson):
    paths = ["/desk/packages/", "/office/library/file/"]
    paths.append(f"/desk/lessons/{lesson.uid}/question-import/")

    answers = [minh.post(path) for path in paths]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert all("Vui lòng chọn một tệp." in words_of(answer) for answer in answers)


def test_pages_lead_to_the_files(minh, national_client, quangnam, lesson, releases):
    with in_province(quangnam):
        course_uid = Lesson.objects.get(pk=lesson.pk).module.course.uid
    release = releases[0]

    found = {
        "/desk/": f"{'/desk/packages/'}",
        f"/desk/courses/{course_uid}/": f"/desk/courses/{course_uid}/package/",
        f"/desk/lessons/{lesson.uid}/": f"/desk/lessons/{lesson.uid}/question-import/",
        "/office/library/": "/office/library/file/",
        f"/office/library/{release.uid}/": f"/office/library/{release.uid}/package/",
    }

    missing = [path for path, link in found.items() if link not in words_of(minh.get(path))]
    assert missing == []
    page = words_of(national_client.get(f"/library/{release.slug}/"))
    assert f"/library/{release.slug}/package/" in page
    assert f"/library/{release.slug}/releases/1/file/" in page


def test_packing_takes_the_same_statements_for_one_and_three_lessons(
    minh, quangnam, django_assert_num_queries
):
    with in_province(quangnam):
        course = library.course_without_faults()
        for lesson in Lesson.objects.order_by("pk")[1:]:
            actions.delete_lesson(lesson=lesson, by=None)
        other = library.course_without_faults("Khóa khác")
    body(minh.get(f"/desk/courses/{course.uid}/package/"))

    with django_assert_num_queries(8) as one:
        body(minh.get(f"/desk/courses/{course.uid}/package/"))
    with django_assert_num_queries(8) as three:
        body(minh.get(f"/desk/courses/{other.uid}/package/"))

    assert len(one) == len(three)


def test_starter_courses_come_back_through_the_pages(minh, quangnam, ministry):
    package = files.packed_files(starter.packages()[5].content)

    applied = an_import(minh, package)

    assert applied.status_code == 302
    with in_province(quangnam):
        course = Course.objects.get()
        assert documents.sha256_of(documents.from_course(course)) == files.read(package).sha256
    assert zipfile.is_zipfile(io.BytesIO(package))
    with in_ministry():
        assert library_queries.last_version(course.uid) == 0
