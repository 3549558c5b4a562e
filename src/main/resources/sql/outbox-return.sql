-- Notes what was confirmed to a process that stops, and gives back what it has not sent.
WITH asked AS MATERIALIZED (
    SELECT CAST(? AS bigint[]) AS confirmed, CAST(? AS bigint[]) AS waiting
), held AS MATERIALIZED (
    -- What was settled meanwhile stays so.
    SELECT id
    FROM outbox
    WHERE id = ANY (ARRAY(SELECT unnest(confirmed || waiting) FROM asked)) AND state = 'pending'
    ORDER BY id
    FOR UPDATE
)
UPDATE outbox
SET state = CASE WHEN outbox.id = ANY (confirmed) THEN 'sent' ELSE state END,
    sent_at = CASE WHEN outbox.id = ANY (confirmed) THEN now() ELSE sent_at END,
    leased_until = NULL
FROM held, asked
WHERE outbox.id = held.id
