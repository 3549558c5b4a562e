-- Searches again later, or ends a search that failed for good; then a gap is opened with its alerts, unless the profile has been linked in another way.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), search AS MATERIALIZED (
    SELECT r.*
    FROM document, jsonb_to_record(d -> 'search') AS r (
        profile_id uuid, lease_token uuid, attempts integer, failed boolean, delay_millis bigint)
), locked AS MATERIALIZED (
    -- A gap points to the profile. Profiles are locked before searches everywhere, so that two writers never wait for each
    -- other.
    SELECT id
    FROM profile
    WHERE id = (SELECT profile_id FROM search)
    FOR KEY SHARE
), later AS (
    UPDATE profile_search AS s
    SET lease_token = NULL,
        attempts = search.attempts,
        due_at = now() + search.delay_millis * interval '1 millisecond'
    FROM (SELECT count(*) FROM locked) AS once_it_is_locked, search
    WHERE s.profile_id = search.profile_id AND s.lease_token = search.lease_token AND NOT search.failed
), ended AS (
    DELETE FROM profile_search AS s
    USING (SELECT count(*) FROM locked) AS once_it_is_locked, search
    WHERE s.profile_id = search.profile_id AND s.lease_token = search.lease_token AND search.failed
    RETURNING s.profile_id
), opened AS (
    INSERT INTO gap (kind, subject, profile_id, detail, opened_at, remind_at)
    SELECT r.kind, r.subject, p.id, r.detail, r.opened_at, r.remind_at
    FROM ended
        JOIN profile AS p ON p.id = ended.profile_id AND p.circle_member_id IS NULL,
        document,
        jsonb_to_recordset(d -> 'opened') AS r (
            kind text, subject text, detail jsonb, opened_at timestamptz, remind_at timestamptz)
    ON CONFLICT (subject, kind) WHERE resolved_at IS NULL DO NOTHING
    RETURNING profile_id
)
INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
SELECT r.key, r.channel, r.kind, p.id, r.payload || jsonb_build_object('person', person_of(p)), r.created_at, r.due_at
FROM opened
    JOIN profile AS p ON p.id = opened.profile_id,
    document,
    jsonb_to_recordset(d -> 'outbox') AS r (
        key text, channel text, kind text, payload jsonb, created_at timestamptz, due_at timestamptz)
ON CONFLICT (key) DO NOTHING
