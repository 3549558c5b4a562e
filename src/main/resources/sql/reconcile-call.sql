-- Takes a call to Circle for a run where others leave one: a part of those that may go out at once is kept for them. If none is to be had, the run is given back for a moment, and says why if that lasts.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (
        run bigint, token uuid, pause_micros bigint, burst integer, reserve integer, quota integer, away text, spent text)
), held AS MATERIALIZED (
    SELECT r.id
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
), circle AS MATERIALIZED (
    SELECT calls_behind(p, pause_micros, burst, reserve, quota) > 0 AS is_free,
        held_back(p, quota, away, spent) AS held_back
    FROM partner AS p, asked, held
    WHERE p.name = 'circle'
    FOR UPDATE OF p
), paid AS (
    UPDATE partner AS p
    SET (next_at, minute, minute_calls, month, month_calls) = (SELECT * FROM after_calls(p, 1, pause_micros))
    FROM asked, circle
    WHERE p.name = 'circle' AND circle.is_free
)
UPDATE reconciliation AS r
SET due_at = CASE
        WHEN circle.is_free THEN now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
        ELSE now() + interval '500 milliseconds'
    END,
    lease_token = CASE WHEN circle.is_free THEN r.lease_token END,
    reason = coalesce(circle.held_back, r.reason)
FROM held, circle
WHERE r.id = held.id
RETURNING r.*, circle.is_free
