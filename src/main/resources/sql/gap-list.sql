-- Gaps from below an id, newest first, and one more than asked for if there is a next page.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#before AS bigint) AS before,
           CAST(:#status AS text) AS status,
           CAST(:#kind AS text) AS kind,
           CAST(:#profileId AS uuid) AS profile,
           CAST(:#circleMemberId AS bigint) AS member,
           CAST(:#limit AS bigint) + 1 AS rows
), open AS (
    SELECT id
    FROM gap
    WHERE (SELECT profile IS NULL AND member IS NULL AND asked.kind IS NULL AND status = 'open' FROM asked)
      AND resolved_at IS NULL AND id > 0
      AND id < (SELECT before FROM asked)
    ORDER BY id DESC
    LIMIT (SELECT rows FROM asked)
), newest AS (
    SELECT id
    FROM gap
    WHERE (SELECT profile IS NULL AND member IS NULL AND asked.kind IS NULL AND status IS DISTINCT FROM 'open' FROM asked)
      AND id < (SELECT before FROM asked)
      AND ((SELECT status FROM asked) IS DISTINCT FROM 'resolved' OR resolved_at IS NOT NULL)
    ORDER BY id DESC
    LIMIT (SELECT rows FROM asked)
), of_a_kind AS (
    SELECT id
    FROM gap
    WHERE (SELECT profile IS NULL AND member IS NULL AND asked.kind IS NOT NULL FROM asked)
      -- Not by an equal sign, which would let all be read by their ids for a kind that is rare.
      AND (kind, id + 0) < ((SELECT asked.kind FROM asked), (SELECT before FROM asked))
      AND (kind, id + 0) >= ((SELECT asked.kind FROM asked), 0)
      AND CASE (SELECT status FROM asked) WHEN 'open' THEN resolved_at IS NULL WHEN 'resolved' THEN resolved_at IS NOT NULL ELSE true END
    ORDER BY kind DESC, id + 0 DESC
    LIMIT (SELECT rows FROM asked)
), of_a_person AS (
    -- A person's gaps are those of their profile and those of their member, be they from before the two were linked.
    SELECT id
    FROM gap
    WHERE profile_id = (SELECT profile FROM asked)
    UNION
    SELECT id
    FROM gap
    WHERE circle_member_id = (SELECT p.circle_member_id FROM profile AS p WHERE p.id = (SELECT profile FROM asked))
    UNION
    SELECT id
    FROM gap
    WHERE circle_member_id = (SELECT member FROM asked)
    UNION
    SELECT id
    FROM gap
    WHERE profile_id = (SELECT p.id FROM profile AS p WHERE p.circle_member_id = (SELECT member FROM asked))
)
SELECT g.id,
       g.kind,
       CASE WHEN g.resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS status,
       g.profile_id AS "profileId",
       g.circle_member_id AS "circleMemberId",
       g.detail,
       g.opened_at AS "openedAt",
       g.resolved_at AS "resolvedAt",
       g.reminders,
       CASE WHEN g.resolved_at IS NULL THEN g.remind_at END AS "nextReminderAt"
FROM asked,
    LATERAL (
        SELECT id FROM open
        UNION ALL SELECT id FROM newest
        UNION ALL SELECT id FROM of_a_kind
        UNION ALL SELECT id FROM of_a_person) AS listed,
    LATERAL (SELECT * FROM gap WHERE gap.id = listed.id OFFSET 0) AS g
WHERE g.id < asked.before
  AND CASE asked.status WHEN 'open' THEN g.resolved_at IS NULL WHEN 'resolved' THEN g.resolved_at IS NOT NULL ELSE true END
  AND (asked.kind IS NULL OR g.kind = asked.kind)
  AND (asked.profile IS NULL
    OR g.profile_id = asked.profile
    OR g.circle_member_id = (SELECT p.circle_member_id FROM profile AS p WHERE p.id = (SELECT profile FROM asked)))
  AND (asked.member IS NULL
    OR g.circle_member_id = asked.member
    OR g.profile_id = (SELECT p.id FROM profile AS p WHERE p.circle_member_id = (SELECT member FROM asked)))
ORDER BY g.id DESC
LIMIT (SELECT rows FROM asked)
