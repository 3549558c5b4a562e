-- Ends what was told of Circle as a whole, and tells that it is over; only one node does.
WITH ended AS (
    UPDATE gap
    SET resolved_at = now()
    WHERE subject = 'circle:account' AND kind = 'sync-failed' AND resolved_at IS NULL
    RETURNING id
)
INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
SELECT message.*
FROM ended, jsonb_to_recordset(CAST(# AS jsonb)) AS message (
    key text, channel text, kind text, profile_id uuid, payload jsonb, created_at timestamptz, due_at timestamptz)
ON CONFLICT (key) DO NOTHING
