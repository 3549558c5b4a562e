-- Somebody of whom Circle has told, and who does not fail now: any of those who joined last, so that one of whom Circle does
-- not tell any more decides once only.
SELECT circle_member_id
FROM (
    SELECT circle_member_id
    FROM profile
    WHERE circle_member_id IS NOT NULL
    ORDER BY circle_member_id DESC
    LIMIT 20) AS latest
JOIN LATERAL (
    SELECT synced_at
    FROM member_sync
    WHERE member_sync.circle_member_id = latest.circle_member_id AND lease_token IS NULL AND attempts = 0
        AND error IS NULL AND failed_at IS NULL
) AS sync ON synced_at IS NOT NULL
ORDER BY random()
LIMIT 1
