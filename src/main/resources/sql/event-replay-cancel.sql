-- Ends a replay that runs, and tells how far it was; who was marked due stays so.
WITH cancelled AS (
    UPDATE replay
    SET state = 'cancelled', ended_at = now()
    WHERE id = CAST(:#id AS bigint) AND state = 'running'
    RETURNING *
), dropped AS (
    DELETE FROM replay_member USING cancelled WHERE replay_id = cancelled.id
)
SELECT r.id, r.estimate, coalesce(cancelled.state, r.state) AS state, r.members_done, r.members, r.started_at,
    coalesce(cancelled.ended_at, r.ended_at) AS ended_at, cancelled.id IS NOT NULL AS cancelled
FROM replay AS r LEFT JOIN cancelled ON cancelled.id = r.id
WHERE r.id = CAST(:#id AS bigint)
