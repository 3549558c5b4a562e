-- Notes that a person has told a member from all profiles but theirs: from those in the conflict about the member, and from those before.
UPDATE member_sync AS m
SET told_apart = ARRAY(
    SELECT id
    FROM unnest(m.told_apart) AS before (id)
    WHERE id <> CAST(:#${body.profileId} AS uuid)
    UNION
    SELECT CAST(named.id AS uuid)
    FROM gap, jsonb_array_elements_text(gap.detail -> 'profileIds') AS named (id)
    WHERE gap.subject = 'member:' || m.circle_member_id AND gap.kind = 'identity-conflict' AND gap.resolved_at IS NULL
        AND CAST(named.id AS uuid) <> CAST(:#${body.profileId} AS uuid))
WHERE circle_member_id = CAST(:#${body.memberId} AS bigint) AND NOT CAST(:#${body.dryRun} AS boolean)
