-- Deletes conflicts that are too old to be kept, out of the next 500: as old as the timeline.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'conflicts' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, recorded_at < now() - CAST(:#${properties:retention.timeline-seconds} AS bigint) * interval '1 second' AS old
    FROM conflict
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM conflict WHERE id = ANY (ARRAY(SELECT id FROM looked WHERE old)) RETURNING id
)
SELECT looked_through('conflicts', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
