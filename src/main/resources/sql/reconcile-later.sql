-- Gives a run back after a failure, to be gone on with after a pause, and says why it waits.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (run bigint, token uuid, attempts integer, reason text, pause_millis bigint)
)
UPDATE reconciliation AS r
SET attempts = asked.attempts,
    -- A run that has ended and is only cleaned up keeps its own.
    reason = CASE WHEN r.ended_at IS NULL THEN asked.reason ELSE r.reason END,
    lease_token = NULL,
    due_at = now() + asked.pause_millis * interval '1 millisecond'
FROM asked
WHERE r.id = asked.run AND r.lease_token = asked.token
RETURNING r.*
