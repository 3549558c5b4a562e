-- Locks the profile that a member is to be linked to, and the one that is linked to them now: what is read of them after this is how they stand, whatever it had to wait for.
SELECT id
FROM profile
WHERE id = ANY (ARRAY(
    SELECT id FROM profile WHERE id = CAST(:#${body.profileId} AS uuid)
    UNION
    SELECT id FROM profile WHERE circle_member_id = CAST(:#${body.memberId} AS bigint)))
ORDER BY id
FOR UPDATE
