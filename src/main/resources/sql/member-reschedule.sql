-- Gives a held member back after a failure, and opens a gap with its alerts where a person has to know.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), locked AS MATERIALIZED (
    -- A gap points to the profile. Profiles are locked before members everywhere, so that two writers never wait for each
    -- other.
    SELECT id
    FROM profile
    WHERE circle_member_id = (SELECT CAST(d -> 'member' ->> 'member_id' AS bigint) FROM document)
    FOR KEY SHARE
), given_back AS (
    UPDATE member_sync AS m
    SET lease_token = NULL,
        -- What came in during the attempt begins a new count.
        attempts = CASE WHEN m.generation > r.generation THEN 0 ELSE r.attempts END,
        error = r.error,
        failed_at = CASE WHEN r.failed AND m.generation = r.generation THEN now() END,
        due_at = CASE
            -- Where only writing has to wait, what came in does not.
            WHEN r.error IS NULL AND m.generation > r.generation THEN now()
            WHEN NOT r.failed OR m.generation > r.generation THEN now() + r.delay_millis * interval '1 millisecond'
        END
    FROM (SELECT count(*) FROM locked) AS once_it_is_locked, document, jsonb_to_record(d -> 'member') AS r (
        member_id bigint, token uuid, generation bigint, attempts integer, error text, failed boolean,
        delay_millis bigint)
    WHERE m.circle_member_id = r.member_id AND m.lease_token = r.token
    RETURNING m.circle_member_id, r.failed AND m.failed_at IS NULL AS goes_on
), opened AS (
    INSERT INTO gap (kind, subject, profile_id, circle_member_id, detail, opened_at, remind_at)
    SELECT r.kind, r.subject, (SELECT p.id FROM profile AS p WHERE p.circle_member_id = r.circle_member_id),
           r.circle_member_id, r.detail, r.opened_at, r.remind_at
    FROM given_back, document, jsonb_to_recordset(d -> 'opened') AS r (
        kind text, subject text, circle_member_id bigint, detail jsonb, opened_at timestamptz, remind_at timestamptz)
    -- Nobody hears that a member is given up who is not.
    WHERE NOT given_back.goes_on
    ON CONFLICT (subject, kind) WHERE resolved_at IS NULL DO NOTHING
    RETURNING kind
)
INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
SELECT r.key, r.channel, r.kind, linked.id, COALESCE(linked.payload, r.payload), r.created_at, r.due_at
FROM document,
    jsonb_to_recordset(d -> 'outbox') AS r (
        key text, channel text, kind text, payload jsonb, created_at timestamptz, due_at timestamptz)
    -- Whoever reads of a member wants to know who it is.
    LEFT JOIN LATERAL (
        SELECT p.id, jsonb_set(r.payload, '{gap,profileId}', to_jsonb(p.id)) || jsonb_build_object('person', person_of(p)) AS payload
        FROM profile AS p
        WHERE p.circle_member_id = CAST(r.payload -> 'gap' ->> 'circleMemberId' AS bigint)) AS linked ON true
WHERE EXISTS (SELECT FROM opened)
ON CONFLICT (key) DO NOTHING
