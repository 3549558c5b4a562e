-- Profiles that changed since a time, the longest unchanged first, from after the last one of the page before, and one more than asked
-- for if there is a next page; fewer where their texts are long.
SELECT profile, changed_at, id, cut
FROM (
    SELECT profile, changed_at, id,
        sum(octet_length(profile)) OVER oldest_first - octet_length(profile) AS bytes_before,
        sum(octet_length(profile)) OVER oldest_first > page_bytes() AND lead(id) OVER oldest_first IS NOT NULL AS cut
    FROM (
        SELECT to_jsonb(profile)::text AS profile, changed_at, id
        FROM profile
        WHERE changed_at >= CAST(:#updatedSince AS timestamptz)
          AND (changed_at, id) > (CAST(:#afterTime AS timestamptz), CAST(:#afterId AS uuid))
        ORDER BY changed_at, id
        LIMIT CAST(:#limit AS integer) + 1) AS listed
    WINDOW oldest_first AS (ORDER BY changed_at, id)) AS sized
WHERE bytes_before <= page_bytes()
ORDER BY changed_at, id
