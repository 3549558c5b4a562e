-- Marks members due for a reason that is no event: an edit, a search, or that somebody can be told from them now.
CREATE FUNCTION mark_due(members bigint[], searching uuid DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    marked bigint;
BEGIN
    INSERT INTO member_sync AS m (circle_member_id, due_at, searched_for)
    SELECT member, now(), searching
    FROM unnest(members) AS member
    -- Locked in one order everywhere, so that two writers never wait for each other.
    ORDER BY member
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + 1,
        -- What an event said is older than this; Circle is to be asked.
        snapshot = NULL,
        searched_for = COALESCE(excluded.searched_for, m.searched_for),
        -- The end of a lease and the end of a back-off stand.
        due_at = CASE
            WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
            ELSE LEAST(m.due_at, excluded.due_at)
        END,
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        attempts = 0,
        failed_at = NULL;
    GET DIAGNOSTICS marked = ROW_COUNT;
    RETURN marked;
END
$$;

-- Opens the gaps of a document and adds what is to be told about them; a gap that was open before has been told.
-- Where a notice names nobody, whoever has the gap's profile or member is looked up: who reads of a member wants to know who it is.
CREATE FUNCTION open_gaps(document jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    news bigint;
BEGIN
    WITH opened AS (
        INSERT INTO gap (kind, subject, profile_id, circle_member_id, detail, opened_at, remind_at)
        SELECT r.kind, r.subject,
            CASE
                WHEN r.named OR r.profile_id IS NOT NULL THEN r.profile_id
                ELSE (SELECT p.id FROM profile AS p WHERE p.circle_member_id = r.circle_member_id)
            END,
            r.circle_member_id, r.detail, r.opened_at, r.remind_at
        FROM jsonb_to_recordset(document -> 'opened') AS r (
            kind text, subject text, profile_id uuid, circle_member_id bigint, detail jsonb, opened_at timestamptz,
            remind_at timestamptz, named boolean)
        ON CONFLICT (subject, kind) WHERE resolved_at IS NULL DO NOTHING
        RETURNING kind, subject, profile_id
    ), messages AS (
        INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
        SELECT r.key, r.channel, r.kind, opened.profile_id,
            CASE
                WHEN p.id IS NULL THEN r.payload
                ELSE jsonb_set(r.payload, '{gap,profileId}', to_jsonb(p.id)) || jsonb_build_object('person', person_of(p))
            END,
            r.created_at, r.due_at
        FROM opened
            JOIN jsonb_to_recordset(document -> 'outbox') AS r (
                key text, channel text, kind text, payload jsonb, created_at timestamptz, due_at timestamptz)
                ON r.kind = opened.kind AND r.payload -> 'gap' ->> 'subject' = opened.subject
            LEFT JOIN profile AS p ON p.id = opened.profile_id AND r.payload ->> 'person' IS NULL
        ON CONFLICT (key) DO NOTHING
    )
    SELECT count(*) INTO news FROM opened;
    RETURN news;
END
$$;
