-- How much room has the database, in which zone, and who else is there? The session that asks has a zone of its own;
-- what others get is written down by database and role.
SELECT coalesce(
           (SELECT substring(setting FROM 10)
            FROM pg_db_role_setting AS s, unnest(s.setconfig) AS setting
            WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
              AND setting ILIKE 'timezone=%'
            ORDER BY s.setrole = 0, s.setdatabase = 0
            LIMIT 1),
           current_setting('log_timezone')) AS time_zone,
       least(
           current_setting('max_connections')::integer
               - current_setting('superuser_reserved_connections')::integer
               - coalesce(current_setting('reserved_connections', true)::integer, 0),
           nullif((SELECT datconnlimit FROM pg_database WHERE datname = current_database()), -1),
           nullif((SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user), -1)) AS most_connections,
       (SELECT count(*)
        FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND application_name NOT LIKE 'circle-sync%') AS others
