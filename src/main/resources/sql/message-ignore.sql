-- Puts away a message that was given up and that nothing brings to anybody, with the gap that tells of it, and tells what it was; nothing where there is none.
WITH noted AS MATERIALIZED (
    SELECT note_act(ARRAY[profile_id], 'ignore', CAST(:#operator AS text), 'message', kind)
    FROM outbox
    WHERE id = CAST(:#id AS bigint) AND state = 'failed'
), found AS MATERIALIZED (
    SELECT outbox.id, outbox.state, outbox.channel, outbox.payload -> 'gap' ->> 'subject' AS subject
    FROM (SELECT count(*) FROM noted) AS once_it_is_noted, outbox
    WHERE outbox.id = CAST(:#id AS bigint)
    FOR UPDATE OF outbox
), put_away AS (
    UPDATE outbox
    SET state = 'obsolete'
    FROM found
    WHERE outbox.id = found.id AND found.state = 'failed'
), ended AS (
    UPDATE gap
    SET resolved_at = now()
    FROM found,
        LATERAL (SELECT unnest(ARRAY[found.subject, 'message:' || found.id]) AS subject) AS told,
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = told.subject AND kind = 'message-failed' AND resolved_at IS NULL
                AND detail ->> 'channel' = found.channel
            FOR UPDATE) AS open
    WHERE gap.id = open.id AND found.state = 'failed'
)
SELECT state FROM found
