-- Messages that wait or were given up, the one that waits for the longest time first, from after the last one of the page before, and one more than asked for if there is a next page.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#state AS text) AS state,
           CAST(:#channel AS text) AS channel,
           -- What waits for the end of a pause has no time of its own.
           CASE WHEN CAST(:#afterTime AS timestamptz) >= '9999-01-01' THEN 'infinity' ELSE CAST(:#afterTime AS timestamptz) END AS time,
           CAST(:#afterId AS bigint) AS id,
           CAST(:#limit AS bigint) + 1 AS rows
), waiting AS (
    SELECT theirs.id, theirs.due_at AS place
    FROM partner,
        -- One by one, for the index has the channel first.
        LATERAL (
            SELECT outbox.id, outbox.due_at
            FROM outbox
            WHERE outbox.channel = partner.name AND outbox.state = 'pending'
              AND outbox.due_at >= (SELECT time FROM asked)
              AND (outbox.due_at, outbox.id) > ((SELECT time FROM asked), (SELECT asked.id FROM asked))
            ORDER BY outbox.due_at, outbox.id
            LIMIT (SELECT rows FROM asked)) AS theirs
    WHERE (SELECT asked.state = 'pending' FROM asked)
      AND ((SELECT channel FROM asked) IS NULL OR partner.name = (SELECT channel FROM asked))
), failed AS (
    SELECT id, created_at AS place
    FROM outbox
    WHERE (SELECT asked.state = 'failed' FROM asked)
      AND outbox.state = 'failed'
      AND (created_at, id) > ((SELECT time FROM asked), (SELECT asked.id FROM asked))
      AND ((SELECT channel FROM asked) IS NULL OR outbox.channel = (SELECT channel FROM asked))
    ORDER BY created_at, id
    LIMIT (SELECT rows FROM asked)
)
SELECT o.id,
       o.channel,
       o.kind,
       o.state,
       o.profile_id AS "profileId",
       CAST(o.payload -> 'gap' ->> 'circleMemberId' AS bigint) AS "circleMemberId",
       o.attempts,
       o.error,
       o.created_at AS "createdAt",
       -- Not before its channel's turn: alerts wait until they can be told together.
       CASE WHEN o.state = 'pending' AND o.due_at < 'infinity' THEN GREATEST(o.due_at, channel.turn) END AS "nextTryAt",
       LEAST(listed.place, '9999-01-01') AS place
FROM (SELECT * FROM waiting UNION ALL SELECT * FROM failed) AS listed,
    LATERAL (SELECT * FROM outbox WHERE id = listed.id OFFSET 0) AS o
        LEFT JOIN LATERAL (SELECT turn_of(p) AS turn FROM partner AS p WHERE p.name = o.channel AND p.state = 'closed' OFFSET 0) AS channel ON true
ORDER BY listed.place, o.id
LIMIT (SELECT rows FROM asked)
