-- Writes what becomes of a run that has been judged, and what is to be told of it.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), asked AS MATERIALIZED (
    SELECT r.*
    FROM document, jsonb_to_record(d -> 'own') AS r (run bigint, token uuid, next_state text, waiting_for jsonb, reason text)
), held AS MATERIALIZED (
    SELECT r.id, r.pass, asked.next_state AS state, asked.waiting_for, asked.reason
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
), settled AS (
    -- Who was missed by an earlier scan is back, or is missed by this one, too; a dry run leaves it as it is.
    UPDATE reconciliation_finding AS f
    SET state = 'outdated', member = NULL
    FROM held,
        LATERAL (
            SELECT id, circle_member_id
            FROM reconciliation_finding
            WHERE kind = 'left' AND state = 'open' AND circle_member_id > 0 AND reconciliation_id <> held.id
            OFFSET 0) AS earlier
    WHERE held.state = 'running' AND f.id = earlier.id
    RETURNING f.id
), changed AS (
    -- What the second look did not confirm.
    UPDATE reconciliation_finding AS f
    SET state = 'outdated', member = NULL
    FROM held,
        LATERAL (
            SELECT id
            FROM reconciliation_finding
            WHERE reconciliation_id = held.id AND state = 'open' AND generation IS NULL AND NOT verified
            OFFSET 0) AS mine
    WHERE held.state = 'running' AND held.pass > 1 AND f.id = mine.id
    RETURNING f.id
), anew AS MATERIALIZED (
    -- Whoever was given up is taken up again by every run, and whoever cannot be told from others: it may have been mended, and
    -- nobody says so. Those of whom it has found something, when that is written.
    SELECT mark_due_quietly(those.circle_member_id)
    FROM held,
        LATERAL (
            SELECT DISTINCT m.circle_member_id
            FROM (
                SELECT circle_member_id, true AS is_given_up FROM member_sync WHERE failed_at IS NOT NULL
                UNION ALL
                SELECT circle_member_id, false
                FROM gap
                WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND subject = 'member:' || circle_member_id) AS m
            WHERE (
                    SELECT mine.id
                    FROM (
                        SELECT id, reconciliation_id, state, generation, told, kind, approved
                        FROM reconciliation_finding
                        WHERE circle_member_id = m.circle_member_id
                        OFFSET 0) AS mine
                    WHERE mine.reconciliation_id = held.id AND mine.state = 'open' AND mine.generation IS NULL
                        AND NOT (mine.told AND m.is_given_up)
                        AND (mine.kind <> 'left' OR mine.approved)
                    LIMIT 1) IS NULL
            ORDER BY m.circle_member_id
            LIMIT 1000) AS those
    WHERE held.state = 'running'
), over AS (
    -- The list can be read again, whatever an earlier run has failed of.
    UPDATE gap
    SET resolved_at = now()
    FROM held,
        LATERAL (
            SELECT id
            FROM gap
            WHERE kind = 'reconciliation' AND resolved_at IS NULL AND (id + 0) > 0
                AND detail @> '{"cause": "failed"}' AND subject <> 'reconciliation:' || held.id
            OFFSET 0) AS earlier
    WHERE held.state <> 'failed' AND gap.id = earlier.id
    RETURNING gap.id
), told AS MATERIALIZED (
    SELECT open_gaps(d) FROM held, document WHERE d -> 'opened' <> '[]'
)
UPDATE reconciliation AS r
SET state = held.state,
    waiting_for = held.waiting_for,
    reason = held.reason,
    step = CASE
        WHEN held.state = 'running' THEN 'apply'
        WHEN held.state = 'waiting' THEN 'judge'
        ELSE 'clean'
    END,
    ended_at = CASE WHEN held.state IN ('done', 'failed') THEN now() END,
    lease_token = CASE WHEN held.state = 'waiting' THEN NULL ELSE r.lease_token END,
    due_at = CASE
        WHEN held.state = 'waiting' THEN NULL
        ELSE now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
    END
FROM held, (SELECT count(*) FROM settled) AS once_settled, (SELECT count(*) FROM changed) AS once_changed,
    (SELECT count(*) FROM anew) AS once_taken_up, (SELECT count(*) FROM told) AS once_told,
    (SELECT count(*) FROM over) AS once_over
WHERE r.id = held.id
RETURNING r.*
