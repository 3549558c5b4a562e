-- Locks the profile that a member is to be linked to, and the one that is linked to them now, and tells of each whether it is, or was, in doubt whose the member is, and whether another profile is in doubt beside it.
WITH named AS MATERIALIZED (
    SELECT CAST(profile.id AS uuid) AS id
    FROM gap, jsonb_array_elements_text(gap.detail -> 'profileIds') AS profile (id)
    WHERE subject = 'member:' || CAST(:#${body.memberId} AS bigint) AND kind = 'identity-conflict' AND resolved_at IS NULL
), told_apart AS MATERIALIZED (
    SELECT unnest(told_apart) AS id FROM member_sync WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)
)
SELECT to_jsonb(profile)::text AS profile,
       id IN (SELECT id FROM named UNION SELECT id FROM told_apart) AS in_conflict,
       EXISTS (SELECT FROM named WHERE named.id <> profile.id) AS beside_another
FROM profile
-- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
WHERE id = ANY (ARRAY(
    SELECT id FROM profile WHERE id = CAST(:#${body.profileId} AS uuid)
    UNION
    SELECT id FROM profile WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)))
ORDER BY id
FOR UPDATE
