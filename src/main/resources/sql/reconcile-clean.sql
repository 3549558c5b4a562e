-- Forgets what a run needed only while it read the list, some of it at a time; a run that reads it once more begins after that.
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (run bigint, token uuid)
), held AS MATERIALIZED (
    SELECT r.id
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
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
    WHERE f.id = part.id
    RETURNING f.id
), rest AS MATERIALIZED (
    SELECT (SELECT count(*) FROM forgotten) + (SELECT count(*) FROM emptied) AS rows
)
UPDATE reconciliation AS r
SET step = CASE WHEN rest.rows = 0 AND r.state = 'running' THEN 'scan' ELSE r.step END,
    scanned_since = now(),
    lease_token = CASE WHEN rest.rows = 0 AND r.state <> 'running' THEN NULL ELSE r.lease_token END,
    due_at = CASE
        WHEN rest.rows = 0 AND r.state <> 'running' THEN NULL
        ELSE now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
    END
FROM held, rest
WHERE r.id = held.id
RETURNING r.*
