"""The office sets how quizzes are taken, group by group."""

import pytest

from enrollment.actions.cohorts import ensure_cohorts
from enrollment.actions.quiz_policies import policy_groups
from enrollment.learning.policies import MUST_PASS, SELF_CHECK, Policy
from enrollment.models import Cohort, QuizPolicy, SubGroup
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning.conftest import minh, minh_browser  # noqa: F401

FORM = {
    "must_pass": "yes",
    "pass_mark_percent": "70",
    "max_attempts": "3",
    "wait_minutes": "",
    "closes_at_deadline": "on",
    "feedback": "after_closing",
    "late_answers": "ask",
}


@pytest.fixture
def officials(quangnam):
    with in_province(quangnam):
        ensure_cohorts()
        return Cohort.objects.get(key="officials")


def test_without_rules_the_community_checks_itself(quangnam, officials):
    with in_province(quangnam):
        found = {
            (group.sub_group.key if group.sub_group else group.cohort.key): group.policy
            for group in policy_groups()
        }

    checking = {key for key, policy in found.items() if policy == SELF_CHECK}
    assert checking == {"community", "citizens"}
    assert all(policy == MUST_PASS for key, policy in found.items() if key not in checking)


def test_the_office_sets_the_rules_of_a_cohort(minh_browser, quangnam, officials):  # noqa: F811
    answer = minh_browser.post(f"/office/quiz-policies/{officials.uid}/", FORM)

    page = minh_browser.get(answer["Location"]).content.decode()
    assert "Mức đạt 70 %." in page
    assert "Nhiều nhất 3 lượt mỗi bài." in page
    expected = Policy(True, 70, 3, 0, True, "after_closing", "ask")
    with in_province(quangnam):
        leaders = next(
            one for one in policy_groups() if one.sub_group and one.sub_group.key == "leaders"
        )
        audit = AuditEntry.objects.get(action="enrollment.save_quiz_policy")
    assert (leaders.policy, leaders.is_own) == (expected, False)
    assert audit.facts["max_attempts"] == 3


def test_a_group_has_its_own_rules_until_they_are_reset(minh_browser, quangnam, officials):  # noqa: F811
    with in_province(quangnam):
        leaders = SubGroup.objects.get(key="leaders")
    path = f"/office/quiz-policies/{leaders.uid}/"

    minh_browser.post(path, FORM | {"must_pass": "no"})
    with in_province(quangnam):
        own = [
            (one.policy.must_pass, one.is_own) for one in policy_groups() if one.uid == leaders.uid
        ]
    minh_browser.post(path, {"do": "reset"})

    assert own == [(False, True)]
    with in_province(quangnam):
        assert not QuizPolicy.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"pass_mark_percent": "120"},
        {"max_attempts": "0"},
        {"wait_minutes": "-1"},
        {"feedback": "never"},
        {"must_pass": ""},
    ],
)
def test_wrong_rules_are_refused_with_every_error(minh_browser, quangnam, officials, wrong):  # noqa: F811
    answer = minh_browser.post(f"/office/quiz-policies/{officials.uid}/", FORM | wrong)

    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in answer.content.decode()
    with in_province(quangnam):
        assert not QuizPolicy.objects.exists()
