-- Deletes events that are too old to be kept, out of the next 500: those that are settled, and of which neither a conflict nor an open gap tells.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'events' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, received_at < now() - CAST(:#${properties:retention.events-seconds} AS bigint) * interval '1 second' AS old
    FROM event
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM event
    WHERE id = ANY (ARRAY(
        SELECT found.id
        FROM looked,
            LATERAL (SELECT * FROM event AS e WHERE e.id = looked.id OFFSET 0) AS found
            LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = found.circle_member_id OFFSET 0) AS m ON true
        WHERE looked.old
          AND event_status(found.disposition, found.received_at, found.released_at, m.synced_at, m.failed_at) IN ('processed', 'ignored')
          AND (SELECT true FROM conflict WHERE conflict.event_id = looked.id LIMIT 1) IS NULL
          AND (SELECT true FROM account_conflict AS c WHERE c.event_id = looked.id LIMIT 1) IS NULL
          AND (
              SELECT true
              FROM gap
              WHERE gap.circle_member_id = found.circle_member_id AND gap.resolved_at IS NULL
                AND gap.kind IN ('identity-conflict', 'sync-failed', 'push-rejected')
              LIMIT 1) IS NULL))
    RETURNING id
)
SELECT looked_through('events', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
