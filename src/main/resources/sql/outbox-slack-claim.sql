-- Claims what the next Slack message tells: one alert, or all that wait once the window is quiet and they exceed five.
-- Tens of thousands may wait or have been told: what is looked at here must not grow with their number.
WITH RECURSIVE told_at AS (
    -- Alerts of one digest share their time; each step goes on to the next one by the index.
    SELECT 0 AS messages, now() - CAST(:#${properties:gaps.slack-digest-window} AS interval) AS sent_at
    UNION ALL
    SELECT told_at.messages + 1, next.sent_at
    FROM told_at,
        LATERAL (
            SELECT sent_at FROM outbox
            WHERE channel = 'slack' AND state = 'sent' AND sent_at > told_at.sent_at
            ORDER BY sent_at
            LIMIT 1) AS next
    WHERE told_at.messages < 5
), told AS (
    SELECT max(messages) AS messages FROM told_at
), waiting AS (
    SELECT count(*) AS alerts FROM (
        SELECT FROM outbox
        WHERE channel = 'slack' AND state = 'pending' AND due_at <= now()
            AND (leased_until IS NULL OR leased_until <= now())
        LIMIT 6) AS six
), doubtful AS (
    -- One of a digest that Slack did not take; each goes out alone, so that only the faulty one fails.
    SELECT id, due_at FROM outbox
    WHERE channel = 'slack' AND state = 'pending' AND attempts > 0 AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at, id
    LIMIT 1
), claimed AS (
    SELECT id FROM outbox
    WHERE channel = 'slack' AND state = 'pending' AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
        AND (id = (SELECT id FROM doubtful) OR NOT EXISTS (SELECT FROM doubtful))
        AND due_at >= COALESCE((SELECT due_at FROM doubtful), '-infinity')
        AND EXISTS (SELECT FROM message_channel WHERE name = 'slack' AND COALESCE(probe_at <= now(), true))
    ORDER BY due_at, id
    LIMIT (
        SELECT CASE
            WHEN EXISTS (SELECT FROM doubtful) OR told.messages + waiting.alerts <= 5 THEN 1
            WHEN told.messages = 0 THEN 1000
            ELSE 0 END
        FROM told, waiting)
    FOR UPDATE SKIP LOCKED
), probe AS (
    -- While Slack refuses all messages, one at a time asks whether it still does.
    UPDATE message_channel
    SET probe_at = now() + interval '1 minute'
    WHERE name = 'slack' AND probe_at <= now() AND EXISTS (SELECT FROM claimed)
    RETURNING name
)
UPDATE outbox
SET leased_until = now() + interval '15 minutes'
FROM claimed, message_channel AS c
WHERE outbox.id = claimed.id AND c.name = 'slack' AND (c.probe_at IS NULL OR EXISTS (SELECT FROM probe))
RETURNING
    outbox.id, outbox.key, outbox.attempts, outbox.profile_id, CAST(outbox.payload AS text) AS payload,
    outbox.refused_at IS NOT NULL AND COALESCE(c.sent_at > outbox.refused_at, false) AS others_went_out,
    c.refusals,
    CAST(COALESCE(extract(epoch FROM now() - c.refused_since), 0) AS bigint) AS refused_seconds
