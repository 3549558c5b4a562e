-- Adds messages to the outbox; one that is there already stays as it is.
INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
SELECT message.key, message.channel, message.kind, message."profileId", message.payload, now(), message."dueAt"
FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS message (
    key text, channel text, kind text, "profileId" uuid, payload jsonb, "dueAt" timestamptz)
ON CONFLICT (key) DO NOTHING
