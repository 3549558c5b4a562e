-- How many members are due, for how long the first of them has been, and how many were given up or are paused.
SELECT count(*) AS due, COALESCE(extract(epoch FROM now() - min(due_at)), 0)::float8 AS oldest_seconds,
    (SELECT count(*) FROM member_sync WHERE failed_at IS NOT NULL) AS failed,
    (SELECT count(*) FROM member_sync WHERE due_at = 'infinity') AS paused
FROM member_sync
WHERE due_at <= now()
