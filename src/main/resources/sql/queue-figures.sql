-- How many members are due, for how long the first of them has been, and how many were given up.
SELECT count(*) AS due, COALESCE(extract(epoch FROM now() - min(due_at)), 0)::float8 AS oldest_seconds,
    (SELECT count(*) FROM member_sync WHERE failed_at IS NOT NULL) AS failed
FROM member_sync
WHERE due_at <= now()
