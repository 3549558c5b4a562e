-- Whether it is in doubt that the person's member is theirs: somebody else's profile may be the member's. With what was written to them.
SELECT m.circle_member_id AS member_id, to_jsonb(person)::text AS profile, m.for_others AS for_others_of_its_member,
    m.sent AS sent_to_its_member, '[]' AS taken_addresses,
    (
        SELECT coalesce(jsonb_agg(to_jsonb(change) - 'id' ORDER BY change.id), '[]')::text
        FROM change
        WHERE profile_id = person.id) AS timeline
FROM (SELECT * FROM profile WHERE id = CAST(:#id AS uuid) OFFSET 0) AS person,
    LATERAL (
        SELECT circle_member_id, coalesce(for_others, '{}')::text AS for_others, coalesce(sent, '{}')::text AS sent
        FROM member_sync
        WHERE circle_member_id = person.circle_member_id
        OFFSET 0) AS m
WHERE is_in_doubt(person.id, m.circle_member_id)
