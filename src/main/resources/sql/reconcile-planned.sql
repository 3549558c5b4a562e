-- Writes how large a run will be; it goes on by itself, or waits for a person.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (
        run bigint, token uuid, members bigint, calls integer, seconds bigint, share double precision, waits boolean,
        waiting_for jsonb)
)
UPDATE reconciliation AS r
SET members_total = asked.members,
    calls = asked.calls,
    seconds = asked.seconds,
    quota_share = asked.share,
    waiting_for = asked.waiting_for,
    -- One by itself (LIMIT), so that not all of them are looked at.
    first = (SELECT p.id FROM profile AS p WHERE p.circle_member_id > 0 LIMIT 1) IS NULL,
    attempts = 0,
    reason = NULL,
    state = CASE WHEN asked.waits THEN 'planned' ELSE 'running' END,
    step = 'scan',
    scanned_since = now(),
    lease_token = CASE WHEN asked.waits THEN NULL ELSE r.lease_token END,
    due_at = CASE
        WHEN asked.waits THEN NULL
        ELSE now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
    END
FROM asked
WHERE r.id = asked.run AND r.lease_token = asked.token
RETURNING r.*
