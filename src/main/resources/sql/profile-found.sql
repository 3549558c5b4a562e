-- Ends a search that Circle answered, with what was told of its failures, and marks the member due who was found.
WITH ended AS (
    DELETE FROM profile_search
    WHERE profile_id = :#profile_id AND lease_token = :#lease_token
    RETURNING profile_id
), resolved AS (
    UPDATE gap
    SET resolved_at = now()
    FROM ended
    WHERE gap.subject = 'profile:' || ended.profile_id AND gap.kind = 'sync-failed' AND gap.resolved_at IS NULL
)
INSERT INTO member_sync AS m (circle_member_id, due_at, searched_for)
SELECT CAST(:#memberId AS bigint), now(), ended.profile_id
FROM ended
WHERE CAST(:#memberId AS bigint) IS NOT NULL
ON CONFLICT (circle_member_id) DO UPDATE
SET generation = m.generation + 1,
    searched_for = excluded.searched_for,
    due_at = CASE
        WHEN m.lease_token IS NOT NULL OR (m.error IS NOT NULL AND m.failed_at IS NULL) THEN m.due_at
        ELSE LEAST(m.due_at, excluded.due_at)
    END,
    error = CASE WHEN m.failed_at IS NULL THEN m.error END,
    attempts = 0,
    failed_at = NULL
