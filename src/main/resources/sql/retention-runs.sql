-- Deletes runs that ended too long ago to be kept, and of which no findings are left, out of the next 500; but not the last one that came to its end.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'runs' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT coalesce(ended_at, 'infinity') < now() - CAST(:#${properties:retention.runs-seconds} AS bigint) * interval '1 second' AS old, id
    FROM reconciliation
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM reconciliation
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM looked
        WHERE old AND id <> coalesce((SELECT id FROM reconciliation WHERE state = 'done' ORDER BY id DESC LIMIT 1), 0)
            AND (SELECT true FROM reconciliation_finding AS f WHERE f.reconciliation_id = looked.id LIMIT 1) IS NULL))
    RETURNING id
)
SELECT looked_through('runs', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
