-- Writes what decisions come to, from one JSON document, and settles the held members with whom nothing is left to do; answers how many were still held.
-- Open gaps and held members are looked up one by one (LATERAL): a join would be planned once, while the tables are small, as a scan of all of them.
WITH document AS MATERIALIZED (
    SELECT CAST(:?document AS jsonb) AS d
), moved AS MATERIALIZED (
    -- Profiles with something else about them now that tells one person from another.
    SELECT r.id
    FROM document,
        jsonb_to_recordset(d -> 'profiles') AS r (
            id uuid, email text, email_verified boolean, workos_user_id text, circle_member_id bigint, first_name text,
            last_name text, left_at timestamptz),
        LATERAL (SELECT * FROM profile WHERE id = r.id OFFSET 0) AS before
    WHERE (before.email, before.email_verified, before.workos_user_id, before.circle_member_id, before.first_name,
            before.last_name, before.left_at IS NULL)
        IS DISTINCT FROM (r.email, r.email_verified, r.workos_user_id, r.circle_member_id, r.first_name, r.last_name,
            r.left_at IS NULL)
), due AS MATERIALIZED (
    SELECT CAST(id AS bigint) AS member_id
    FROM document, jsonb_array_elements_text(d -> 'dueMembers') AS id
    UNION
    -- Members who could not be told from those that moved, this document's included: now they may be.
    SELECT member_id
    FROM (SELECT ARRAY(SELECT id FROM moved) AS ids) AS those, members_in_conflict(those.ids) AS member_id
    UNION
    SELECT r.circle_member_id
    FROM document, jsonb_to_recordset(d -> 'opened') AS r (kind text, circle_member_id bigint, detail jsonb)
    WHERE r.kind = 'identity-conflict'
      AND EXISTS (SELECT FROM moved WHERE r.detail -> 'profileIds' @> to_jsonb(CAST(moved.id AS text)))
), written AS (
    INSERT INTO profile AS p (
        id, email, email_key, email_verified, workos_user_id, workos_email, circle_member_id, first_name, last_name,
        headline, bio, location, website, instagram_url, linkedin_url, custom, things_i_can_offer, resume_link,
        referral_code, is_stub, created_at, updated_at, circle_updated_at, base, circle_profile_url, circle_email, push_rejected,
        rejected_definitions, left_at, invited, circle_account)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'profiles') AS r (
        id uuid, email text, email_key text, email_verified boolean, workos_user_id text, workos_email text,
        circle_member_id bigint, first_name text, last_name text, headline text, bio text, location text, website text,
        instagram_url text, linkedin_url text, custom jsonb, things_i_can_offer text[], resume_link text, referral_code text,
        is_stub boolean, created_at timestamptz, updated_at timestamptz, circle_updated_at timestamptz, base jsonb,
        circle_profile_url text, circle_email text, push_rejected jsonb, rejected_definitions jsonb,
        left_at timestamptz, invited boolean, circle_account text)
    ON CONFLICT (id) DO UPDATE
    SET email = excluded.email,
        email_key = excluded.email_key,
        email_verified = excluded.email_verified,
        workos_user_id = excluded.workos_user_id,
        workos_email = excluded.workos_email,
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
        things_i_can_offer = excluded.things_i_can_offer,
        resume_link = excluded.resume_link,
        referral_code = excluded.referral_code,
        is_stub = excluded.is_stub,
        updated_at = excluded.updated_at,
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
), timeline AS (
    INSERT INTO change (profile_id, changed_at, field, old_value, new_value, source, rule, winner, event_id, operator)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'timeline') AS r (
        profile_id uuid, changed_at timestamptz, field text, old_value text, new_value text, source text, rule text,
        winner text, event_id bigint, operator text)
), searches AS (
    INSERT INTO profile_search (profile_id, due_at)
    SELECT CAST(id AS uuid), now()
    FROM document, jsonb_array_elements_text(d -> 'searches') AS id
    ON CONFLICT (profile_id) DO UPDATE
    SET due_at = now(), lease_token = NULL, attempts = 0
    RETURNING profile_id
), unsearched AS (
    DELETE FROM profile_search
    USING document, jsonb_array_elements_text(d -> 'searchesEnded') AS ended (id)
    WHERE profile_search.profile_id = CAST(ended.id AS uuid)
    RETURNING profile_search.profile_id
), locked AS MATERIALIZED (
    -- Locked in one order everywhere, profiles and searches first, so that two writers never wait for each other.
    SELECT m.circle_member_id, s.generation, s.claimed_at, s.settled, s.sent, s.edited_there, s.due, m.lease_token = s.token AS held,
        -- A person may have said something else since the member was claimed.
        CASE WHEN m.generation > s.generation OR s.for_others IS NULL THEN m.for_others ELSE s.for_others END AS noted
    FROM (SELECT count(*) FROM written) AS once_profiles_are_written,
        (SELECT count(*) FROM searches) AS once_searches_are_written,
        (SELECT count(*) FROM unsearched) AS once_searches_are_ended,
        (
            SELECT coalesce(r.member_id, due.member_id) AS member_id, r.token, r.generation, r.claimed_at, r.settled,
                r.sent, r.for_others, r.edited_there, due.member_id IS NOT NULL AS due
            FROM document,
                LATERAL jsonb_to_recordset(d -> 'held') AS r (
                    member_id bigint, token uuid, generation bigint, claimed_at timestamptz, settled boolean, sent jsonb,
                    for_others jsonb, edited_there boolean)
                FULL JOIN due ON due.member_id = r.member_id
            ORDER BY 1) AS s,
        LATERAL (
            SELECT circle_member_id, lease_token, generation, for_others
            FROM member_sync
            WHERE circle_member_id = s.member_id
            FOR UPDATE) AS m
), held AS (
    SELECT * FROM locked WHERE held
), settled AS (
    -- What arrived during the sync leads to another one.
    UPDATE member_sync AS m
    SET due_at = CASE
            WHEN m.generation > held.generation OR held.due
            THEN now() + (SELECT (d ->> 'debounceMillis')::bigint FROM document) * interval '1 millisecond'
        END,
        generation = m.generation + held.due::integer,
        snapshot = CASE WHEN m.generation > held.generation AND NOT held.due THEN m.snapshot END,
        traceparent = CASE WHEN m.generation > held.generation THEN m.traceparent END,
        asked_for = m.asked_for AND m.generation > held.generation,
        lease_token = NULL,
        attempts = 0,
        failed_at = NULL,
        error = NULL,
        sent = held.sent,
        for_others = held.noted,
        our_time = m.our_time AND NOT held.edited_there,
        synced_at = held.claimed_at,
        synced_generation = held.generation
    FROM held
    WHERE m.circle_member_id = held.circle_member_id AND held.settled
), sending AS (
    -- Noted before the request: after a lost answer our own write must not look like somebody's edit.
    UPDATE member_sync AS m
    SET sent = held.sent,
        for_others = held.noted,
        our_time = true,
        generation = m.generation + held.due::integer
    FROM held
    WHERE m.circle_member_id = held.circle_member_id AND NOT held.settled
), marked AS MATERIALIZED (
    SELECT mark_due(others.members, NULL, (SELECT d ->> 'traceparent' FROM document))
    FROM (SELECT count(*) FROM locked) AS once_all_are_locked,
        (SELECT ARRAY(
            SELECT member_id FROM due WHERE member_id NOT IN (SELECT circle_member_id FROM held)) AS members) AS others
    WHERE others.members <> '{}'
), noted AS MATERIALIZED (
    SELECT note_for_others(d -> 'writtenForOthers')
    FROM document, (SELECT count(*) FROM marked) AS once_all_are_marked
    WHERE d -> 'writtenForOthers' <> '[]'
), resolved AS (
    UPDATE gap
    SET resolved_at = now()
    FROM document, jsonb_to_recordset(d -> 'resolved') AS r (subject text, kind text),
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = r.subject AND kind = r.kind AND resolved_at IS NULL
            FOR UPDATE) AS found
    WHERE gap.id = found.id
), updated AS (
    -- What was noted when it was opened, such as whom to leave in peace, stays.
    UPDATE gap
    SET detail = gap.detail || r.detail
    FROM document, jsonb_to_recordset(d -> 'stillOpen') AS r (subject text, kind text, detail jsonb),
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = r.subject AND kind = r.kind AND resolved_at IS NULL AND detail <> (detail || r.detail)
            FOR UPDATE) AS found
    WHERE gap.id = found.id
), told AS MATERIALIZED (
    SELECT open_gaps(d)
    FROM document, (SELECT count(*) FROM locked) AS once_all_are_locked, (SELECT count(*) FROM marked) AS once_all_are_marked
    WHERE d -> 'opened' <> '[]'
)
SELECT (SELECT count(*) FROM held) AS held
FROM (SELECT count(*) FROM marked) AS once_all_are_marked, (SELECT count(*) FROM noted) AS once_all_is_noted,
    (SELECT count(*) FROM told) AS once_all_is_told
