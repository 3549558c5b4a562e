-- Takes a burst of due members under one lease, to be read from Circle's list: those for whom Circle would be asked one by one, if they are many and nobody else reads the list. Whoever is tried again, or was written to without an answer, is asked for.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (least integer, most integer, token uuid, hold_millis bigint)
), many AS MATERIALIZED (
    SELECT count(*) >= (SELECT least FROM asked) AS are_due
    FROM (SELECT FROM member_sync WHERE due_at <= now() LIMIT (SELECT least FROM asked)) AS waiting
), unknown AS MATERIALIZED (
    SELECT circle_member_id
    FROM (
        SELECT circle_member_id, snapshot, sent, error, hints, generation, synced_generation
        FROM member_sync
        WHERE due_at <= now() AND (SELECT are_due FROM many)
        ORDER BY due_at
        LIMIT (SELECT most FROM asked)) AS waiting
    WHERE snapshot IS NULL AND sent IS NULL AND error IS NULL
        -- What events said of single fields may be no more than an echo, for which nobody is asked.
        AND jsonb_array_length(hints) < generation - synced_generation
), due AS MATERIALIZED (
    SELECT m.circle_member_id
    FROM unknown,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE circle_member_id = unknown.circle_member_id AND due_at <= now()
            FOR UPDATE SKIP LOCKED) AS m
    WHERE (SELECT count(*) FROM unknown) >= (SELECT least FROM asked)
        AND (
            SELECT id
            FROM reconciliation
            -- By the index of the few that are open.
            WHERE state IN ('planned', 'running', 'waiting') AND state = 'running'
            LIMIT 1) IS NULL
)
UPDATE member_sync AS m
SET lease_token = asked.token,
    due_at = now() + hold_millis * interval '1 millisecond'
FROM asked, due
WHERE m.circle_member_id = due.circle_member_id
RETURNING m.circle_member_id, m.generation, m.lease_token
