-- Events from below an id, newest first, and one more than asked for if there is a next page; fewer where their bodies are long.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#before AS bigint) AS before,
           CAST(:#status AS text) AS status,
           CAST(:#type AS text) AS type,
           CAST(:#circleMemberId AS bigint) AS member,
           CAST(:#error AS text) AS error,
           CAST(:#since AS timestamptz) AS since,
           first_event_since(CAST(:#since AS timestamptz)) AS first,
           CAST(:#limit AS bigint) + 1 AS rows
), newest AS (
    SELECT event.id
    FROM event
        LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = event.circle_member_id OFFSET 0) AS m ON true
    WHERE (SELECT member IS NULL AND type IS NULL AND coalesce(status, 'processed') = 'processed' FROM asked)
      AND event.id < (SELECT before FROM asked)
      AND event.id >= (SELECT first FROM asked)
      AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
      AND ((SELECT status FROM asked) IS NULL
          OR event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) = (SELECT status FROM asked))
    ORDER BY event.id DESC
    LIMIT (SELECT rows FROM asked)
), of_a_type AS (
    SELECT event.id
    FROM event
        LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = event.circle_member_id OFFSET 0) AS m ON true
    WHERE (SELECT member IS NULL AND type IS NOT NULL AND coalesce(status, 'processed') = 'processed' FROM asked)
      -- Not by an equal sign, which would let all be read by their ids for a type that is rare.
      AND (event.type, event.id + 0) < ((SELECT type FROM asked), (SELECT before FROM asked))
      AND (event.type, event.id + 0) >= ((SELECT type FROM asked), (SELECT first FROM asked))
      AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
      AND ((SELECT status FROM asked) IS NULL
          OR event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) = (SELECT status FROM asked))
    ORDER BY event.type DESC, event.id + 0 DESC
    LIMIT (SELECT rows FROM asked)
), without_a_sync AS (
    SELECT event.id
    FROM event
    WHERE (SELECT member IS NULL AND status IN ('ignored', 'quarantined') FROM asked)
      AND event.disposition <> 'due'
      AND (event.disposition, event.id) < ((SELECT status FROM asked), (SELECT before FROM asked))
      AND (event.disposition, event.id) >= ((SELECT status FROM asked), (SELECT first FROM asked))
      AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
      AND ((SELECT error FROM asked) IS NULL OR position((SELECT error FROM asked) IN event.reason) > 0)
      AND ((SELECT type FROM asked) IS NULL OR event.type = (SELECT type FROM asked))
    ORDER BY event.disposition DESC, event.id DESC
    LIMIT (SELECT rows FROM asked)
), unsettled AS (
    -- Members who were given up, or who wait; each has few events since their last sync.
    SELECT circle_member_id, synced_at, failed_at
    FROM member_sync
    WHERE (SELECT member IS NULL AND status = 'failed' FROM asked) AND failed_at IS NOT NULL
      AND ((SELECT error FROM asked) IS NULL OR position((SELECT error FROM asked) IN member_sync.error) > 0)
    UNION ALL
    SELECT circle_member_id, synced_at, failed_at
    FROM member_sync
    WHERE (SELECT member IS NULL AND status = 'pending' FROM asked) AND due_at IS NOT NULL
), not_synced AS (
    SELECT theirs.id
    FROM unsettled AS m,
        LATERAL (
            SELECT event.id
            FROM event
            WHERE event.circle_member_id = m.circle_member_id
              AND event.id < (SELECT before FROM asked)
              AND event.id >= (SELECT first FROM asked)
              AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
              AND event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) = (SELECT status FROM asked)
              AND ((SELECT type FROM asked) IS NULL OR event.type = (SELECT type FROM asked))
            ORDER BY event.id DESC
            LIMIT (SELECT rows FROM asked)) AS theirs
    ORDER BY theirs.id DESC
    LIMIT (SELECT rows FROM asked)
), of_a_member AS (
    SELECT event.id
    FROM event
        LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = event.circle_member_id OFFSET 0) AS m ON true
    WHERE event.id = ANY (ARRAY(
            SELECT id FROM event WHERE circle_member_id = (SELECT member FROM asked)
            UNION
            -- What changed the member's profile, be it before the two were linked.
            SELECT change.event_id
            FROM profile,
                LATERAL (SELECT event_id FROM change WHERE change.profile_id = profile.id OFFSET 0) AS change
            WHERE profile.circle_member_id = (SELECT member FROM asked) AND change.event_id IS NOT NULL))
      AND event.id < (SELECT before FROM asked)
      AND event.id >= (SELECT first FROM asked)
      AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
      AND ((SELECT error FROM asked) IS NULL
          OR position((SELECT error FROM asked) IN CASE (SELECT status FROM asked) WHEN 'failed' THEN m.error ELSE event.reason END) > 0)
      AND ((SELECT type FROM asked) IS NULL OR event.type = (SELECT type FROM asked))
      AND ((SELECT status FROM asked) IS NULL
          OR event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) = (SELECT status FROM asked))
    ORDER BY event.id DESC
    LIMIT (SELECT rows FROM asked)
), fitting AS (
    SELECT id, cut
    FROM (
        SELECT id,
            sum(bytes) OVER newest_first - bytes AS bytes_before,
            sum(bytes) OVER newest_first > page_bytes() AND lead(id) OVER newest_first IS NOT NULL AS cut
        FROM (
            SELECT event.id, octet_length(event.body) AS bytes
            FROM (
                    SELECT id FROM newest
                    UNION ALL SELECT id FROM of_a_type
                    UNION ALL SELECT id FROM without_a_sync
                    UNION ALL SELECT id FROM not_synced
                    UNION ALL SELECT id FROM of_a_member) AS listed,
                LATERAL (SELECT * FROM event WHERE event.id = listed.id OFFSET 0) AS event
            ORDER BY event.id DESC
            LIMIT (SELECT rows FROM asked)) AS sized
        WINDOW newest_first AS (ORDER BY id DESC)) AS listed
    WHERE bytes_before <= page_bytes()
)
SELECT event.id,
       event.received_at AS "receivedAt",
       event.source,
       event.type,
       event.circle_member_id AS "circleMemberId",
       event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) AS status,
       event.reason,
       -- Why the member was given up.
       CASE WHEN event.disposition = 'due' AND m.failed_at IS NOT NULL THEN m.error END AS error,
       event.body,
       listed.cut
FROM fitting AS listed,
    LATERAL (SELECT * FROM event WHERE event.id = listed.id OFFSET 0) AS event
    LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = event.circle_member_id OFFSET 0) AS m ON true
ORDER BY event.id DESC
