-- When a member is due whom somebody marks as due: the end of a lease and the end of a back-off stand; else the first reason decides.
CREATE FUNCTION due_once_more(m member_sync, wanted timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
        ELSE LEAST(m.due_at, wanted)
    END
$$;

CREATE OR REPLACE FUNCTION mark_due(members bigint[], searching uuid DEFAULT NULL, trace text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    marked bigint;
BEGIN
    INSERT INTO member_sync AS m (circle_member_id, due_at, searched_for, traceparent)
    SELECT member, now(), searching, trace
    FROM unnest(members) AS member
    -- Locked in one order everywhere, so that two writers never wait for each other.
    ORDER BY member
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + 1,
        -- What an event said is older than this; Circle is to be asked.
        snapshot = NULL,
        searched_for = COALESCE(excluded.searched_for, m.searched_for),
        traceparent = COALESCE(excluded.traceparent, m.traceparent),
        due_at = due_once_more(m, excluded.due_at),
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        attempts = 0,
        failed_at = NULL;
    GET DIAGNOSTICS marked = ROW_COUNT;
    RETURN marked;
END
$$;
