-- Deletes messages that are too old to be kept, out of the next 500: those that were sent or are not wanted any more.
WITH turn AS MATERIALIZED (
    SELECT after_id FROM housekeeping WHERE name = 'outbox' AND due_at <= now() FOR UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT id, GREATEST(created_at, sent_at) < now() - CAST(:#${properties:retention.outbox-seconds} AS bigint) * interval '1 second' AS old
    FROM outbox
    WHERE id > (SELECT after_id FROM turn)
    ORDER BY id
    LIMIT 500
), gone AS (
    DELETE FROM outbox
    WHERE id = ANY (ARRAY(
        -- One by one (OFFSET 0): the indexes of what waits or was sent would tempt the server to look through all of it.
        SELECT found.id
        FROM looked, LATERAL (SELECT id, state FROM outbox WHERE outbox.id = looked.id OFFSET 0) AS found
        WHERE looked.old AND found.state IN ('sent', 'obsolete')))
    RETURNING id
)
SELECT looked_through('outbox', count(*), count(*) FILTER (WHERE old), max(id), 500), (SELECT count(*) FROM gone) AS gone
FROM looked
HAVING EXISTS (SELECT FROM turn)
