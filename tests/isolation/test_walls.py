"""No place, no data; the block is the transaction; the role is the wall."""

import asyncio
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import Course
from tenants.context import (
    NoProvince,
    NoTransaction,
    WrongProvince,
    current_place,
    each_province,
    in_ministry,
    in_province,
)
from tenants.models import Province
from tenants.people.models import User


def standing() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, (current_schemas(false))[1]")
        return cursor.fetchone()


def course(slug: str = "an-toan") -> Course:
    return Course.objects.create(slug=slug, title="An toàn thông tin", audience="officials")


def test_without_a_place_there_is_nothing(quangnam):
    for ask in (
        Course.objects.count,
        User.objects.count,
        Province.objects.count,
        connection.cursor,
    ):
        with pytest.raises(NoProvince):
            ask()
    with pytest.raises(NoProvince):
        current_place()


def test_a_province_stands_in_its_role_and_schema(in_quangnam):
    assert standing() == (in_quangnam.role, "quangnam")


def test_the_ministry_stands_in_public(in_the_ministry):
    assert standing() == (in_the_ministry.role, "public")


def test_another_thread_knows_no_place(in_quangnam):
    errors: list[Exception] = []

    def ask() -> None:
        try:
            Course.objects.count()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert [type(error) for error in errors] == [NoProvince]


@pytest.mark.committed
def test_an_async_hop_knows_no_place(quangnam):
    with in_province(quangnam), pytest.raises(NoProvince):
        asyncio.run(Course.objects.acount())


@pytest.mark.committed
class TestTheBlockIsTheTransaction:
    def test_autocommit_is_refused(self, quangnam):
        with in_province(quangnam, atomic=False), pytest.raises(NoTransaction):
            Course.objects.count()

    def test_long_work_opens_a_transaction_per_checkpoint(self, quangnam):
        with in_province(quangnam, atomic=False):
            with transaction.atomic(durable=True):
                course()
            with transaction.atomic(durable=True):
                assert Course.objects.count() == 1

    def test_another_place_inside_is_refused(self, quangnam, thainguyen):
        with in_province(quangnam):
            with pytest.raises(WrongProvince), in_province(thainguyen):
                pass
            with pytest.raises(WrongProvince), in_ministry():
                pass
            assert standing() == (quangnam.role, "quangnam")

    def test_the_same_place_inside_joins(self, quangnam):
        with in_province(quangnam), in_province(quangnam):
            course()
        with in_province(quangnam):
            assert Course.objects.count() == 1

    def test_leaving_commits(self, quangnam, thainguyen):
        with in_province(quangnam):
            course()
        with in_province(quangnam):
            assert Course.objects.count() == 1
        with in_province(thainguyen):
            assert Course.objects.count() == 0

    def test_an_error_rolls_back(self, quangnam):
        with pytest.raises(ZeroDivisionError), in_province(quangnam):  # noqa: PT012
            course()
            1 / 0  # noqa: B018
        with in_province(quangnam):
            assert Course.objects.count() == 0

    def test_the_server_itself_forgets(self, quangnam):
        with in_province(quangnam):
            standing()
        with connection.free(), connection.cursor() as cursor:
            cursor.execute("select current_user, session_user, current_schemas(false)")
            user, session_user, schemas = cursor.fetchone()
        assert user == session_user == connection.settings_dict["USER"]
        assert schemas == []

    def test_raw_commit_does_not_leave_the_place(self, quangnam):
        with in_province(quangnam):
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
            assert standing() == (quangnam.role, "quangnam")

    def test_raw_rollback_to_savepoint_does_not_leave_the_place(self, quangnam):
        with in_province(quangnam):
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT here")
                cursor.execute("ROLLBACK TO SAVEPOINT here")
            assert standing() == (quangnam.role, "quangnam")

    def test_aborted_transaction_is_not_committed_silently(self, quangnam):
        with pytest.raises(DatabaseError), in_province(quangnam):  # noqa: PT012
            course()
            with connection.cursor() as cursor, pytest.raises(DatabaseError):
                cursor.execute("select 1/0")
        with in_province(quangnam):
            assert Course.objects.count() == 0

    def test_killed_backend_is_an_error_then_works_again(self, quangnam):
        from tests.database import superuser

        with pytest.raises(DatabaseError), in_province(quangnam):  # noqa: PT012
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                (pid,) = cursor.fetchone()
            with superuser() as boss:
                boss.execute("select pg_terminate_backend(%s)", [pid])
            course()
        connection.close_if_unusable_or_obsolete()
        with in_province(quangnam):
            assert Course.objects.count() == 0

    def test_hooks_after_commit_see_the_place_but_no_data(self, quangnam):
        seen: list[object] = []

        def hook() -> None:
            seen.append(current_place())
            try:
                Course.objects.count()
            except NoTransaction as error:
                seen.append(type(error))

        with in_province(quangnam):
            course()
            transaction.on_commit(hook)
        assert seen == [quangnam, NoTransaction]

    def test_each_province_is_entered_in_turn(self, quangnam, thainguyen):
        assert [standing()[1] for _ in each_province()] == ["quangnam", "thainguyen"]
        with pytest.raises(NoProvince):
            current_place()

    def test_an_error_in_the_walk_leaves_every_place(self, quangnam):
        def walk() -> None:
            for _ in each_province():
                course()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            walk()
        with pytest.raises(NoProvince):
            current_place()
        with in_province(quangnam):
            assert Course.objects.count() == 0

    def test_a_transaction_left_open_does_not_survive_the_place(self, quangnam, thainguyen):
        with in_province(quangnam, atomic=False):
            left_open = transaction.atomic()
            left_open.__enter__()
            course()
        with in_province(thainguyen):
            assert standing() == (thainguyen.role, "thainguyen")
        with in_province(quangnam):
            assert Course.objects.count() == 0

    def test_nothing_is_sent_per_query(self, quangnam, django_assert_num_queries):
        with in_province(quangnam), django_assert_num_queries(3):
            for _ in range(3):
                Course.objects.count()


class TestTheRoleIsTheWall:
    REFUSED = {
        "another province": "select * from thainguyen.people_user",
        "another province's write": "update thainguyen.catalog_course set title = 'x'",
        "people of the ministry": "select * from public.people_user",
        "the registry of provinces": "select * from public.tenants_province",
        "the installation": "select * from public.tenants_installation",
        "the ledger": "select * from public.tenants_schemastate",
        "the ministry's desk": "select * from public.catalog_course",
        "the ministry's sessions": "select * from public.django_session",
        "writing the library": "delete from public.library_release",
        "a table": "create table intruder (id int)",
        "a table in public": "create table public.intruder (id int)",
        "a column": "alter table catalog_course add column intruder int",
        "a truncation": "truncate catalog_course",
        "its migrations' table dropped": "drop table django_migrations",
        "the migrator": "set role hvs_test_migrator",
    }

    @pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
    def test_refused_to_a_province(self, sql, in_quangnam):
        with pytest.raises(DatabaseError, match=r"permission|owner"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)

    @pytest.mark.parametrize(
        "sql",
        [
            "select * from quangnam.people_user",
            "delete from quangnam.catalog_course",
            "create schema intruder",
            "create table public.intruder (id int)",
        ],
    )
    def test_refused_to_the_ministry(self, sql, in_the_ministry):
        with pytest.raises(DatabaseError, match="permission"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)

    def test_allowed_to_a_province(self, in_quangnam):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from public.library_release")
            cursor.execute("select count(*) from public.tenants_administrativeunit")
            assert cursor.fetchone() == (98,)

    def test_missing_table_is_never_read_from_public(self, in_quangnam):
        """A table the province lacks is refused, though public has one of that name."""
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select * from tenants_domain")

    @pytest.mark.committed
    def test_the_web_login_reads_nothing_but_the_installation(self, quangnam):
        with connection.free(), connection.cursor() as cursor:
            cursor.execute("select count(*) from public.tenants_installation")
            assert cursor.fetchone() == (1,)
        for table in ("public.people_user", "quangnam.people_user", "public.tenants_province"):
            with connection.free(), pytest.raises(DatabaseError, match="permission denied"):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"select * from {table}")
