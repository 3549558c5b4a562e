-- Ends an open run; whoever is at work on it loses the lease and writes nothing more, and whoever is not synced yet is not due for it.
WITH ended AS (
    UPDATE reconciliation
    SET state = 'cancelled', step = 'clean', ended_at = now(), waiting_for = '[]', lease_token = NULL, due_at = now()
    WHERE id = CAST(:#id AS bigint) AND 'cancel' = ANY (decisions(reconciliation))
    RETURNING id
), told AS (
    UPDATE gap
    SET resolved_at = now()
    FROM ended
    WHERE gap.subject = 'reconciliation:' || ended.id AND gap.kind = 'reconciliation' AND gap.resolved_at IS NULL
    RETURNING gap.id
), taken_back AS MATERIALIZED (
    SELECT ended.id AS run, member FROM ended, LATERAL take_back(ended.id) AS member
), as_before AS (
    UPDATE reconciliation_finding AS f
    SET generation = NULL
    FROM taken_back, LATERAL (
        SELECT id
        FROM reconciliation_finding
        WHERE circle_member_id = taken_back.member AND reconciliation_id = taken_back.run
        OFFSET 0) AS finding
    WHERE f.id = finding.id AND f.state = 'open'
    RETURNING f.id
)
SELECT ended.id FROM ended, (SELECT count(*) FROM told) AS once_told, (SELECT count(*) FROM as_before) AS once_as_before
