"""Many rows at once: taking over a library, importing a roster, enrolling thousands."""

from psycopg import sql

from catalog import actions as catalog_actions
from catalog.models import Course, Lesson, Option, Question
from tenants import migrator, registry
from tenants.context import Place, in_ministry, in_province
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
