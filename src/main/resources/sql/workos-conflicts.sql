-- Subjects of the open conflicts that events of this user of WorkOS have opened.
SELECT subject
FROM gap
WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND detail ->> 'workosUserId' = :#userId
