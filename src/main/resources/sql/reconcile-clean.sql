-- Forgets what a run needed only while it read the list, some of it at a time; a run that reads it once more begins after that. Notes
-- who is synced for it after its end: who was under way when a person ended it, or had to be tried again. Whoever is
-- paused is waited for by nobody.
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (run bigint, token uuid)
), held AS MATERIALIZED (
    SELECT r.id
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
), under_way AS MATERIALIZED (
    SELECT mine.id, m.synced_generation >= mine.generation AS is_settled, m.lease_token IS NOT NULL AS is_held,
        m.failed_at IS NULL AND m.due_at < 'infinity' AS is_due
    FROM held,
        LATERAL (
            SELECT id, circle_member_id, generation
            FROM reconciliation_finding
            WHERE reconciliation_id = held.id AND state = 'open' AND generation IS NOT NULL
            OFFSET 0) AS mine,
        LATERAL (
            SELECT synced_generation, lease_token, failed_at, due_at
            FROM member_sync
            WHERE circle_member_id = mine.circle_member_id
            OFFSET 0) AS m
), settled AS (
    UPDATE reconciliation_finding AS f
    SET state = 'applied', member = NULL
    FROM under_way
    WHERE f.id = under_way.id AND f.state = 'open' AND under_way.is_settled
    RETURNING f.id
), forgotten AS (
    DELETE FROM reconciliation_member AS s
    USING held,
        LATERAL (
            SELECT circle_member_id
            FROM reconciliation_member
            WHERE reconciliation_id = held.id
            LIMIT 5000) AS part
    WHERE s.reconciliation_id = held.id AND s.circle_member_id = part.circle_member_id
    RETURNING s.circle_member_id
), emptied AS (
    UPDATE reconciliation_finding AS f
    SET member = NULL
    FROM held,
        LATERAL (
            SELECT id
            FROM reconciliation_finding
            WHERE reconciliation_id = held.id AND member IS NOT NULL
            LIMIT 5000) AS part
    WHERE f.id = part.id AND NOT EXISTS (SELECT FROM under_way WHERE is_settled)
    RETURNING f.id
), rest AS MATERIALIZED (
    SELECT (SELECT count(*) FROM forgotten) + (SELECT count(*) FROM emptied) + (SELECT count(*) FROM settled) AS rows,
        (
            SELECT CASE WHEN bool_or(is_held) THEN interval '1 second' ELSE interval '30 seconds' END
            FROM under_way
            WHERE NOT is_settled AND is_due
            HAVING count(*) > 0) AS pause
)
UPDATE reconciliation AS r
SET step = CASE WHEN rest.rows = 0 AND r.state = 'running' THEN 'scan' ELSE r.step END,
    scanned_since = now(),
    lease_token = CASE WHEN rest.rows = 0 AND r.state <> 'running' THEN NULL ELSE r.lease_token END,
    due_at = CASE
        WHEN rest.rows = 0 AND r.state <> 'running' THEN now() + rest.pause
        ELSE now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
    END
FROM held, rest
WHERE r.id = held.id
RETURNING r.*
