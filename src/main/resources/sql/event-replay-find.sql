-- How far a replay is.
SELECT id, estimate, state, members_done, members, started_at, ended_at
FROM replay
WHERE id = CAST(:#id AS bigint)
