"""Many rows at once: taking over a library, importing a roster, enrolling thousands."""

import datetime

from psycopg import sql

from catalog import actions as catalog_actions
from catalog.models import Course, Lesson, Option, Question
from enrollment import actions as enrollment_actions
from enrollment.actions.assignments import AssignmentChoice
from enrollment.demo.roster import make_roster
from enrollment.models import Cohort, Enrollment, Learner
from tenants import migrator, registry
from tenants.context import Place, in_ministry, in_province
from tenants.jobs import actions as jobs
from tests.bench import library
from tests.bench.measure import Measurement, stopwatch

CATALOGUE = (
    "catalog_document",
    "catalog_course",
    "catalog_edition",
    "catalog_adoptedrelease",
    "catalog_module",
    "catalog_lesson",
    "catalog_question",
    "catalog_option",
)


def province(slug: str) -> Place:
    """Return one of the two provinces of the test database."""
    with in_ministry():
        return next(place for place in registry.places() if place.schema == slug)


def clone_15() -> list[Measurement]:
    """Seconds to take over fifteen courses; floor: the same rows by INSERT…SELECT."""
    uids = library.release_library()
    quangnam, thainguyen = province("quangnam"), province("thainguyen")
    with stopwatch() as spent, in_province(quangnam):
        catalog_actions.adopt_releases(release_uids=uids, by=None)
    with in_province(quangnam):
        counts = [model.objects.count() for model in (Course, Lesson, Question, Option)]
        assert counts == [15, 720, 3_600, 14_400], counts
    floor = copied_by_sql(quangnam.schema, thainguyen.schema)
    return [Measurement("clone_15", spent.seconds, "s", floor)]


def copied_by_sql(source: str, target: str) -> float:
    """Copy the catalogue's tables from one schema to another, as nobody but a bench may."""
    with migrator.connect() as own, stopwatch() as spent, own.transaction():
        own.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in CATALOGUE:
            own.execute(
                sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(
                    sql.Identifier(target, table), sql.Identifier(source, table)
                )
            )
    with migrator.connect() as own, own.transaction():
        tables = sql.SQL(", ").join(sql.Identifier(target, table) for table in CATALOGUE)
        own.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
    return spent.seconds


def roster_14140() -> list[Measurement]:
    """Seconds from an .xlsx of 14,140 good rows and 40 wrong ones to learners; floor: COPY."""
    place = province("quangnam")
    content = make_roster(
        province="quangnam", officials=5_140, businesses=2_000, community=7_000, faults=40, seed=49
    )
    with stopwatch() as spent:
        import_roster(place, content)
    with in_province(place):
        assert Learner.objects.count() == 14_140, Learner.objects.count()
    return [Measurement("roster_14140", spent.seconds, "s", copied("enrollment_learner"))]


def import_roster(place: Place, content: bytes) -> None:
    """Bring a roster in by the road of the page: upload, read, preview, apply."""
    with in_province(place):
        enrollment_actions.ensure_cohorts()
        upload = enrollment_actions.upload_roster(content=content, file_name="ds.xlsx", by=None)
    jobs.run_due(place)
    with in_province(place):
        enrollment_actions.apply_roster(upload=upload, by=None)
    jobs.run_due(place)


def enroll_5700x9() -> list[Measurement]:
    """Seconds to enrol 5,700 officials in nine courses; floor: INSERT…SELECT of the rows."""
    place = province("thainguyen")
    content = make_roster(
        province="thainguyen", officials=5_700, businesses=0, community=0, faults=0, seed=7
    )
    import_roster(place, content)
    uids = library.release_library()[:9]
    with in_province(place):
        courses = catalog_actions.adopt_releases(release_uids=uids, by=None)
        officials = Cohort.objects.get(key="officials")
        choices = [
            AssignmentChoice(course.pk, officials, None, True, datetime.date(2026, 12, 31))
            for course in courses
        ]
    with stopwatch() as spent, in_province(place):
        enrollment_actions.save_assignments(choices=choices, by=None)
    with in_province(place):
        assert Enrollment.objects.count() == 51_300, Enrollment.objects.count()
    floor = copied("enrollment_enrollment", schema="thainguyen", by_copy=False)
    return [Measurement("enroll_5700x9", spent.seconds, "s", floor)]


def copied(table: str, *, schema: str = "quangnam", by_copy: bool = True) -> float:
    """Return how long the bare engine writes the same rows into a table of the same shape."""
    source, target = sql.Identifier(schema, table), sql.Identifier("public", "bench_floor")
    with migrator.connect() as own:
        own.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(target))
        own.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(target, source))
        out = sql.SQL("COPY {} TO STDOUT").format(source)
        with own.cursor() as cursor, cursor.copy(out) as copy:
            rows = b"".join(copy)
        with stopwatch() as spent, own.transaction():
            if by_copy:
                into = sql.SQL("COPY {} FROM STDIN").format(target)
                with own.cursor() as cursor, cursor.copy(into) as copy:
                    copy.write(rows)
            else:
                own.execute(
                    sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(
                        target, source
                    )
                )
        own.execute(sql.SQL("DROP TABLE {}").format(target))
    return spent.seconds
