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
SELECT mark_due(ARRAY[CAST(:#memberId AS bigint)], ended.profile_id)
FROM ended
WHERE CAST(:#memberId AS bigint) IS NOT NULL
