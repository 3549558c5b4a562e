-- Tells of the profile that a member is to be linked to, and of the one that is linked to them now, whether it is, or was, in doubt whose the member is, whether another profile is in doubt beside it, and how it came to its values. Notes that a person has told the member from all of those but the first, and takes the member from whoever syncs them, for what that one has read is not so any more.
WITH named AS MATERIALIZED (
    SELECT CAST(profile.id AS uuid) AS id
    FROM gap, jsonb_array_elements_text(gap.detail -> 'profileIds') AS profile (id)
    WHERE subject = 'member:' || CAST(:#${body.memberId} AS bigint) AND kind = 'identity-conflict' AND resolved_at IS NULL
), in_doubt AS MATERIALIZED (
    SELECT id FROM named
    UNION
    SELECT unnest(told_apart) FROM member_sync WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)
    UNION
    -- Whoever has taken the member away from a profile may change their mind, whatever has become of addresses since.
    SELECT profile_id
    FROM change
    WHERE field = 'circleMemberId' AND rule = 'linked-by-person' AND old_value = CAST(CAST(:#${body.memberId} AS bigint) AS text)
), locked AS MATERIALIZED (
    -- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
    SELECT *
    FROM profile
    WHERE id = ANY (ARRAY(
        SELECT id FROM profile WHERE id = CAST(:#${body.profileId} AS uuid)
        UNION
        SELECT id FROM profile WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)))
    ORDER BY id
    FOR UPDATE
), queued AS MATERIALIZED (
    -- Rows are locked in one order everywhere, so that two writers never wait for each other. Beside the member the one to whom the
    -- profile is linked until now, and who is somebody else; or gone.
    SELECT circle_member_id
    FROM member_sync
    WHERE NOT CAST(:#${body.dryRun} AS boolean)
        AND circle_member_id = ANY (ARRAY(
            SELECT CAST(:#${body.memberId} AS bigint)
            UNION
            SELECT circle_member_id FROM locked WHERE id = CAST(:#${body.profileId} AS uuid)))
    ORDER BY circle_member_id
    FOR UPDATE
), noted AS (
    UPDATE member_sync AS m
    -- What is on its way to Circle is waited for, and is known of.
    SET lease_token = CASE WHEN m.sent IS NOT NULL THEN m.lease_token END,
        told_apart = CASE m.circle_member_id
        WHEN CAST(:#${body.memberId} AS bigint) THEN ARRAY(
            SELECT id
            -- The profile that is the member's until now is not theirs, either.
            FROM (SELECT id FROM in_doubt UNION SELECT id FROM locked) AS others
            WHERE id <> CAST(:#${body.profileId} AS uuid))
        ELSE array_append(array_remove(m.told_apart, CAST(:#${body.profileId} AS uuid)), CAST(:#${body.profileId} AS uuid))
    END
    FROM queued
    WHERE m.circle_member_id = queued.circle_member_id
), alone AS (
    -- What is open about a profile that stands alone from now on is not about the member.
    UPDATE gap
    SET circle_member_id = NULL,
        -- Whoever stands alone has no member who could have left.
        resolved_at = CASE WHEN kind = 'member-left' THEN now() END
    WHERE profile_id = ANY (ARRAY(SELECT id FROM locked WHERE id <> CAST(:#${body.profileId} AS uuid)))
        AND subject = 'profile:' || profile_id AND resolved_at IS NULL AND NOT CAST(:#${body.dryRun} AS boolean)
)
SELECT to_jsonb(locked)::text AS profile,
       -- Somebody who has left may come back with another's address, and the conflict names that one alone.
       id IN (SELECT id FROM in_doubt) OR left_at IS NOT NULL AND EXISTS (SELECT FROM named) AS in_conflict,
       EXISTS (SELECT FROM named WHERE named.id <> locked.id) AS beside_another,
       -- What is noted of what was written to the member who is linked to it, and to the one whom the person names.
       coalesce((SELECT for_others FROM member_sync WHERE circle_member_id = locked.circle_member_id), '{}')::text
           AS for_others_of_its_member,
       coalesce((SELECT sent FROM member_sync WHERE circle_member_id = locked.circle_member_id), '{}')::text AS sent_to_its_member,
       coalesce((SELECT for_others FROM member_sync WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)), '{}')::text
           AS for_others,
       (
           SELECT coalesce(jsonb_agg(to_jsonb(change) - 'id' ORDER BY change.id), '[]')::text
           FROM change
           WHERE profile_id = locked.id) AS timeline,
       (
           SELECT coalesce(jsonb_agg(others.email_key), '[]')::text
           FROM (SELECT * FROM change WHERE profile_id = locked.id OFFSET 0) AS had,
               LATERAL (
                   SELECT email_key
                   FROM profile
                   WHERE email_key = lower_ascii(had.old_value) AND id <> locked.id
                   OFFSET 0) AS others
           WHERE had.field = 'email') AS taken_addresses
FROM locked
ORDER BY id
