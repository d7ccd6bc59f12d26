"""From staged rows to people: units first, then blocks of 2,000, each with its checkpoint."""

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from enrollment.actions.assignments import enroll_assigned
from enrollment.actions.units import save_units
from enrollment.models import RosterUpload
from enrollment.roster import reading
from tenants.jobs.work import JobRun
from tenants.people import actions as people_actions
from tenants.people.models import User

BLOCK_ROWS = 2_000

WANTED = """
    SELECT id FROM enrollment_rosterrow
    WHERE upload_id = %(upload)s AND NOT values ? 'row' AND (
        outcome = 'new'
        OR outcome = 'changed' AND %(update_known)s
        OR outcome = 'wrong' AND %(take_last)s
           AND NOT jsonb_path_exists(errors, CASE WHEN values ? 'staff_code'
               THEN '$[*] ? (@.code <> "DUPLICATE_IN_FILE" || @.field <> "staff_code")'::jsonpath
               ELSE '$[*] ? (@.code <> "DUPLICATE_IN_FILE" || @.field <> "phone")'::jsonpath END)
    )
"""
"""With take_last, of somebody's rows in one file the last is taken, else the first.

Somebody is who has the same key; a phone shared by two staff codes stays an error.
"""

BLOCK = f"SELECT max(id), count(*) FROM ({WANTED} AND id > %(after)s ORDER BY id LIMIT %(most)s) b"

RECORDS = f"""
    WITH wanted AS MATERIALIZED (
        SELECT DISTINCT ON (coalesce(staged.staff_code, staged.phone))
               row.id AS row_id, staged.*, unit.id AS unit_id, cohort.id AS cohort_id,
               sub_group.id AS sub_group_id,
               coalesce(by_code.id, by_phone.id, row.learner_id) AS known_id
        FROM enrollment_rosterrow row
        CROSS JOIN LATERAL jsonb_to_record(row.values) AS staged(
            full_name text, folded_name text, staff_code text, phone text, email text,
            birth_date date, job_title text, citizen_id_digest text, citizen_id_last3 text,
            unit_code text, cohort text, sub_group text)
        LEFT JOIN enrollment_unit unit ON unit.code = staged.unit_code
        LEFT JOIN enrollment_cohort cohort ON cohort.key = staged.cohort
        LEFT JOIN enrollment_subgroup sub_group ON sub_group.key = staged.sub_group
        LEFT JOIN enrollment_learner by_code ON by_code.staff_code = staged.staff_code
        LEFT JOIN enrollment_learner by_phone ON by_phone.phone = staged.phone
             AND by_phone.guest_expires_at IS NULL
             AND (staged.staff_code IS NULL OR by_phone.staff_code IS NULL
                  OR by_phone.staff_code = staged.staff_code)
        WHERE row.id IN ({WANTED} AND id > %(after)s AND id <= %(last)s)
        ORDER BY coalesce(staged.staff_code, staged.phone), row.id DESC
    )
"""
WRITE = f"""{RECORDS}
    , changed AS (
    UPDATE enrollment_learner learner SET
        full_name = wanted.full_name,
        folded_name = wanted.folded_name,
        staff_code = coalesce(learner.staff_code, wanted.staff_code),
        phone = CASE WHEN wanted.phone IS NULL OR EXISTS (
                    SELECT 1 FROM enrollment_learner other
                    WHERE other.phone = wanted.phone AND other.id <> learner.id)
                THEN learner.phone ELSE wanted.phone END,
        email = coalesce(wanted.email, learner.email),
        birth_date = coalesce(wanted.birth_date, learner.birth_date),
        job_title = coalesce(wanted.job_title, learner.job_title),
        citizen_id_digest = coalesce(wanted.citizen_id_digest, learner.citizen_id_digest),
        citizen_id_last3 = coalesce(wanted.citizen_id_last3, learner.citizen_id_last3),
        unit_id = coalesce(wanted.unit_id, learner.unit_id),
        cohort_id = coalesce(learner.cohort_id, wanted.cohort_id),
        sub_group_id = coalesce(wanted.sub_group_id, learner.sub_group_id)
    FROM wanted WHERE learner.id = wanted.known_id
    RETURNING learner.id
    ), made AS (
    INSERT INTO enrollment_learner
        (uid, full_name, folded_name, staff_code, phone, email, birth_date, job_title,
         citizen_id_digest, citizen_id_last3, unit_id, cohort_id, sub_group_id, created_at)
    SELECT gen_random_uuid(), full_name, folded_name, staff_code, phone, coalesce(email, ''),
           birth_date, coalesce(job_title, ''), coalesce(citizen_id_digest, ''),
           coalesce(citizen_id_last3, ''), unit_id, cohort_id, sub_group_id, %(at)s
    FROM wanted WHERE known_id IS NULL
    ORDER BY row_id
    ON CONFLICT DO NOTHING
    RETURNING id
    )
    SELECT id FROM changed UNION ALL SELECT id FROM made
"""
"""One statement a block: who is known is changed, who is not is made."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the office decided about people met twice."""

    update_known: bool = True
    take_last: bool = False


def apply(run: JobRun) -> None:
    """Put the good rows into the list; killed anywhere, a rerun ends in the same state."""
    with run.block() as job:
        upload = RosterUpload.objects.get(uid=run.params["upload"])
        if upload.state != RosterUpload.State.APPLYING:
            run.finish(job, result=_result(upload, job.done_count))
            return
        choices = Choices(**run.params.get("choices", {}))
        by = _person(run.params.get("by"))
        if not job.checkpoint:
            _apply_units(upload, by)
            run.progress(
                job,
                done_count=0,
                total_count=_count(upload.pk, choices),
                checkpoint={"row_id": 0},
            )
    while _apply_block(run, upload.pk, choices):
        pass
    _close(run, upload.pk, by)


def _person(uid: str | None) -> User | None:
    return User.objects.filter(uid=uid).first() if uid else None


def _apply_units(upload: RosterUpload, by: User | None) -> None:
    rows = upload.rows.filter(values__row=reading.UNIT_ROW, outcome__in=["new", "changed"])
    units = [
        reading.unit_facts(values)
        for values in rows.order_by("pk").values_list("values", flat=True)
    ]
    if units:
        save_units(units=units, by=by)


def _count(upload_id: int, choices: Choices) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({WANTED}) w", _params(upload_id, choices))
        return int(cursor.fetchone()[0])


def _apply_block(run: JobRun, upload_id: int, choices: Choices) -> bool:
    """Write one block with its checkpoint; return whether there was one."""
    with run.block() as job, connection.cursor() as cursor:
        params = _params(upload_id, choices) | {
            "after": int(job.checkpoint["row_id"]),
            "most": BLOCK_ROWS,
            "at": timezone.now(),
        }
        cursor.execute(BLOCK, params)
        last, count = cursor.fetchone()
        if not count:
            return False
        params["last"] = last
        cursor.execute(WRITE, params)
        enroll_assigned(learner_ids=[row[0] for row in cursor.fetchall()])
        run.progress(job, done_count=job.done_count + count, checkpoint={"row_id": last})
    return True


def _params(upload_id: int, choices: Choices) -> dict[str, Any]:
    return {
        "upload": upload_id,
        "update_known": choices.update_known,
        "take_last": choices.take_last,
    }


def _close(run: JobRun, upload_id: int, by: User | None) -> None:
    with run.block() as job:
        upload = RosterUpload.objects.select_for_update().get(pk=upload_id)
        upload.state = RosterUpload.State.APPLIED
        upload.applied_at = timezone.now()
        upload.save(update_fields=["state", "applied_at"])
        people_actions.write_audit(
            action="enrollment.roster_applied",
            by=by,
            subject="roster",
            subject_uid=str(upload.uid),
            facts={"row_count": job.done_count},
        )
        default_storage.delete(upload.file_path)  # the clear citizen ids go with it
        run.finish(job, result=_result(upload, job.done_count))


def _result(upload: RosterUpload, count: int) -> dict[str, str]:
    return {"url": f"/office/roster/{upload.uid}/", "count": str(count)}
