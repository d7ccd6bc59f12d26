"""The library through the API: lists, envelopes, exact bytes, differences; on both sites."""

import hashlib

import pytest

from catalog import actions, documents
from catalog.library.models import Holding, Release
from tenants.context import in_ministry, in_province
from tests.catalog import library


@pytest.fixture(params=["province", "ministry"])
def caller(request, province_caller, ministry_caller):
    """A machine of either site: the library reads the same."""
    return province_caller if request.param == "province" else ministry_caller


def test_list_shows_each_course_at_its_newest_release(caller, second_release):
    found = caller.get("library/courses/").json()

    assert [(one["slug"], one["version"], one["changelog"]) for one in found] == [
        (second_release.slug, 2, "Sửa bài một")
    ]
    assert found[0]["uid"] == str(second_release.uid)
    assert not {"id", "document"} & set(found[0])


def test_list_is_filtered_and_refuses_what_it_does_not_know(caller, release):
    def titles(query):
        return [one["title"] for one in caller.get(f"library/courses/?{query}").json()]

    refused = caller.get("library/courses/?audience=moi-nguoi")

    assert titles("audience=officials") == titles("is_drafting=false") == ["Mật khẩu"]
    assert titles("audience=community") == titles("is_drafting=true") == []
    assert (refused.status_code, refused.json()["code"]) == (422, "INPUT_INVALID")
    assert list(refused.json()["details"]["fields"]) == ["audience"]


def test_list_takes_the_same_statements(
    province_caller, ministry, release, django_assert_num_queries
):
    province_caller.get("library/courses/")  # notes the key's use
    with django_assert_num_queries(3):
        province_caller.get("library/courses/")
    with in_ministry():
        for title in ("Hai", "Ba"):
            actions.release_course(
                course=library.course_without_faults(title), changelog="Lần đầu", by=None
            )

    with django_assert_num_queries(3):
        assert len(province_caller.get("library/courses/").json()) == 3


def test_releases_of_a_course_newest_first(caller, second_release):
    found = caller.get(f"library/courses/{second_release.slug}/releases/").json()

    assert [one["version"] for one in found] == [2, 1]
    assert caller.get("library/courses/khong-co/releases/").status_code == 404


def test_envelope_says_all_but_the_document(caller, release):
    with in_ministry():
        lock = {
            "node_uid": str(release.course_uid),
            "field": "title",
            "reason": "Tên theo quyết định.",
            "legal_basis": "Quyết định 146/QĐ-TTg",
            "since": "2026-11-25",
        }
        Release.objects.filter(pk=release.pk).update(locks=[lock])

    found = caller.get(f"library/releases/{release.uid}/").json()

    assert (found["sha256"], found["version"]) == (release.sha256, 1)
    assert found["locks"] == [lock]
    assert found["retired_at"] is None
    assert caller.get(f"library/releases/{library.UNKNOWN_UID}/").status_code == 404


def test_document_is_byte_for_byte_what_its_hash_covers(caller, release):
    answer = caller.get(f"library/releases/{release.uid}/document/")

    assert hashlib.sha256(answer.content).hexdigest() == release.sha256
    assert answer["ETag"] == f'"{release.sha256}"'
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Type"] == "application/json"
    assert documents.check(answer.json()).lesson_count == 3


def test_document_known_already_is_not_sent_again(caller, release):
    path = f"library/releases/{release.uid}/document/"

    known = caller.get(path, headers={"If-None-Match": f'"{release.sha256}"'})
    other = caller.get(path, headers={"If-None-Match": '"0000"'})

    assert (known.status_code, known.content, known["ETag"]) == (304, b"", f'"{release.sha256}"')
    assert other.status_code == 200


def test_retired_release_stays_readable(caller, release):
    with in_ministry():
        Release.objects.filter(pk=release.pk).update(retired_at=release.published_at)

    assert caller.get(f"library/releases/{release.uid}/").json()["retired_at"] is not None
    assert caller.get(f"library/releases/{release.uid}/document/").status_code == 200
    assert caller.get("library/courses/").json() == []


def test_diff_marks_words_and_leaves_out_what_stayed(caller, second_release):
    found = caller.get(f"library/courses/{second_release.slug}/diff/").json()

    assert (found["from_version"], found["to_version"]) == (1, 2)
    assert found["lesson_counts"] == {"added": 0, "removed": 0, "changed": 1, "moved": 0}
    [node] = found["nodes"]
    [field] = node["fields"]
    changed = [one for one in field["blocks"] if one["change"] == "changed"]
    assert (node["kind"], node["title"], field["name"]) == ("lesson", "Bài một", "body")
    assert [
        segment["text"].strip() for segment in changed[0]["segments"] if segment["kind"] == "added"
    ] == ["mới"]


def test_diff_of_the_first_release_adds_everything(caller, release):
    found = caller.get(f"library/courses/{release.slug}/diff/?to_version=1").json()

    assert found["from_version"] == 0
    assert {node["change"] for node in found["nodes"]} == {"added"}


@pytest.mark.parametrize(
    ("query", "status"), [("to_version=9", 404), ("from_version=x", 422), ("to_version=0", 422)]
)
def test_diff_refuses_versions_that_are_none(caller, release, query, status):
    assert caller.get(f"library/courses/{release.slug}/diff/?{query}").status_code == status


def test_library_is_for_offices_and_the_ministry(linh, minh, an, client, release):
    for path in ("courses/", f"releases/{release.uid}/document/"):
        assert linh.get(f"/api/v1/library/{path}").status_code == 403
        assert an.get(f"/api/v1/library/{path}").status_code == 200
        assert minh.get(f"/api/v1/library/{path}").status_code == 200


def test_standings_say_where_each_course_stands(province_caller, quangnam, release, second_release):
    with in_ministry():
        Release.objects.filter(pk=second_release.pk).update(retired_at=release.published_at)
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[release.uid], by=None)
        own = library.course_without_faults("Riêng của tỉnh")
    with in_ministry():
        Release.objects.filter(pk=second_release.pk).update(retired_at=None)

    [found] = province_caller.get("library/standings/").json()

    assert found["slug"] == release.slug != own.slug
    assert (found["state"], found["adopted_version"], found["newest_version"]) == ("behind", 1, 2)
    assert found["newest_release_uid"] == str(second_release.uid)


def test_standings_take_the_same_statements(
    province_caller, quangnam, release, django_assert_num_queries
):
    province_caller.get("library/standings/")
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[release.uid], by=None)
    with django_assert_num_queries(4):
        province_caller.get("library/standings/")
    with in_ministry():
        more = [
            actions.release_course(
                course=library.course_without_faults(title), changelog="Lần đầu", by=None
            ).uid
            for title in ("Hai", "Ba")
        ]
    with in_province(quangnam):
        actions.adopt_releases(release_uids=more, by=None)

    with django_assert_num_queries(4):
        assert len(province_caller.get("library/standings/").json()) == 3


@pytest.fixture
def holdings(quangnam, thainguyen, second_release):
    """Quảng Nam stands on the newest release, Thái Nguyên on the one before."""
    with in_ministry():
        for place, version in ((quangnam, 2), (thainguyen, 1)):
            Holding.objects.create(
                province_id=int(place.id),
                course_uid=second_release.course_uid,
                version=version,
                sha256="a" * 64,
                reported_at=second_release.published_at,
            )


def test_adoptions_list_what_provinces_hold(ministry_caller, holdings):
    found = ministry_caller.get("adoptions/").json()

    assert (found["count"], found["page"], found["page_count"]) == (2, 1, 1)
    assert [
        (one["province"], one["state"], one["version"], one["newest_version"])
        for one in found["results"]
    ] == [("quangnam", "current", 2, 2), ("thainguyen", "behind", 1, 2)]
    assert found["results"][1]["conflict_count"] is None


def test_adoptions_are_filtered(ministry_caller, holdings, second_release):
    def provinces(query):
        found = ministry_caller.get(f"adoptions/?{query}").json()
        return [one["province"] for one in found["results"]]

    assert provinces("province=quangnam") == ["quangnam"]
    assert provinces("state=behind") == ["thainguyen"]
    assert provinces(f"course={second_release.slug}") == ["quangnam", "thainguyen"]
    assert provinces("course=khong-co") == provinces("audience=community") == []
    assert ministry_caller.get("adoptions/?page=2").status_code == 404
    assert ministry_caller.get("adoptions/?state=absent").status_code == 422


def test_adoptions_are_the_ministrys(province_caller, ministry, holdings):
    assert province_caller.get("adoptions/").status_code == 404
