-- Writes what followed from a push, from one JSON document, and settles the member; answers how many were still held.
-- Open gaps are looked up one by one (LATERAL): a join would be planned once, while the tables are small, as a scan of all of them.
WITH document AS MATERIALIZED (
    SELECT CAST(# AS jsonb) AS d
), pushed AS MATERIALIZED (
    SELECT r.*
    FROM document, jsonb_to_record(d -> 'own') AS r (
        profile_id uuid, base jsonb, circle_updated_at timestamptz, sent text[], rejected jsonb, definitions jsonb,
        answered boolean, more_to_do boolean, member_id bigint, token uuid, generation bigint, claimed_at timestamptz)
), pair AS MATERIALIZED (
    -- Profiles are locked before rows of member_sync. Whoever was linked to another member meanwhile gets nothing of this but the word that it was written.
    SELECT p.id, p.circle_member_id IS NOT DISTINCT FROM pushed.member_id AS linked
    FROM pushed, profile AS p
    WHERE p.id = pushed.profile_id
    FOR UPDATE OF p
), held AS MATERIALIZED (
    SELECT m.circle_member_id, pushed.*, pair_id, known_id
    FROM (
            SELECT (max(id::text) FILTER (WHERE linked))::uuid AS pair_id, max(id::text)::uuid AS known_id
            FROM pair) AS once_it_is_locked, pushed, member_sync AS m
    WHERE m.circle_member_id = pushed.member_id AND m.lease_token = pushed.token
    FOR UPDATE OF m
), written AS (
    -- Only what the push is about: the person may have edited the profile, or asked for another try, in the meantime.
    UPDATE profile AS p
    SET base = held.base,
        circle_updated_at = held.circle_updated_at,
        push_rejected = (p.push_rejected - held.sent) || held.rejected,
        rejected_definitions = (p.rejected_definitions - held.sent) || held.definitions
    FROM held
    WHERE p.id = held.pair_id
    RETURNING p.push_rejected
), timeline AS (
    INSERT INTO change (profile_id, changed_at, field, old_value, new_value, source, rule, winner, event_id)
    SELECT r.*
    FROM held, document, jsonb_to_recordset(d -> 'timeline') AS r (
        profile_id uuid, changed_at timestamptz, field text, old_value text, new_value text, source text, rule text,
        winner text, event_id bigint)
    WHERE held.known_id IS NOT NULL
), resolved AS (
    UPDATE gap
    SET resolved_at = now()
    FROM held LEFT JOIN written ON true,
        LATERAL (VALUES
            ('member:' || held.member_id, written.push_rejected = '{}'),
            -- Circle lets us write again.
            ('circle:account', held.answered)) AS about (subject, is_over),
        LATERAL (
            SELECT id
            FROM gap
            WHERE about.is_over AND subject = about.subject AND kind = 'push-rejected' AND resolved_at IS NULL
            FOR UPDATE) AS found
    WHERE gap.id = found.id
    RETURNING gap.subject
), let_go AS (
    -- Whoever waits for that goes on at once. Those who are locked are in work; nobody waits for them here, whatever the order.
    UPDATE member_sync AS m
    SET due_at = now()
    FROM resolved,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE resolved.subject = 'circle:account'
                AND due_at > now() AND due_at < 'infinity' AND sent IS NOT NULL AND error IS NULL AND lease_token IS NULL
            ORDER BY circle_member_id
            FOR UPDATE SKIP LOCKED) AS waiting
    WHERE m.circle_member_id = waiting.circle_member_id
), updated AS (
    UPDATE gap
    SET detail = gap.detail || r.detail
    FROM held, document, jsonb_to_recordset(d -> 'stillOpen') AS r (subject text, kind text, detail jsonb),
        LATERAL (
            SELECT id
            FROM gap
            WHERE held.pair_id IS NOT NULL AND subject = r.subject AND kind = r.kind AND resolved_at IS NULL
                AND detail <> (detail || r.detail)
            FOR UPDATE) AS found
    WHERE gap.id = found.id
), settled AS (
    UPDATE member_sync AS m
    SET due_at = CASE WHEN m.generation > held.generation OR held.more_to_do THEN now() END,
        snapshot = CASE WHEN m.generation > held.generation THEN m.snapshot END,
        traceparent = CASE WHEN m.generation > held.generation OR held.more_to_do THEN m.traceparent END,
        asked_for = m.asked_for AND (m.generation > held.generation OR held.more_to_do),
        lease_token = NULL,
        attempts = 0,
        failed_at = NULL,
        error = NULL,
        sent = NULL,
        -- What Circle has taken stands in the place of what was written for others.
        for_others = CASE
            WHEN held.pair_id IS NULL THEN m.for_others
            ELSE m.for_others - ARRAY(SELECT unnest(held.sent) EXCEPT SELECT jsonb_object_keys(held.rejected))
        END,
        synced_at = held.claimed_at,
        synced_generation = CASE WHEN held.more_to_do THEN m.synced_generation ELSE held.generation END
    FROM held
    WHERE m.circle_member_id = held.circle_member_id
), told AS MATERIALIZED (
    SELECT open_gaps(d) FROM held, document WHERE held.pair_id IS NOT NULL AND d -> 'opened' <> '[]'
)
SELECT (SELECT count(*) FROM held) AS held FROM (SELECT count(*) FROM told) AS once_all_is_told
