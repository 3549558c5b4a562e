-- Has a message that was given up wait once more, and tells what has become of it; nothing where there is none.
WITH found AS MATERIALIZED (
    SELECT id, state FROM outbox WHERE id = CAST(:#id AS bigint) FOR UPDATE
), again AS (
    UPDATE outbox
    SET state = 'pending', attempts = 0, due_at = now(), leased_until = NULL
    FROM found
    WHERE outbox.id = found.id AND found.state = 'failed'
)
SELECT state FROM found
