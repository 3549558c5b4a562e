-- Gaps from below an id, newest first, and one more than asked for if there is a next page.
SELECT id,
       kind,
       CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS status,
       profile_id AS "profileId",
       circle_member_id AS "circleMemberId",
       detail,
       opened_at AS "openedAt",
       resolved_at AS "resolvedAt",
       reminders,
       CASE WHEN resolved_at IS NULL THEN remind_at END AS "nextReminderAt"
FROM gap
WHERE id < :#before
  -- A person's gaps are those of their profile and those of their member, be they from before the two were linked.
  AND CASE CAST(:#status AS text) WHEN 'open' THEN resolved_at IS NULL WHEN 'resolved' THEN resolved_at IS NOT NULL ELSE true END
  AND (CAST(:#kind AS text) IS NULL OR kind = CAST(:#kind AS text))
  AND (CAST(:#profileId AS uuid) IS NULL
    OR profile_id = CAST(:#profileId AS uuid)
    OR circle_member_id = (SELECT profile.circle_member_id FROM profile WHERE profile.id = CAST(:#profileId AS uuid)))
  AND (CAST(:#circleMemberId AS bigint) IS NULL
    OR circle_member_id = CAST(:#circleMemberId AS bigint)
    OR profile_id = (SELECT profile.id FROM profile WHERE profile.circle_member_id = CAST(:#circleMemberId AS bigint)))
ORDER BY id DESC
LIMIT CAST(:#limit AS integer) + 1
