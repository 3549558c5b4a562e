-- Subjects of the open conflicts over the accounts that are wanted; and a row without one where WorkOS has deleted the account.
WITH wanted AS MATERIALIZED (
    SELECT "userId" AS user_id
    FROM jsonb_to_recordset(CAST(:#wanted AS jsonb)) AS w ("userId" text)
    WHERE "userId" IS NOT NULL
)
SELECT detail ->> 'workosUserId' AS "userId", subject, false AS deleted
FROM gap
WHERE kind = 'identity-conflict' AND resolved_at IS NULL
    AND detail ->> 'workosUserId' = ANY (ARRAY(SELECT user_id FROM wanted))
UNION ALL
SELECT user_id, NULL, true
FROM workos_user
WHERE user_id = ANY (ARRAY(SELECT user_id FROM wanted)) AND deleted
