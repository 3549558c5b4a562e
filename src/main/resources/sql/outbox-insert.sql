-- Adds messages to the outbox; one that is there already stays as it is.
INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
SELECT message.*
FROM jsonb_to_recordset(CAST(# AS jsonb)) AS message (
    key text, channel text, kind text, profile_id uuid, payload jsonb, created_at timestamptz, due_at timestamptz)
ON CONFLICT (key) DO NOTHING
