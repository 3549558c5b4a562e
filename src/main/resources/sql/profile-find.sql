-- The one profile that has the given id, e-mail, account or member id; keys that are not given are null.
SELECT to_jsonb(profile)
FROM profile
WHERE id = CAST(:#id AS uuid)
   OR email_key = CAST(:#email AS text)
   OR workos_user_id = CAST(:#workosUserId AS text)
   OR circle_member_id = CAST(:#circleMemberId AS bigint)
