-- Stores events and marks their members due, in one statement; answers which of them have to wait, because somebody holds their member's row. Arrays of source, type, disposition, member id, reason, body, snapshot, hint and traceparent; then the disposition that means due, and the debounce in milliseconds.
WITH incoming AS MATERIALIZED (
    SELECT *
    FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        WITH ORDINALITY AS e (source, type, disposition, circle_member_id, reason, body, snapshot, hint, traceparent,
            position),
        (SELECT ?::text AS means_due, ? * interval '1 millisecond' AS debounce) AS setting
), wanted AS MATERIALIZED (
    SELECT DISTINCT circle_member_id
    FROM incoming
    WHERE disposition = means_due
    -- Rows are locked in one order everywhere, so that two writers never wait for each other.
    ORDER BY circle_member_id
), free AS MATERIALIZED (
    SELECT m.circle_member_id
    FROM wanted,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE circle_member_id = wanted.circle_member_id
            FOR UPDATE SKIP LOCKED) AS m
), busy AS MATERIALIZED (
    SELECT circle_member_id
    FROM wanted
    WHERE circle_member_id NOT IN (SELECT circle_member_id FROM free)
      -- One by one (OFFSET 0), whatever the size of the table was when this was planned.
      AND (SELECT true FROM member_sync WHERE circle_member_id = wanted.circle_member_id OFFSET 0)
), taken AS MATERIALIZED (
    SELECT *
    FROM incoming
    WHERE disposition <> means_due OR circle_member_id NOT IN (SELECT circle_member_id FROM busy)
), stored AS (
    INSERT INTO event (received_at, source, type, disposition, circle_member_id, reason, body)
    SELECT now(), source, type, disposition, circle_member_id, reason, body
    FROM taken
    ORDER BY position
    RETURNING id, circle_member_id
), due AS (
    SELECT circle_member_id,
           debounce,
           count(*) AS events,
           (array_agg(snapshot ORDER BY position DESC))[1] AS snapshot,
           (array_agg(traceparent ORDER BY position DESC))[1] AS traceparent,
           coalesce(jsonb_agg(hint::jsonb ORDER BY position) FILTER (WHERE hint IS NOT NULL), '[]') AS hints,
           (SELECT max(stored.id) FROM stored WHERE stored.circle_member_id = taken.circle_member_id) AS event_id
    FROM taken
    WHERE disposition = means_due
    GROUP BY circle_member_id, debounce
), marked AS (
    INSERT INTO member_sync AS m (circle_member_id, due_at, generation, snapshot, hints, event_id, traceparent)
    SELECT circle_member_id, now() + debounce, events, snapshot, hints, event_id, traceparent
    FROM due
    ORDER BY circle_member_id
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + excluded.generation,
        snapshot = excluded.snapshot,
        -- Where some are left out, there are fewer hints than reasons, and Circle is asked.
        hints = CASE WHEN jsonb_array_length(m.hints) < 16 THEN m.hints || excluded.hints ELSE m.hints END,
        event_id = excluded.event_id,
        traceparent = excluded.traceparent,
        due_at = due_once_more(m, excluded.due_at),
        attempts = 0,
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        failed_at = NULL
)
SELECT position FROM incoming WHERE position NOT IN (SELECT position FROM taken)
