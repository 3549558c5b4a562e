-- Who was given up, all of them or over something. Begins to mark them due once more, as a replay does, unless it is only asked for.
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (error text, dry_run boolean, operator text)
), found AS MATERIALIZED (
    SELECT circle_member_id
    FROM member_sync
    WHERE failed_at IS NOT NULL AND due_at IS DISTINCT FROM 'infinity'
      AND ((SELECT error IS NULL FROM asked) OR position((SELECT error FROM asked) IN member_sync.error) > 0)
), counted AS MATERIALIZED (
    SELECT count(*) AS members FROM found
), begun AS (
    INSERT INTO replay (state, estimate, members, started_at, ended_at, act, operator)
    SELECT CASE WHEN members > 0 THEN 'running' ELSE 'done' END, members, members, now(), CASE WHEN members = 0 THEN now() END,
        'retry', operator
    FROM counted, asked
    WHERE NOT dry_run
    RETURNING *
), queued AS (
    INSERT INTO replay_member (replay_id, circle_member_id)
    SELECT begun.id, found.circle_member_id FROM begun, found
)
SELECT begun.id, counted.members AS estimate, coalesce(begun.state, 'planned') AS state, 0 AS members_done, counted.members,
    begun.started_at, begun.ended_at
FROM counted LEFT JOIN begun ON true
