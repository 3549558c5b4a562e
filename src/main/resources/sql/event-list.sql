-- Events from below an id, newest first, and one more than asked for if there is a next page.
SELECT *
FROM (SELECT event.id,
             event.received_at AS "receivedAt",
             event.source,
             event.type,
             event.circle_member_id AS "circleMemberId",
             CASE
                 WHEN event.disposition = 'applied' THEN 'processed'
                 WHEN event.disposition <> 'due' THEN event.disposition
                 WHEN member_sync.synced_at >= event.received_at THEN 'processed'
                 WHEN member_sync.failed_at IS NOT NULL THEN 'failed'
                 ELSE 'pending'
             END AS status,
             event.reason,
             event.body
      FROM event
      LEFT JOIN member_sync ON member_sync.circle_member_id = event.circle_member_id) AS listed
WHERE id < :#before
  AND (CAST(:#status AS text) IS NULL OR status = CAST(:#status AS text))
  AND (CAST(:#type AS text) IS NULL OR type = CAST(:#type AS text))
  AND (CAST(:#circleMemberId AS bigint) IS NULL
    OR "circleMemberId" = CAST(:#circleMemberId AS bigint)
    -- What changed the member's profile, be it before the two were linked.
    OR id IN (SELECT change.event_id
              FROM change
              JOIN profile ON profile.id = change.profile_id
              WHERE profile.circle_member_id = CAST(:#circleMemberId AS bigint)))
ORDER BY id DESC
LIMIT CAST(:#limit AS integer) + 1
