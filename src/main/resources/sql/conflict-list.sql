-- Conflicts from below an id, newest first, and one more than asked for if there is a next page.
SELECT id,
       profile_id AS "profileId",
       circle_member_id AS "circleMemberId",
       field,
       local_value AS "localValue",
       circle_value AS "circleValue",
       local_updated_at AS "localUpdatedAt",
       circle_updated_at AS "circleUpdatedAt",
       winner,
       rule,
       event_id AS "eventId",
       recorded_at AS "recordedAt"
FROM conflict
WHERE id < :#before
  AND (CAST(:#profileId AS uuid) IS NULL OR profile_id = CAST(:#profileId AS uuid))
  AND (CAST(:#circleMemberId AS bigint) IS NULL
    OR circle_member_id = CAST(:#circleMemberId AS bigint)
    -- What the member's profile had while it was linked to another.
    OR profile_id = (SELECT profile.id FROM profile WHERE profile.circle_member_id = CAST(:#circleMemberId AS bigint)))
  AND (CAST(:#field AS text) IS NULL OR field = CAST(:#field AS text))
ORDER BY id DESC
LIMIT CAST(:#limit AS integer) + 1
