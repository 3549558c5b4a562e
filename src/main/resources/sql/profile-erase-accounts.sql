-- Locks the accounts that the person has or had: accounts are locked before profiles everywhere, so that two writers never wait for each other.
SELECT user_id
FROM workos_user
WHERE user_id = ANY (ARRAY(
    SELECT workos_user_id FROM profile WHERE id = CAST(:#id AS uuid)
    UNION ALL
    SELECT old_value FROM change WHERE profile_id = CAST(:#id AS uuid) AND field = 'workosUserId'
    UNION ALL
    SELECT new_value FROM change WHERE profile_id = CAST(:#id AS uuid) AND field = 'workosUserId'))
ORDER BY user_id
FOR UPDATE
