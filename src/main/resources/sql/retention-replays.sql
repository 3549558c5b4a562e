-- Deletes replays that ended too long ago to be kept, out of the next 500.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'replays' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, coalesce(ended_at, 'infinity') < now() - CAST(:#${properties:retention.runs-seconds} AS bigint) * interval '1 second' AS old
    FROM replay
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM replay WHERE id = ANY (ARRAY(SELECT id FROM looked WHERE old)) RETURNING id
)
SELECT looked_through('replays', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
