-- Deletes findings of runs that ended too long ago to be kept, out of the next 500; but those of the last one that came to its end, which later ones and webhooks are judged by.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'findings' AND due_at <= now() FOR UPDATE SKIP LOCKED
), last_done AS MATERIALIZED (
    SELECT coalesce((SELECT id FROM reconciliation WHERE state = 'done' ORDER BY id DESC LIMIT 1), 0) AS id
), looked AS MATERIALIZED (
    SELECT coalesce((SELECT ended_at FROM reconciliation AS r WHERE r.id = f.reconciliation_id), 'infinity') < now() - CAST(:#${properties:retention.runs-seconds} AS bigint) * interval '1 second'
            AND f.reconciliation_id <> (SELECT id FROM last_done) AS old,
        f.id
    FROM reconciliation_finding AS f
    WHERE f.id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM reconciliation_finding WHERE id = ANY (ARRAY(SELECT id FROM looked WHERE old)) RETURNING id
)
SELECT looked_through('findings', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
