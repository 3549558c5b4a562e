-- Writes what a batch of syncs found, from one JSON document, and settles the members with whom nothing is left to do; answers how many were still held.
-- Open gaps and held members are looked up one by one (LATERAL): a join would be planned once, while the tables are small, as a scan of all of them.
WITH document AS MATERIALIZED (
    SELECT CAST(:?document AS jsonb) AS d
), moved AS MATERIALIZED (
    -- Profiles with something else about them now that tells one person from another.
    SELECT r.id
    FROM document,
        jsonb_to_recordset(d -> 'profiles') AS r (
            id uuid, email text, email_verified boolean, circle_member_id bigint, first_name text, last_name text,
            left_at timestamptz),
        LATERAL (SELECT * FROM profile WHERE id = r.id OFFSET 0) AS before
    WHERE (before.email, before.email_verified, before.circle_member_id, before.first_name, before.last_name,
            before.left_at IS NULL)
        IS DISTINCT FROM (r.email, r.email_verified, r.circle_member_id, r.first_name, r.last_name, r.left_at IS NULL)
), conflicted AS MATERIALIZED (
    -- Members who could not be told from them, this batch's included: now they may be.
    SELECT member_id
    FROM (SELECT ARRAY(SELECT id FROM moved) AS ids) AS those, members_in_conflict(those.ids) AS member_id
    UNION
    SELECT r.circle_member_id
    FROM document, jsonb_to_recordset(d -> 'opened') AS r (kind text, circle_member_id bigint, detail jsonb)
    WHERE r.kind = 'identity-conflict'
      AND EXISTS (SELECT FROM moved WHERE r.detail -> 'profileIds' @> to_jsonb(CAST(moved.id AS text)))
), written AS (
    INSERT INTO profile AS p (
        id, email, email_key, email_verified, circle_member_id, first_name, last_name, headline, bio, location,
        website, instagram_url, linkedin_url, custom, is_stub, created_at, updated_at, circle_updated_at, base,
        circle_profile_url, circle_email, push_rejected, rejected_definitions, left_at, invited, circle_account)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'profiles') AS r (
        id uuid, email text, email_key text, email_verified boolean, circle_member_id bigint,
        first_name text, last_name text, headline text, bio text,
        location text, website text, instagram_url text, linkedin_url text, custom jsonb, is_stub boolean, created_at timestamptz,
        updated_at timestamptz, circle_updated_at timestamptz, base jsonb, circle_profile_url text,
        circle_email text, push_rejected jsonb, rejected_definitions jsonb, left_at timestamptz, invited boolean, circle_account text)
    ON CONFLICT (id) DO UPDATE
    SET email = excluded.email,
        -- Of two old profiles of one address, one has a key of its own, which it keeps until its address changes.
        email_key = CASE WHEN p.email = excluded.email THEN p.email_key ELSE excluded.email_key END,
        email_verified = excluded.email_verified,
        circle_member_id = excluded.circle_member_id,
        first_name = excluded.first_name,
        last_name = excluded.last_name,
        headline = excluded.headline,
        bio = excluded.bio,
        location = excluded.location,
        website = excluded.website,
        instagram_url = excluded.instagram_url,
        linkedin_url = excluded.linkedin_url,
        custom = excluded.custom,
        is_stub = excluded.is_stub,
        circle_updated_at = excluded.circle_updated_at,
        base = excluded.base,
        circle_profile_url = excluded.circle_profile_url,
        circle_email = excluded.circle_email,
        push_rejected = excluded.push_rejected,
        rejected_definitions = excluded.rejected_definitions,
        left_at = excluded.left_at,
        invited = excluded.invited,
        circle_account = excluded.circle_account
    RETURNING p.id
), conflicts AS (
    INSERT INTO conflict (
        profile_id, circle_member_id, field, local_value, circle_value, local_updated_at, circle_updated_at, winner,
        rule, event_id, recorded_at)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'conflicts') AS r (
        profile_id uuid, circle_member_id bigint, field text, local_value text, circle_value text,
        local_updated_at timestamptz, circle_updated_at timestamptz, winner text, rule text, event_id bigint,
        recorded_at timestamptz)
    ON CONFLICT DO NOTHING
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
    -- What was noted when it was opened, such as whom to leave in peace, stays.
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
    -- A gap that somebody else opened while this sync waited for the profile has been told, or is to be kept quiet.
    WHERE (r.kind, r.payload -> 'gap' ->> 'subject') IN (SELECT opened.kind, opened.subject FROM opened)
    ON CONFLICT (key) DO NOTHING
), locked AS (
    -- Locked in one order everywhere, profiles first, so that two writers never wait for each other.
    SELECT m.circle_member_id, s.generation, s.claimed_at, s.settled, s.sent, s.conflicted, m.lease_token = s.token AS held
    FROM (SELECT count(*) FROM written) AS once_profiles_are_written,
        (
            SELECT coalesce(r.member_id, c.member_id) AS member_id, r.token, r.generation, r.claimed_at, r.settled, r.sent,
                c.member_id IS NOT NULL AS conflicted
            FROM document,
                LATERAL jsonb_to_recordset(d -> 'held') AS r (
                    member_id bigint, token uuid, generation bigint, claimed_at timestamptz, settled boolean, sent jsonb)
                FULL JOIN conflicted AS c ON c.member_id = r.member_id
            ORDER BY 1) AS s,
        LATERAL (
            SELECT circle_member_id, lease_token
            FROM member_sync
            WHERE circle_member_id = s.member_id
            FOR UPDATE) AS m
), held AS (
    SELECT * FROM locked WHERE held
), settled AS (
    -- What arrived during the sync leads to another one.
    UPDATE member_sync AS m
    SET due_at = CASE
            WHEN m.generation > held.generation OR held.conflicted
            THEN now() + (SELECT (d ->> 'debounceMillis')::bigint FROM document) * interval '1 millisecond'
        END,
        generation = m.generation + held.conflicted::integer,
        snapshot = CASE WHEN m.generation > held.generation AND NOT held.conflicted THEN m.snapshot END,
        lease_token = NULL,
        attempts = 0,
        failed_at = NULL,
        error = NULL,
        sent = held.sent,
        synced_at = held.claimed_at,
        synced_generation = held.generation
    FROM held
    WHERE m.circle_member_id = held.circle_member_id AND held.settled
), sending AS (
    -- Noted before the request: after a lost answer our own write must not look like somebody's edit.
    UPDATE member_sync AS m
    SET sent = held.sent,
        generation = m.generation + held.conflicted::integer
    FROM held
    WHERE m.circle_member_id = held.circle_member_id AND NOT held.settled
), due AS (
    UPDATE member_sync AS m
    SET generation = m.generation + 1,
        -- What an event said is older than this change; Circle is to be asked.
        snapshot = NULL,
        due_at = CASE
            WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
            ELSE LEAST(m.due_at, now())
        END,
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        attempts = CASE WHEN m.failed_at IS NULL THEN m.attempts ELSE 0 END,
        failed_at = NULL
    FROM locked
    WHERE m.circle_member_id = locked.circle_member_id AND locked.conflicted AND locked.held IS NOT TRUE
)
SELECT count(*) AS held FROM held
