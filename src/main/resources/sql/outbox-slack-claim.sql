-- Claims what the next Slack message tells: one alert, or all that wait once the window is quiet and they exceed five.
WITH told AS (
    -- Alerts of one digest share their time.
    SELECT count(DISTINCT sent_at) AS messages FROM outbox
    WHERE channel = 'slack' AND state = 'sent'
        AND sent_at > now() - CAST(:#${properties:gaps.slack-digest-window} AS interval)
), waiting AS (
    SELECT count(*) AS alerts FROM (
        SELECT FROM outbox
        WHERE channel = 'slack' AND state = 'pending' AND due_at <= now()
            AND (leased_until IS NULL OR leased_until <= now())
        LIMIT 6) AS six
), throttled AS (
    -- Slack has asked to wait before the next message, whichever it is.
    SELECT EXISTS (
        SELECT FROM outbox
        WHERE channel = 'slack' AND state = 'pending' AND due_at > now() AND error LIKE '429%') AS now
), claimed AS (
    SELECT id FROM outbox
    WHERE channel = 'slack' AND state = 'pending' AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at, id
    LIMIT (
        SELECT CASE
            WHEN throttled.now THEN 0
            WHEN told.messages + waiting.alerts <= 5 THEN 1
            WHEN told.messages = 0 THEN 1000
            ELSE 0 END
        FROM told, waiting, throttled)
    FOR UPDATE SKIP LOCKED
)
UPDATE outbox
SET leased_until = now() + interval '1 minute'
FROM claimed
WHERE outbox.id = claimed.id
RETURNING outbox.id, outbox.key, outbox.attempts, CAST(outbox.payload AS text) AS payload
