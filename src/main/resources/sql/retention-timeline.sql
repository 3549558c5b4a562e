-- Deletes changes that are too old to be kept, out of the next 500, but for what tells who a person was (their erasure needs that), and
-- whose a value is, should a person say one day that the member is somebody else's: with what a field began here, what a
-- person has taken back, and what was written to Circle.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'timeline' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, profile_id, field, source, rule, changed_at < now() - CAST(:#${properties:retention.timeline-seconds} AS bigint) * interval '1 second' AS old
    FROM change
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM change
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM looked,
            LATERAL (
                SELECT EXISTS (SELECT FROM change WHERE profile_id = looked.profile_id AND id < looked.id AND field = looked.field)
                    AS has_earlier) AS same
        WHERE old AND has_earlier AND source <> 'push' AND rule NOT IN ('undo', 'flip')
            AND field NOT IN ('email', 'emailVerified', 'workosUserId', 'circleMemberId')))
    RETURNING id
)
SELECT looked_through('timeline', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
