"""Two provinces beside each other, past the product: built alike, and as many rows of each kind."""

from typing import Any

from tests.faults.site import Site

DIFFER_BY_THE_MINUTE = {"people_auditseal", "jobs_outboxevent"}
"""Beat seals what was noted since, and reports what changed since: as often as minutes went by."""


def structure(site: Site, slug: str) -> list[tuple[Any, ...]]:
    """Everything that opening a province builds, with neither its name nor its role's."""
    [(role,)] = site.rows("SELECT role_name FROM tenants_province WHERE schema_name = %s", slug)
    rows = site.rows(STRUCTURE, *([slug] * 5), *([role] * 3))
    return sorted(
        tuple(str(value).replace(role, "<role>").replace(slug, "<province>") for value in row)
        for row in rows
    )


STRUCTURE = """
    SELECT 'relation', relkind::text, relname, relacl::text, pg_get_userbyid(relowner)
    FROM pg_class WHERE relnamespace = %s::text::regnamespace
    UNION ALL
    SELECT 'column', relname, attname, format_type(atttypid, atttypmod) || attnotnull::text,
      pg_get_expr(adbin, adrelid)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = %s::text::regnamespace AND relkind = 'r' AND attnum > 0
      AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE connamespace = %s::text::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = %s
    UNION ALL
    SELECT 'schema', nspname, nspacl::text, pg_get_userbyid(nspowner), defaclacl::text
    FROM pg_namespace LEFT JOIN pg_default_acl ON defaclnamespace = pg_namespace.oid
    WHERE nspname = %s
    UNION ALL
    SELECT 'role', rolname, rolcanlogin::text, rolinherit::text, rolsuper::text
    FROM pg_roles WHERE rolname = %s
    UNION ALL
    SELECT 'member', roleid::regrole::text, member::regrole::text, '', ''
    FROM pg_auth_members WHERE roleid::regrole::text = %s
    UNION ALL
    SELECT 'may read', relname, privilege_type, '', ''
    FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) AS acl
    WHERE relnamespace = 'public'::regnamespace AND grantee::regrole::text = %s
"""


def row_counts(site: Site, slug: str) -> dict[str, int]:
    """How many rows each table of the province holds."""
    tables = site.rows("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", slug)
    return {
        name: site.rows(f'SELECT count(*) FROM "{slug}"."{name}"')[0][0]
        for (name,) in tables
        if name not in DIFFER_BY_THE_MINUTE
    }


def courses(site: Site, slug: str) -> list[tuple[Any, ...]]:
    """Every course with every edition and every release it stands on, by their hashes."""
    return site.rows(
        "SELECT course.position, course.uid, course.slug, course.title, course.archived_at,"
        " (SELECT array_agg(number || ' ' || sha256 ORDER BY number)"
        f"  FROM {slug}.catalog_edition edition JOIN {slug}.catalog_document document"
        "   ON document.id = document_id WHERE edition.course_id = course.id),"
        " (SELECT array_agg(version || ' ' || sha256 ORDER BY version)"
        f"  FROM {slug}.catalog_adoptedrelease adopted JOIN {slug}.catalog_document document"
        "   ON document.id = document_id WHERE adopted.course_id = course.id)"
        f" FROM {slug}.catalog_course course ORDER BY course.position, course.uid"
    )


def reported(site: Site, slug: str) -> list[tuple[Any, ...]]:
    """What the ministry was told of the province's courses, row by row."""
    return site.rows(
        "SELECT course_uid, version, sha256, 'took it' FROM library_adoption"
        " JOIN tenants_province province ON province.id = province_id WHERE schema_name = %s"
        " UNION ALL SELECT course_uid, version, sha256, 'holds it' FROM library_holding"
        " JOIN tenants_province province ON province.id = province_id WHERE schema_name = %s"
        " ORDER BY 1, 2, 3, 4",
        slug,
        slug,
    )


def schemas_half_built(site: Site) -> list[tuple[Any, ...]]:
    """Schemas of no finished province, and provinces said to be finished without their schema."""
    return site.rows(
        "SELECT schema_name, nspname, fingerprint FROM tenants_province province"
        " JOIN tenants_schemastate state ON state.province_id = province.id"
        " LEFT JOIN pg_namespace ON nspname = schema_name"
        " WHERE (nspname IS NULL) <> (fingerprint = '')"
    )


def roles_of_nobody(site: Site) -> list[tuple[Any, ...]]:
    """Roles of this installation that belong to no province."""
    return site.rows(
        "SELECT rolname FROM pg_roles, tenants_installation"
        " WHERE rolname LIKE prefix || '\\_%%' AND rolname <> prefix || '_ministry'"
        " AND rolname NOT IN (SELECT role_name FROM tenants_province)"
    )
