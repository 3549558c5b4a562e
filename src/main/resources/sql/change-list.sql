-- A profile's changes from below an id, newest first, and one more than asked for if there is a next page; fewer where their texts are long.
SELECT id,
       changed_at AS "changedAt",
       field,
       old_value AS "from",
       new_value AS "to",
       source,
       rule,
       winner,
       event_id AS "eventId",
       operator,
       cut
FROM (
    SELECT listed.*,
        sum(bytes) OVER newest_first - bytes AS bytes_before,
        sum(bytes) OVER newest_first > page_bytes() AND lead(id) OVER newest_first IS NOT NULL AS cut
    FROM (
        SELECT *, coalesce(octet_length(old_value), 0) + coalesce(octet_length(new_value), 0) AS bytes
        FROM change
        WHERE profile_id = :#profileId
          AND id < :#before
        ORDER BY id DESC
        LIMIT CAST(:#limit AS integer) + 1) AS listed
    WINDOW newest_first AS (ORDER BY id DESC)) AS change
WHERE bytes_before <= page_bytes()
ORDER BY id DESC
