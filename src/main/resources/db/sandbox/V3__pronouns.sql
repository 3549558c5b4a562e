-- 6312268 is the id of the community's own field pronouns. What somebody saved meanwhile stays.
UPDATE member
SET field_values = jsonb_build_object('6312268', jsonb_build_object(
        'id', filled.member_id * 10 + 8,
        'text', filled.text,
        'choices', '[]'::jsonb,
        'createdAt', to_char(member.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'updatedAt', to_char(member.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) || field_values
FROM (VALUES
    (43391401, 'she/her'),
    (43391402, 'he/him'),
    (43391403, 'they/them'),
    (43391410, 'she/her'),
    (43391425, 'she/they')
) AS filled (member_id, text)
WHERE member.id = filled.member_id;
