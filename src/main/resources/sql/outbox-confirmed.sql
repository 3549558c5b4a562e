-- Notes what was confirmed to a process that stops.
WITH held AS MATERIALIZED (
    -- What was settled meanwhile stays so.
    SELECT id
    FROM outbox
    WHERE id = ANY (CAST(? AS bigint[])) AND state = 'pending'
    ORDER BY id
    FOR UPDATE
)
UPDATE outbox
SET state = 'sent', sent_at = now(), leased_until = NULL
FROM held
WHERE outbox.id = held.id
