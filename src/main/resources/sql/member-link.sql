-- Locks the profile that a member is to be linked to, and the one that is linked to them now, and tells of each whether it is in doubt whose the member is.
SELECT to_jsonb(profile)::text AS profile,
       EXISTS (
           SELECT
           FROM gap
           WHERE subject = 'member:' || CAST(:#${body.memberId} AS bigint) AND kind = 'identity-conflict' AND resolved_at IS NULL
             AND detail -> 'profileIds' @> to_jsonb(CAST(profile.id AS text))) AS in_conflict
FROM profile
-- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
WHERE id = ANY (ARRAY(
    SELECT id FROM profile WHERE id = CAST(:#${body.profileId} AS uuid)
    UNION
    SELECT id FROM profile WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)))
ORDER BY id
FOR UPDATE
