-- Conflicts from below an id, newest first, and one more than asked for if there is a next page; fewer where their values are long.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#before AS bigint) AS before,
           CAST(:#profileId AS uuid) AS profile,
           CAST(:#circleMemberId AS bigint) AS member,
           CAST(:#field AS text) AS field,
           CAST(:#limit AS bigint) + 1 AS rows
), newest AS (
    SELECT id
    FROM conflict
    WHERE (SELECT profile IS NULL AND member IS NULL AND asked.field IS NULL FROM asked)
      AND id < (SELECT before FROM asked)
    ORDER BY id DESC
    LIMIT (SELECT rows FROM asked)
), of_a_field AS (
    SELECT id
    FROM conflict
    WHERE (SELECT profile IS NULL AND member IS NULL AND asked.field IS NOT NULL FROM asked)
      -- Not by an equal sign, which would let all be read by their ids for a field that is rare.
      AND (field, id + 0) < ((SELECT asked.field FROM asked), (SELECT before FROM asked))
      AND (field, id + 0) >= ((SELECT asked.field FROM asked), 0)
    ORDER BY field DESC, id + 0 DESC
    LIMIT (SELECT rows FROM asked)
), of_a_person AS (
    SELECT id FROM conflict WHERE profile_id = (SELECT profile FROM asked)
    UNION
    SELECT id FROM conflict WHERE circle_member_id = (SELECT member FROM asked)
    UNION
    -- What the member's profile had while it was linked to another.
    SELECT id
    FROM conflict
    WHERE profile_id = (SELECT p.id FROM profile AS p WHERE p.circle_member_id = (SELECT member FROM asked))
)
SELECT id, "profileId", "circleMemberId", field, "localValue", "circleValue", "localUpdatedAt",
       "circleUpdatedAt", winner, rule, "eventId", "recordedAt", "flippedAt", cut
FROM (
    SELECT listed.*,
        sum(bytes) OVER newest_first - bytes AS bytes_before,
        sum(bytes) OVER newest_first > page_bytes() AND lead(id) OVER newest_first IS NOT NULL AS cut
    FROM (
        SELECT c.id,
               c.profile_id AS "profileId",
               c.circle_member_id AS "circleMemberId",
               c.field,
               c.local_value AS "localValue",
               c.circle_value AS "circleValue",
               c.local_updated_at AS "localUpdatedAt",
               c.circle_updated_at AS "circleUpdatedAt",
               c.winner,
               c.rule,
               c.event_id AS "eventId",
               c.recorded_at AS "recordedAt",
               c.flipped_at AS "flippedAt",
               coalesce(octet_length(c.local_value), 0) + coalesce(octet_length(c.circle_value), 0) AS bytes
        FROM asked,
            LATERAL (
                SELECT id FROM newest
                UNION ALL SELECT id FROM of_a_field
                UNION ALL SELECT id FROM of_a_person) AS listed,
            LATERAL (SELECT * FROM conflict WHERE conflict.id = listed.id OFFSET 0) AS c
        WHERE c.id < asked.before
          AND (asked.profile IS NULL OR c.profile_id = asked.profile)
          AND (asked.member IS NULL
            OR c.circle_member_id = asked.member
            OR c.profile_id = (SELECT p.id FROM profile AS p WHERE p.circle_member_id = (SELECT member FROM asked)))
          AND (asked.field IS NULL OR c.field = asked.field)
        ORDER BY c.id DESC
        LIMIT (SELECT rows FROM asked)) AS listed
    WINDOW newest_first AS (ORDER BY id DESC)) AS sized
WHERE bytes_before <= page_bytes()
ORDER BY id DESC
