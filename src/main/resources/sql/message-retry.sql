-- Has a message that was given up wait once more, and tells what has become of it; nothing where there is none.
WITH noted AS MATERIALIZED (
    SELECT note_act(ARRAY[profile_id], 'send-again', CAST(:#operator AS text), 'message', kind)
    FROM outbox
    WHERE id = CAST(:#id AS bigint) AND state = 'failed'
), found AS MATERIALIZED (
    SELECT outbox.id, outbox.state
    FROM (SELECT count(*) FROM noted) AS once_it_is_noted, outbox
    WHERE outbox.id = CAST(:#id AS bigint)
    FOR UPDATE OF outbox
), again AS (
    UPDATE outbox
    SET state = 'pending', attempts = 0, due_at = now(), leased_until = NULL
    FROM found
    WHERE outbox.id = found.id AND found.state = 'failed'
)
SELECT state FROM found
