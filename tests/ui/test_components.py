"""Components: each draws, keeps what people typed as text, and relates its parts."""

import re
from types import SimpleNamespace

import pytest
from django import forms

from config.ui.site_links import site_links
from config.ui.styleguide_data import EveryField
from config.ui.templatetags.ui import figure, icons, megabytes, percent
from tests.ui.pages import TEMPLATES, all_templates, render

COMPONENTS = sorted(path.stem for path in (TEMPLATES / "cotton").glob("*.html"))
INSIDE_OTHERS = {"field", "field_notes", "pagination"}
EVIL = "<script>\"'&"


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name not in INSIDE_OTHERS])
def test_component_draws_without_attributes_but_its_icon(name):
    tag = name.replace("_", "-")
    icon = ' name="check"' if name == "icon" else ""

    html = render(f"<c-{tag}{icon}>Chữ</c-{tag}>")

    assert html.strip() or name in {"pagination", "text_size", "language_switch"}


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_says_what_its_attributes_are(name):
    source = (TEMPLATES / "cotton" / f"{name}.html").read_text()

    assert source.startswith("{% comment %}\n<c-" + name.replace("_", "-"))


def test_every_icon_named_in_a_template_exists():
    named = set()
    for path in all_templates():
        source = path.read_text()
        named |= set(re.findall(r"(?<!:)\bicon(?:-end)?=\"([a-z0-9-]+)\"", source))
        named |= set(re.findall(r"{% icon \"([a-z0-9-]+)\"", source))
        named |= set(re.findall(r"<c-icon name=\"([a-z0-9-]+)\"", source))

    assert named - set(icons()) == set()


def test_no_template_has_inline_style_or_script():
    inline = r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)"
    found = [str(path) for path in all_templates() if re.search(inline, path.read_text())]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        '<c-page-title title="{{ evil }}" caption="{{ evil }}" />',
        '<c-page-title :title="evil" />',
        '<c-task-item href="/" :title="evil" :hint="evil" :status="evil" />',
        '<c-search name="q" value="{{ evil }}" label="Tìm" />',
        '<c-search name="q" :value="evil" label="Tìm" />',
        '<c-option name="q" :value="evil" :text="evil" />',
        '<c-action action="/" :confirm="evil">Xóa</c-action>',
        '<c-copy :text="evil">Chép</c-copy>',
        '<c-button data-name="{{ evil }}">Lưu</c-button>',
    ],
)
def test_what_people_typed_stays_text(source):
    html = render(source, evil=EVIL)

    assert "<script" not in html
    assert not re.search(r'="[^"]*<script', html)
    assert "&lt;script&gt;" in html


def test_button_is_a_link_when_it_leads_somewhere():
    assert render('<c-button href="/courses/">Khóa học</c-button>').strip() == (
        '<a href="/courses/" class="hv-button" >Khóa học</a>'
    )


def test_button_passes_name_and_value_on():
    html = render('<c-button kind="secondary" name="go" value="1">Lưu</c-button>')

    assert 'type="submit" class="hv-button hv-button--secondary"' in html
    assert 'name="go" value="1"' in html


def test_field_relates_hint_and_error_to_its_input():
    form = EveryField({"full_name": ""})
    form.is_valid()

    html = render('<c-field :field="form.full_name" autocomplete="name" />', form=form)

    assert 'aria-describedby="id_full_name_helptext id_full_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="name"' in html
    assert 'id="id_full_name_helptext"' in html
    assert 'id="id_full_name_error"' in html
    assert '<label class="govuk-label" for="id_full_name">' in html


def test_choices_are_a_fieldset_with_its_question():
    html = render('<c-field :field="form.group" />', form=EveryField())

    assert html.count('class="govuk-radios__input"') == 2
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_group_helptext">' in html
    assert "Học với tư cách nào?</legend>" in html


def test_date_is_a_date_input_that_keeps_its_value():
    class WithDate(forms.Form):
        day = forms.DateField(initial="2026-06-30")

    html = render('<c-field :field="form.day" />', form=WithDate())

    assert 'type="date"' in html
    assert 'value="2026-06-30"' in html


def test_form_draws_every_field_after_its_errors():
    form = EveryField({})
    form.is_valid()

    html = render('<c-form :form="form" submit="Lưu" />', form=form)

    assert html.index("govuk-error-summary") < html.index("<form")
    assert html.count("govuk-form-group--error") == len(form.fields)
    assert 'href="#id_full_name"' in html
    assert 'href="#id_group_0"' in html
    assert "csrfmiddlewaretoken" in html
    assert "Lưu</button>" in html


def test_form_with_a_slot_draws_only_the_slot():
    html = render(
        '<c-form :form="form"><c-field :field="form.email" /></c-form>', form=EveryField()
    )

    assert html.count("govuk-form-group") == 1


def test_queue_form_says_what_it_sends_and_has_a_status():
    html = render('<c-form queue="quiz" action="/x/" submit="Gửi" />')

    assert 'data-queue="quiz"' in html
    assert 'role="status" data-queue-status' in html


def test_attributes_of_one_component_do_not_reach_another():
    html = render(
        '<c-panel title="Ngoài"><c-slot name="actions"><b>nút</b></c-slot><c-panel>x</c-panel>'
        "</c-panel>"
    )

    assert html.count("Ngoài") == 1
    assert html.count("<b>nút</b>") == 1


def test_progress_says_in_words_what_the_bar_shows():
    html = render('<c-progress :value="6" :total="9" />')

    assert "Đã xong 6 trên 9" in html
    assert '<rect width="667" height="10"/>' in html


def test_cohort_bar_gives_numbers_and_whether_the_target_is_met():
    html = render(
        '<c-cohort-bar label="Cán bộ" :value="3120" :target="4560" :total="5700" unit="người" />'
    )

    assert "<strong>3.120</strong> / 5.700 người (55 %)" in html
    assert "4.560 người. Chưa đạt." in html


def test_running_job_is_polled_and_a_finished_one_is_not():
    source = '<c-job-progress title="Nhập" state="{}" url="/jobs/1/" :percent="4" />'

    assert 'hx-get="/jobs/1/"' in render(source.format("running"))
    assert "hx-get" not in render(source.format("done"))


def test_columns_are_one_without_a_side():
    assert "hv-columns--side" not in render("<c-columns>x</c-columns>")
    assert "hv-columns--side" in render('<c-columns>x<c-slot name="side">y</c-slot></c-columns>')


def test_numbers_are_written_as_vietnamese_write_them():
    assert [figure(5140), figure("5.140"), figure(1_000_000)] == ["5.140", "5.140", "1.000.000"]
    assert megabytes(3_400_000) == "3,4 MB"
    shares = [percent(0, 5140), percent(22, 5140), percent(1, 5140), percent(514, 5140)]
    assert shares == ["0", "0,4", "dưới 0,1", "10"]
    assert [percent(5139, 5140), percent(5140, 5140), percent(1, 0)] == ["99", "100", "0"]


def test_site_nav_marks_the_page():
    html = render("<c-site-nav />")

    assert '<a href="/" aria-current="page">Trang học</a>' in html
    assert '<a href="/courses/">Khóa học</a>' in html


@pytest.mark.parametrize(
    ("roles", "urls"),
    [
        ([], ["/", "/library/"]),
        (["ministry_analyst"], ["/", "/library/", "/ministry/"]),
        (["ministry_editor"], ["/", "/library/", "/ministry/", "/desk/"]),
    ],
)
def test_national_pages_lead_the_ministrys_people_back_to_work(rf, roles, urls):
    request = rf.get("/library/")
    request.place = SimpleNamespace(is_ministry=True)
    grants = [(role, None) for role in roles]
    request.user = SimpleNamespace(is_authenticated=bool(roles), _grants=grants)

    links = site_links(request)

    assert [link.url for link in links] == urls
    assert [link.url for link in links if link.current] == ["/library/"]
