-- Writes what a call of the app or of WorkOS comes to, from one JSON document, and has Circle's side follow.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), written AS (
    INSERT INTO profile AS p (
        id, email, email_key, email_verified, workos_email, workos_user_id, circle_member_id, first_name, last_name, headline, bio, location, website,
        instagram_url, linkedin_url, custom, things_i_can_offer, resume_link, referral_code, is_stub, created_at, updated_at,
        circle_account, push_rejected)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'profiles') AS r (
        id uuid, email text, email_key text, email_verified boolean, workos_email text, workos_user_id text,
        circle_member_id bigint, first_name text, last_name text,
        headline text, bio text, location text, website text, instagram_url text, linkedin_url text, custom jsonb,
        things_i_can_offer text[], resume_link text, referral_code text, is_stub boolean, created_at timestamptz,
        updated_at timestamptz, circle_account text, push_rejected jsonb)
    ON CONFLICT (id) DO UPDATE
    SET email = excluded.email,
        -- Of two old profiles of one address, one has a key of its own, which it keeps until its address changes.
        email_key = CASE WHEN p.email = excluded.email THEN p.email_key ELSE excluded.email_key END,
        email_verified = excluded.email_verified,
        workos_email = excluded.workos_email,
        workos_user_id = excluded.workos_user_id,
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        headline = excluded.headline,
        bio = excluded.bio,
        location = excluded.location,
        website = excluded.website,
        instagram_url = excluded.instagram_url,
        linkedin_url = excluded.linkedin_url,
        custom = excluded.custom,
        things_i_can_offer = excluded.things_i_can_offer,
        resume_link = excluded.resume_link,
        referral_code = excluded.referral_code,
        is_stub = excluded.is_stub,
        updated_at = excluded.updated_at,
        circle_account = excluded.circle_account,
        push_rejected = excluded.push_rejected
    RETURNING p.id
), changes AS (
    INSERT INTO change (profile_id, changed_at, field, old_value, new_value, source, rule, winner, event_id)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'changes') AS r (
        profile_id uuid, changed_at timestamptz, field text, old_value text, new_value text, source text, rule text,
        winner text, event_id bigint)
), resolved AS (
    UPDATE gap
    SET resolved_at = r.resolved_at
    FROM document, jsonb_to_recordset(d -> 'resolved') AS r (subject text, kind text, resolved_at timestamptz),
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = r.subject AND resolved_at IS NULL
                -- That it could not be told does not matter any more either.
                AND (kind = r.kind OR kind = 'message-failed' AND detail ->> 'about' = r.kind)
            FOR UPDATE) AS found
    WHERE gap.id = found.id
), opened AS (
    INSERT INTO gap (kind, subject, profile_id, circle_member_id, detail, opened_at, remind_at)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'opened') AS r (
        kind text, subject text, profile_id uuid, circle_member_id bigint, detail jsonb, opened_at timestamptz,
        remind_at timestamptz)
    ON CONFLICT (subject, kind) WHERE resolved_at IS NULL DO NOTHING
    RETURNING kind, subject
), updated AS (
    -- What is missing changes; what was noted when the gap was opened, such as whom to leave in peace, stays.
    UPDATE gap
    SET detail = gap.detail || r.detail
    FROM document, jsonb_to_recordset(d -> 'updated') AS r (subject text, kind text, detail jsonb),
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = r.subject AND kind = r.kind AND resolved_at IS NULL AND detail <> (detail || r.detail)
            FOR UPDATE) AS found
    WHERE gap.id = found.id
), messages AS (
    INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'outbox') AS r (
        key text, channel text, kind text, profile_id uuid, payload jsonb, created_at timestamptz, due_at timestamptz)
    -- A gap that was open before has been told.
    WHERE (r.kind, r.payload -> 'gap' ->> 'subject') IN (SELECT opened.kind, opened.subject FROM opened)
    ON CONFLICT (key) DO NOTHING
), searches AS (
    INSERT INTO profile_search (profile_id, due_at)
    SELECT CAST(id AS uuid), now()
    FROM document, jsonb_array_elements_text(d -> 'searches') AS id
    ON CONFLICT (profile_id) DO UPDATE
    SET due_at = now(), lease_token = NULL, attempts = 0
    RETURNING profile_id
), unsearched AS (
    -- By an address that anybody may have typed nobody is looked for.
    DELETE FROM profile_search
    USING document, jsonb_to_recordset(d -> 'profiles') AS r (id uuid, email_verified boolean)
    WHERE profile_search.profile_id = r.id AND NOT r.email_verified
    RETURNING profile_search.profile_id
), due AS (
    SELECT CAST(id AS bigint) AS member_id
    FROM document, jsonb_array_elements_text(d -> 'dueMembers') AS id
    UNION
    -- Members who could not be told from this profile: now they may be.
    SELECT conflicted.member_id
    FROM document, jsonb_to_recordset(d -> 'profiles') AS r (id uuid),
        members_in_conflict(ARRAY[r.id]) AS conflicted (member_id)
)
INSERT INTO member_sync AS m (circle_member_id, due_at)
SELECT member_id, now()
FROM (SELECT count(*) FROM written) AS once_profiles_are_written,
    (SELECT count(*) FROM searches) AS once_searches_are_written,
    (SELECT count(*) FROM unsearched) AS once_searches_are_ended,
    due
-- Locked in one order everywhere, so that two writers never wait for each other.
ORDER BY member_id
ON CONFLICT (circle_member_id) DO UPDATE
SET generation = m.generation + 1,
    -- What an event said is older than this change; Circle is to be asked.
    snapshot = NULL,
    due_at = CASE
        WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
        ELSE LEAST(m.due_at, excluded.due_at)
    END,
    error = CASE WHEN m.failed_at IS NULL THEN m.error END,
    attempts = 0,
    failed_at = NULL
