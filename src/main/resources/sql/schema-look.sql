-- What is the database, and what lies in the schema to be used? The parameter is a setting that only a session of our own has.
SELECT current_setting('server_version_num')::integer / 10000 AS version,
       current_database() AS database,
       current_user AS role,
       pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) AS encoding,
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
       current_setting(?, true) IS NOT NULL AS own_session,
       current_schema() AS schema,
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create_tables,
       has_database_privilege(current_database(), 'CREATE') AS may_create_schemas,
       -- What extensions bring is nobody's data.
       ARRAY(
           SELECT c.relname::text AS name
           FROM pg_class AS c
           WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND NOT EXISTS (
                 SELECT FROM pg_depend AS d
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
           UNION ALL
           SELECT p.proname || '()'
           FROM pg_proc AS p
           WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             AND NOT EXISTS (
                 SELECT FROM pg_depend AS d
                 WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
           ORDER BY name) AS tables
