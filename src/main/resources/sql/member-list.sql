-- Members that are in a state, the one that has been in it for the longest time first, from after the last one of the page before, and one more than asked for if there is a next page; or one of them.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#circleMemberId AS bigint) AS one,
           CAST(:#state AS text) AS state,
           CAST(:#error AS text) AS error,
           CAST(:#afterTime AS timestamptz) AS time,
           CAST(:#afterMember AS bigint) AS member,
           CAST(:#limit AS bigint) + 1 AS rows
), named AS (
    SELECT circle_member_id, timestamptz 'epoch' AS place
    FROM member_sync
    WHERE circle_member_id = (SELECT one FROM asked)
), every AS (
    SELECT circle_member_id, timestamptz 'epoch' AS place
    FROM member_sync
    WHERE (SELECT one IS NULL AND state IS NULL FROM asked)
      AND circle_member_id > (SELECT member FROM asked)
    ORDER BY circle_member_id
    LIMIT (SELECT rows FROM asked)
), queued AS (
    SELECT circle_member_id, due_at AS place
    FROM member_sync
    WHERE (SELECT state IN ('due', 'waiting', 'running') FROM asked)
      AND due_at >= (SELECT CASE WHEN state = 'due' THEN time ELSE GREATEST(time, now()) END FROM asked)
      AND due_at < (SELECT CASE WHEN state = 'due' THEN now() ELSE 'infinity' END FROM asked)
      AND (due_at, circle_member_id) > ((SELECT time FROM asked), (SELECT member FROM asked))
      AND (due_at < now() OR (lease_token IS NOT NULL) = (SELECT state = 'running' FROM asked))
      AND ((SELECT error FROM asked) IS NULL OR position((SELECT error FROM asked) IN member_sync.error) > 0)
    ORDER BY due_at, circle_member_id
    LIMIT (SELECT rows FROM asked)
), failed AS (
    -- Those who were given up are few, or soon will be.
    SELECT circle_member_id, failed_at AS place
    FROM member_sync
    WHERE (SELECT state = 'failed' FROM asked)
      AND failed_at IS NOT NULL AND due_at IS DISTINCT FROM 'infinity'
      AND (failed_at, circle_member_id) > ((SELECT time FROM asked), (SELECT member FROM asked))
      AND ((SELECT error FROM asked) IS NULL OR position((SELECT error FROM asked) IN member_sync.error) > 0)
    ORDER BY failed_at, circle_member_id
    LIMIT (SELECT rows FROM asked)
), paused AS (
    SELECT circle_member_id, timestamptz 'epoch' AS place
    FROM member_sync
    WHERE (SELECT state = 'paused' FROM asked)
      -- All of one time, and found by the index of times.
      AND due_at >= 'infinity'
      AND circle_member_id > (SELECT member FROM asked)
    ORDER BY due_at, circle_member_id
    LIMIT (SELECT rows FROM asked)
)
SELECT m.circle_member_id AS "circleMemberId",
       (SELECT p.id FROM profile AS p WHERE p.circle_member_id = m.circle_member_id) AS "profileId",
       CASE
           WHEN m.due_at = 'infinity' THEN 'paused'
           WHEN m.failed_at IS NOT NULL THEN 'failed'
           WHEN m.due_at < now() THEN 'due'
           WHEN m.lease_token IS NOT NULL THEN 'running'
           WHEN m.due_at IS NOT NULL THEN 'waiting'
           ELSE 'settled'
       END AS state,
       m.error,
       m.attempts,
       CASE WHEN m.due_at < 'infinity' AND (m.lease_token IS NULL OR m.due_at < now()) THEN m.due_at END AS "nextTryAt",
       waiting.received_at AS "waitingSince",
       m.failed_at AS "failedAt",
       m.synced_at AS "syncedAt",
       listed.place
FROM (
        SELECT * FROM named
        UNION ALL SELECT * FROM every
        UNION ALL SELECT * FROM queued
        UNION ALL SELECT * FROM failed
        UNION ALL SELECT * FROM paused) AS listed,
    LATERAL (SELECT * FROM member_sync WHERE circle_member_id = listed.circle_member_id OFFSET 0) AS m
    LEFT JOIN LATERAL (
        -- The first event that no sync has settled yet.
        SELECT event.received_at
        FROM event
        WHERE event.circle_member_id = m.circle_member_id AND event.disposition = 'due'
          AND (m.due_at IS NOT NULL OR m.failed_at IS NOT NULL)
          AND (m.synced_at IS NULL OR event.received_at > m.synced_at)
        ORDER BY event.id
        LIMIT 1) AS waiting ON true
ORDER BY listed.place, m.circle_member_id
LIMIT (SELECT rows FROM asked)
