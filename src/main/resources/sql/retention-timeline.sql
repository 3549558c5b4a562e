-- Deletes changes that are too old to be kept, out of the next 500, but for what tells who a person was: their erasure needs that.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'timeline' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, changed_at < now() - CAST(:#${properties:retention.timeline-seconds} AS bigint) * interval '1 second' AS old
    FROM change
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM change
    WHERE id = ANY (ARRAY(SELECT id FROM looked WHERE old)) AND field NOT IN ('email', 'workosUserId', 'circleMemberId')
    RETURNING id
)
SELECT looked_through('timeline', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
