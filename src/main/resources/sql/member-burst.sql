-- Takes a burst of due members under one lease, to be read from Circle's list: those for whom Circle would be asked one by one, if they are many, a call is to be had, and nobody else reads the list. Whoever is tried again, was asked for by a person, or was written to without an answer, is asked for.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (least integer, most integer, token uuid, hold_millis bigint, call jsonb),
        jsonb_to_record(call) AS c (own bigint, pause_micros bigint, burst integer, quota integer, keys jsonb)
), many AS MATERIALIZED (
    SELECT count(*) >= (SELECT least FROM asked) AS are_due
    FROM (SELECT FROM member_sync WHERE due_at <= now() LIMIT (SELECT least FROM asked)) AS waiting
), circle AS MATERIALIZED (
    -- Locked only where many are due, so that two nodes begin one after the other.
    SELECT p.name
    FROM partner AS p, asked
    WHERE p.name = 'circle' AND p.state = 'closed' AND p.burst_until <= now()
        AND calls_free(p, own, pause_micros, asked.burst, quota) > 0
        AND (SELECT are_due FROM many)
        AND are_kept_keys(keys)
    FOR UPDATE OF p
), unknown AS MATERIALIZED (
    SELECT circle_member_id
    FROM (
        SELECT circle_member_id, snapshot, sent, error, hints, generation, synced_generation, asked_for
        FROM member_sync
        WHERE due_at <= now() AND EXISTS (SELECT FROM circle)
        ORDER BY due_at
        LIMIT (SELECT most FROM asked)) AS waiting
    WHERE snapshot IS NULL AND sent IS NULL AND error IS NULL AND NOT asked_for
        -- What events said of single fields may be no more than an echo, for which nobody is asked.
        AND jsonb_array_length(hints) < generation - synced_generation
), due AS MATERIALIZED (
    SELECT m.circle_member_id, m.due_at
    FROM unknown,
        LATERAL (
            SELECT circle_member_id, due_at
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
), begun AS (
    UPDATE partner
    SET burst_until = now() + hold_millis * interval '1 millisecond'
    FROM asked
    WHERE name = 'circle' AND EXISTS (SELECT FROM due)
)
UPDATE member_sync AS m
SET lease_token = asked.token,
    due_at = now() + hold_millis * interval '1 millisecond'
FROM asked, due
WHERE m.circle_member_id = due.circle_member_id
-- Whoever is given back has the place that they had.
RETURNING m.circle_member_id, m.generation, m.lease_token, CAST(due.due_at AS text) AS place
