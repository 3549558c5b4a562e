-- Subjects of the open conflicts over an account of WorkOS; and a row without one if WorkOS has deleted the account.
SELECT subject, false AS deleted
FROM gap
WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND detail ->> 'workosUserId' = CAST(:#userId AS text)
UNION ALL
SELECT NULL, true
FROM workos_user
WHERE user_id = CAST(:#userId AS text) AND deleted
