"""The pages of the road: the office offers, An reads, decides and answers."""

import pytest

from catalog.actions import contributions as decisions
from catalog.actions import offers
from catalog.library.models import Contribution
from catalog.models import Course, Lesson, MediaFile, Offer, Question
from catalog.offering import MEDIA_BYTES_AT_MOST
from tenants.context import in_ministry, in_province
from tests.contributions import roads
from tests.merging import courses
from tests.syncing.national import write
from tests.syncing.test_apply import OWN_WORDS

SENT = {"note": roads.NOTE, "is_checked": "on"}
PARAGRAPH = "Đoạn 2 của bài 1.1."
NEW_WORDS = "Đoạn 2 do Bộ sửa."


def page(answer):
    return answer.content.decode()


@pytest.fixture
def path(course):
    return f"/desk/courses/{course.uid}/offer/"


@pytest.fixture
def offered(ministry, quangnam, course):
    """The contribution An finds in the queue."""
    roads.offer(quangnam, course)
    with in_ministry():
        return roads.contribution()


@pytest.fixture
def conflicting(ministry, story):
    """A contribution that changes a sentence the ministry changed too."""
    with in_ministry():
        roads.bring_desk_up_to(story.document)
    with in_province(story.province):
        write("1.1", PARAGRAPH, OWN_WORDS)
        course = story.course()
    roads.offer(story.province, course)
    with in_ministry():
        write("1.1", PARAGRAPH, NEW_WORDS)
        return roads.contribution()


def address(contribution, tail=""):
    return f"/desk/contributions/{contribution.uid}/{tail}"


def adoption_fields(an, contribution):
    """Return what the page's form carries."""
    form = an.get(address(contribution, "adoption/")).context["form"]
    return {key: form.initial[key] for key in ("seen", "seen_desk")}


class TestTheOffice:
    def test_sees_what_would_be_offered_and_offers_it(self, minh, quangnam, course, path):
        shown = page(minh.get(path))
        assert "Bài hai" in shown
        assert "Không có tên, số điện thoại" in shown

        answer = minh.post(path, SENT, follow=True)

        assert answer.redirect_chain == [(path, 302)]
        assert "Bộ đang xem" in page(answer)
        with in_province(quangnam):
            assert Offer.objects.get().note == roads.NOTE

    def test_sees_changes_against_the_release(self, minh, story):
        with in_province(story.province):
            write("1.1", PARAGRAPH, OWN_WORDS)
            uid = story.course().uid

        shown = page(minh.get(f"/desk/courses/{uid}/offer/"))

        assert "So với bản 1 của Bộ." in shown
        assert "<ins>" in shown

    def test_has_nothing_to_offer_of_an_untouched_national_course(self, minh, story):
        with in_province(story.province):
            uid = story.course().uid

        assert "Chưa có gì để gửi" in page(minh.get(f"/desk/courses/{uid}/offer/"))
        answer = minh.post(f"/desk/courses/{uid}/offer/", SENT)
        assert answer.status_code == 422
        assert "chưa có gì khác với bản của Bộ" in page(answer)

    @pytest.mark.parametrize("missing", ["note", "is_checked"])
    def test_must_say_why_and_look_for_personal_data(self, minh, quangnam, path, missing):
        answer = minh.post(path, SENT | {missing: ""})

        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
        with in_province(quangnam):
            assert not Offer.objects.exists()

    def test_is_told_of_errors(self, minh, quangnam, path):
        with in_province(quangnam):
            Question.objects.update(text="")

        answer = minh.post(path, SENT)

        assert answer.status_code == 422
        assert "lỗi phải sửa trước khi gửi" in page(answer)

    def test_is_told_of_too_many_megabytes(self, minh, quangnam, path):
        with in_province(quangnam):
            MediaFile.objects.update(size_bytes=MEDIA_BYTES_AT_MOST + 1024 * 1024)

        assert "Hình và video quá nặng" in page(minh.get(path))
        answer = minh.post(path, SENT)
        assert answer.status_code == 413
        assert "nặng 201,0 MB, tối đa gửi được 200,0 MB" in page(answer)
        assert "OFFER_TOO_LARGE" in page(answer)

    def test_offering_twice_is_refused(self, minh, path):
        minh.post(path, SENT)

        answer = minh.post(path, SENT)

        assert answer.status_code == 409
        assert "OFFER_OPEN" in page(answer)

    def test_answers_a_question(self, minh, ministry, quangnam, path, offered):
        with in_ministry():
            decisions.ask_back(contribution=offered, question="Số liệu ở đâu?", by=None)
        roads.deliver(ministry)
        assert "Số liệu ở đâu?" in page(minh.get(path))

        minh.post(path, SENT | {"note": "Của Sở Công Thương."})
        roads.deliver(quangnam)

        with in_ministry():
            found = Contribution.objects.get()
            assert (found.state, found.note) == ("waiting", "Của Sở Công Thương.")

    def test_withdraws_once(self, minh, quangnam, course, path):
        minh.post(path, SENT)
        with in_province(quangnam):
            uid = Offer.objects.get().uid

        assert minh.post(f"/office/offers/{uid}/withdrawal/").url == path
        again = minh.post(f"/office/offers/{uid}/withdrawal/")

        assert again.status_code == 409
        assert "OFFER_CLOSED" in page(again)

    def test_finds_all_offers_with_the_ministrys_words(self, minh, ministry, course, offered):
        with in_ministry():
            decisions.decline_contribution(contribution=offered, reason="Đã có bài này", by=None)
        roads.deliver(ministry)

        shown = page(minh.get("/office/offers/"))

        assert course.title in shown
        assert "Đã có bài này" in shown
        assert "Bộ chưa nhận" in shown

    def test_without_offers_is_told_what_to_do(self, minh):
        assert "Tỉnh chưa gửi đóng góp nào" in page(minh.get("/office/offers/"))

    def test_finds_the_way_from_the_desk(self, minh, course, path):
        assert path in page(minh.get(f"/desk/courses/{course.uid}/"))


def test_another_province_sees_nothing_of_it(hoa, quangnam, course, path, offered):
    with in_province(quangnam):
        uid = Offer.objects.get().uid

    assert hoa.get(path).status_code == 404
    assert hoa.post(f"/office/offers/{uid}/withdrawal/").status_code == 404
    assert course.title not in page(hoa.get("/office/offers/"))


class TestTheMinistry:
    def test_finds_what_waits_and_how_much(self, an, offered):
        shown = page(an.get("/desk/contributions/"))

        assert offered.title in shown
        assert "Khóa học riêng của tỉnh" in shown
        assert '<span class="hv-count">1' in shown

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", True),
            ("?state=all", True),
            ("?state=waiting", True),
            ("?state=declined", False),
            ("?state=open&province={}", True),
            ("?state=open&province=0", True),  # no such province: as if none was asked for
            ("?state=nonsense", True),
        ],
    )
    def test_filters(self, an, offered, query, found):
        answer = an.get(f"/desk/contributions/{query.format(offered.province_id)}")

        assert [one.pk for one in answer.context["rows"]] == ([offered.pk] if found else [])

    def test_filters_by_province(self, an, offered, ministry, thainguyen):
        answer = an.get(f"/desk/contributions/?province={offered.province_id}")
        assert [name for _value, name in answer.context["form"].fields["province"].choices] == [
            "Tất cả", "Quảng Nam",
        ]  # fmt: skip

    def test_queue_needs_the_same_statements_for_one_and_three(
        self, an, offered, django_assert_num_queries
    ):
        def statements():
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as found:
                an.get("/desk/contributions/")
            return len(found)

        one = statements()
        with in_ministry():
            for _number in range(2):
                copy = Contribution.objects.get(pk=offered.pk)
                copy.pk, copy.uid, copy.offer_uid = None, _uid(), _uid()
                copy.save()

        assert statements() == one
        assert len(an.get("/desk/contributions/").context["rows"]) == 3

    def test_reads_a_course_and_its_lessons_as_learners_would(self, an, offered, course):
        assert roads.NOTE in page(an.get(address(offered)))
        shown = an.get(address(offered, "preview/"))
        lessons = list(shown.context["shown"].lessons)

        assert [one.title for one in lessons] == ["Bài một", "Bài hai", "Bài ba"]
        first = page(an.get(address(offered, f"lessons/{lessons[0].uid}/")))
        assert 'alt="Chợ Hội An"' in first
        assert an.get(address(offered, f"lessons/{course.uid}/")).status_code == 404

    def test_sees_both_differences(self, an, story, conflicting):
        story.publish(lambda document: document["modules"][2].update(title="Chương cuối"))

        shown = page(an.get(address(conflicting)))

        assert "Tỉnh đề nghị sửa" in shown
        assert "Bộ đã sửa từ đó, đến bản 2" in shown
        assert "Chương cuối" in shown

    @pytest.mark.parametrize(("do", "state"), [("ask", "asked_back"), ("decline", "declined")])
    def test_answers(self, an, offered, do, state):
        fields = {"reply": "Nguồn số liệu?", "do": do, "seen": offered.sha256}

        answer = an.post(address(offered, "reply/"), fields)

        assert answer.url == address(offered)
        with in_ministry():
            found = Contribution.objects.get()
            assert (found.state, found.reply, found.replied_by) == (state, "Nguồn số liệu?", "an")

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"reply": "", "do": "ask"}, {"reply"}),
            ({"reply": "Vì sao?", "do": "adopt"}, {"do"}),
            ({"reply": "x" * 2001, "do": "ask"}, {"reply"}),
            ({"reply": "Vì sao?", "do": "ask", "seen": ""}, {"seen"}),
        ],
    )
    def test_answer_without_words_is_refused(self, an, offered, fields, wrong):
        answer = an.post(address(offered, "reply/"), {"seen": offered.sha256} | fields)

        assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)

    def test_answer_to_something_else_than_was_read_is_refused(self, an, offered):
        fields = {"reply": "Vì sao?", "do": "decline", "seen": "0" * 64}

        answer = an.post(address(offered, "reply/"), fields)

        assert answer.status_code == 409
        assert "CONTRIBUTION_CHANGED" in page(answer)

    def test_adopts_an_own_course(self, an, offered, course):
        fields = adoption_fields(an, offered) | {"reply": "Cảm ơn tỉnh."}

        answer = an.post(address(offered, "adoption/"), fields)

        assert answer.url == f"/desk/courses/{course.uid}/"
        with in_ministry():
            assert Course.objects.get().uid == course.uid
            assert Contribution.objects.get().reply == "Cảm ơn tỉnh."
        again = an.post(address(offered, "adoption/"), fields)
        assert again.status_code == 409
        assert "CONTRIBUTION_CLOSED" in page(again)

    def test_must_decide_where_both_wrote(self, an, story, conflicting):
        fields = adoption_fields(an, conflicting)
        before = an.get(address(conflicting, "adoption/"))
        [place] = before.context["deciding"].places
        assert "Lấy bản của tỉnh" in page(before)

        open_still = an.post(address(conflicting, "adoption/"), fields)
        choice = {f"choice-{place.mark}": "text", f"text-{place.mark}": "Cả hai."}
        empty = an.post(
            address(conflicting, "adoption/"), fields | choice | {f"text-{place.mark}": " "}
        )
        done = an.post(address(conflicting, "adoption/"), fields | choice)

        assert (open_still.status_code, empty.status_code, done.status_code) == (422, 422, 302)
        assert f"#choice-{place.mark}-national" in page(open_still)
        with in_ministry():
            row = Lesson.objects.get(uid=courses.uid("lesson", "1.1"))
            assert row.body.split("\n\n")[1] == "Cả hai."

    def test_what_changed_meanwhile_is_shown_anew_and_choices_stay(self, an, conflicting):
        fields = adoption_fields(an, conflicting)
        [place] = an.get(address(conflicting, "adoption/")).context["deciding"].places
        with in_ministry():
            write("1.2", "Đoạn 1 của bài 1.2.", "Vừa sửa.")

        answer = an.post(
            address(conflicting, "adoption/"), fields | {f"choice-{place.mark}": "national"}
        )

        assert answer.status_code == 409
        assert answer.context["problem"] == "CONTRIBUTION_CHANGED"
        assert [one.choice for one in answer.context["deciding"].places] == ["national"]
        fresh = answer.context["form"].initial
        sent = {key: fresh[key] for key in ("seen", "seen_desk")}
        done = an.post(
            address(conflicting, "adoption/"), sent | {f"choice-{place.mark}": "national"}
        )
        assert done.status_code == 302

    def test_reads_nothing_of_what_was_withdrawn(self, an, quangnam, offered):
        with in_province(quangnam):
            offers.withdraw_offer(offer=Offer.objects.get(), by=None)
        roads.deliver(quangnam)

        shown = page(an.get(address(offered)))

        assert roads.NOTE not in shown
        assert "Tỉnh đã rút lại" in shown
        assert an.get(address(offered, "preview/")).status_code == 404
        assert an.get(address(offered, "adoption/")).status_code == 409

    def test_own_course_of_a_known_uid_is_explained(self, an, ministry, offered, course):
        with in_ministry():
            Course.objects.create(uid=course.uid, slug="khac", title="Khác", audience="officials")

        answer = an.get(address(offered, "adoption/"))

        assert answer.status_code == 409
        assert "COURSE_THERE" in page(answer)

    def test_credits_stand_on_the_library_pages(self, an, minh, ministry, offered):
        from catalog import actions

        course = roads.adopt(ministry)
        with in_ministry():
            release = actions.release_course(course=course, changelog="Lần đầu", by=None)

        for shown in (
            an.get(f"/library/{release.slug}/"),
            minh.get(f"/office/library/{release.uid}/"),
        ):
            assert "Có phần đóng góp của" in page(shown)
            assert "Quảng Nam" in page(shown)


def _uid():
    import uuid

    return uuid.uuid4()


@pytest.mark.committed
def test_the_outbox_carries_it_there_and_back(quangnam, settings, tmp_path):
    from tenants.jobs import actions as job_actions

    settings.MEDIA_ROOT = tmp_path
    course = roads.own_course(quangnam)
    with in_province(quangnam):
        made = offers.offer_course(course=course, note=roads.NOTE, by=None)
    job_actions.dispatch_due()
    with in_ministry():
        decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)
    job_actions.dispatch_due()
    job_actions.dispatch_due()

    assert roads.offer_as_it_is(quangnam, made).state == "adopted"
