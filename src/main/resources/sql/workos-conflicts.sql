-- Subjects of the open conflicts over an account of WorkOS.
SELECT subject
FROM gap
WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND detail ->> 'workosUserId' = CAST(:#userId AS text)
