"""A row, queryset or cursor of Quảng Nam is no use to Thái Nguyên."""

import copy
import pickle

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from catalog.library.models import Release
from catalog.models import Course, Module
from tenants.context import NoProvince, WrongProvince, in_ministry, in_province


def course(slug: str = "an-toan") -> Course:
    return Course.objects.create(slug=slug, title="An toàn thông tin", audience="officials")


@pytest.fixture
def course_of_quangnam(quangnam):
    with in_province(quangnam):
        return course()


@pytest.fixture
def course_of_thainguyen(thainguyen, course_of_quangnam):
    """The same number as Quảng Nam's, so a mix-up would go unnoticed."""
    with in_province(thainguyen):
        return Course.objects.create(
            id=course_of_quangnam.pk, slug="khac", title="Khóa khác", audience="officials"
        )


FOREIGN_USES = {
    "save": lambda row: row.save(),
    "save, alias named": lambda row: row.save(using="default"),
    "save some fields": lambda row: row.save(update_fields=["title"]),
    "delete": lambda row: row.delete(),
    "delete, alias named": lambda row: row.delete(using="default"),
    "refresh": lambda row: row.refresh_from_db(),
    "assign as foreign key": lambda row: Module(course=row, title="1", position=1),
    "create with foreign key": lambda row: Module.objects.create(course=row, title="1", position=1),
    "filter": lambda row: list(Module.objects.filter(course=row)),
    "filter in": lambda row: list(Module.objects.filter(course__in=[row])),
    "exclude": lambda row: list(Module.objects.exclude(course=row)),
    "related manager": lambda row: list(row.modules.all()),
    "related create": lambda row: row.modules.create(title="1", position=1),
    "bulk_update": lambda row: Course.objects.bulk_update([row], ["title"]),
    "bulk_create": lambda row: Course.objects.bulk_create([row]),
    "bulk_create of a generator": lambda row: Course.objects.bulk_create(r for r in [row]),
    "pickled": lambda row: pickle.loads(pickle.dumps(row)).save(),
    "copied": lambda row: copy.deepcopy(row).save(),
}


@pytest.mark.parametrize("use", FOREIGN_USES.values(), ids=FOREIGN_USES.keys())
def test_row_of_another_province_is_refused(
    use, course_of_quangnam, course_of_thainguyen, thainguyen
):
    course_of_quangnam.title = "Ghi đè"

    with in_province(thainguyen), pytest.raises(WrongProvince):
        use(course_of_quangnam)

    with in_province(thainguyen):
        assert list(Course.objects.values_list("title", flat=True)) == ["Khóa khác"]


@pytest.mark.parametrize("use", FOREIGN_USES.values(), ids=FOREIGN_USES.keys())
def test_row_of_a_province_is_refused_in_the_ministry(use, course_of_quangnam):
    with in_ministry(), pytest.raises(WrongProvince):
        use(course_of_quangnam)


def test_row_of_the_ministry_is_refused_in_a_province(in_quangnam):
    with in_ministry():
        national = course("quoc-gia")

    with pytest.raises(WrongProvince):
        national.save()


def test_deferred_field_of_another_province_is_refused(course_of_quangnam, quangnam, thainguyen):
    with in_province(quangnam):
        row = Course.objects.only("id").get()

    with in_province(thainguyen), pytest.raises(WrongProvince):
        row.title  # noqa: B018


def test_row_is_useful_at_home_again(course_of_quangnam, quangnam):
    with in_province(quangnam):
        course_of_quangnam.title = "Mới"
        course_of_quangnam.save()
        pickle.loads(pickle.dumps(course_of_quangnam)).refresh_from_db()

        assert Course.objects.get().title == "Mới"


QUERIES = {
    "all": lambda: Course.objects.all(),
    "sliced": lambda: Course.objects.all()[:3],
    "values": lambda: Course.objects.values("title"),
    "union": lambda: Course.objects.filter(pk=1).union(Course.objects.filter(pk=2)),
    "raw": lambda: Course.objects.raw("select * from catalog_course"),
    "related": lambda: Module.objects.select_related("course"),
}


@pytest.mark.parametrize("build", QUERIES.values(), ids=QUERIES.keys())
def test_queryset_of_another_province_is_refused(build, course_of_quangnam, quangnam, thainguyen):
    with in_province(quangnam):
        lazy = build()

    with in_province(thainguyen), pytest.raises(WrongProvince):
        list(lazy)


@pytest.mark.parametrize(
    "use",
    [
        lambda lazy: lazy.count(),
        lambda lazy: lazy.exists(),
        lambda lazy: lazy.update(title="Ghi đè"),
        lambda lazy: lazy.delete(),
        lambda lazy: lazy.filter(pk=1).first(),
        lambda lazy: list(Module.objects.filter(course__in=lazy)),
        lambda lazy: list(Module.objects.filter(Exists(lazy.filter(pk=OuterRef("course"))))),
        lambda lazy: list(Course.objects.filter(pk=1).union(lazy)),
        lambda lazy: list(lazy.iterator()),
    ],
    ids=[
        "count",
        "exists",
        "update",
        "delete",
        "first",
        "in",
        "exists subquery",
        "union",
        "iterator",
    ],
)
def test_lazy_queryset_of_another_province_is_refused(
    use, course_of_quangnam, course_of_thainguyen, quangnam, thainguyen
):
    with in_province(quangnam):
        lazy = Course.objects.all()

    with in_province(thainguyen), pytest.raises(WrongProvince):
        use(lazy)

    with in_province(thainguyen):
        assert Course.objects.count() == 1


def test_query_built_nowhere_binds_where_it_runs(course_of_quangnam, quangnam, thainguyen):
    lazy = Course.objects.all()

    with in_province(quangnam):
        assert lazy.count() == 1
    with in_province(thainguyen):
        assert lazy.all().count() == 0


def test_rows_already_read_cannot_be_used_elsewhere(course_of_quangnam, quangnam, thainguyen):
    with in_province(quangnam):
        rows = Course.objects.iterator(chunk_size=100)

    with in_province(thainguyen), pytest.raises(WrongProvince):
        next(rows).save()


def test_national_rows_are_read_anywhere(in_quangnam):
    with in_ministry():
        release = Release.objects.create(**release_fields())

    assert list(Release.objects.all()) == [release]


def release_fields() -> dict:
    from datetime import UTC, datetime

    values = {}
    for field in Release._meta.concrete_fields:
        if field.primary_key or field.has_default() or field.null or field.blank:
            continue
        kind = field.get_internal_type()
        values[field.name] = {
            "JSONField": {},
            "UUIDField": "0" * 32,
            "DateTimeField": datetime(2026, 1, 1, tzinfo=UTC),
        }.get(kind, 1 if "Integer" in kind else "x")
    return values


class TestCursor:
    SQL = "select title from catalog_course"

    @pytest.fixture
    def cursor(self, course_of_quangnam, quangnam):
        with in_province(quangnam):
            cursor = connection.cursor()
            cursor.execute(self.SQL)
            return cursor

    @pytest.mark.parametrize(
        "use",
        [
            lambda cursor: cursor.fetchone(),
            lambda cursor: cursor.fetchall(),
            lambda cursor: cursor.fetchmany(2),
            lambda cursor: list(cursor),
            lambda cursor: cursor.execute("select 1"),
            lambda cursor: cursor.executemany("select %s", [[1]]),
            lambda cursor: cursor.copy("copy catalog_course to stdout"),
            lambda cursor: list(cursor.stream("select 1")),
        ],
        ids=[
            "fetchone",
            "fetchall",
            "fetchmany",
            "for row in cursor",
            "execute",
            "executemany",
            "copy",
            "stream",
        ],
    )
    def test_is_refused_elsewhere(self, use, cursor, thainguyen):
        with in_province(thainguyen), pytest.raises(WrongProvince):
            use(cursor)
        with pytest.raises(NoProvince):
            use(cursor)

    def test_loop_stops_where_the_place_changes(self, cursor, quangnam, thainguyen):
        with in_province(quangnam):
            cursor.execute("select generate_series(1, 3)")
            rows = iter(cursor)
            next(rows)

        with in_province(thainguyen), pytest.raises(WrongProvince):
            next(rows)

    def test_works_at_home(self, cursor, quangnam):
        with in_province(quangnam):
            assert cursor.fetchall() == [("An toàn thông tin",)]
