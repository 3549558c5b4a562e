-- Gives a run back after a failure, to be gone on with after a pause.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (run bigint, token uuid, attempts integer, pause_millis bigint)
)
UPDATE reconciliation AS r
SET attempts = asked.attempts,
    lease_token = NULL,
    due_at = now() + asked.pause_millis * interval '1 millisecond'
FROM asked
WHERE r.id = asked.run AND r.lease_token = asked.token
RETURNING r.*
