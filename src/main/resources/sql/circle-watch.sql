-- Is Circle not called, has another node other keys of profile fields, is it this node's turn to ask whether it is well again, is what was told of it over, and how much of the month's quota is used up?
WITH turn AS (
    UPDATE partner AS p
    SET state = 'probing', next_at = now() + interval '1 minute'
    WHERE name = 'circle' AND state <> 'closed' AND turn_of(p) <= now()
    RETURNING refusals
)
SELECT p.state <> 'closed' AS stopped,
    EXISTS (SELECT FROM turn) AS probes,
    are_kept_keys(CAST(:#${properties:circle.kept-keys} AS jsonb)) AS keys_are_kept,
    refusals_in_a_row(p) AS refusals,
    calls_of_month(p) AS calls_of_month,
    date_trunc('month', now(), 'UTC') AS month,
    -- Once it has been well for a moment: a storm in which single calls get through is one and is told once.
    (
        SELECT opened_at
        FROM gap
        WHERE subject = 'circle:account' AND kind = 'sync-failed' AND resolved_at IS NULL
            AND p.state = 'closed' AND p.since <= now() - interval '10 seconds'
        LIMIT 1) AS over_since
FROM partner AS p
WHERE p.name = 'circle'
