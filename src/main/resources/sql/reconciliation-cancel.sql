-- Ends an open run; whoever is at work on it loses the lease and writes nothing more.
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
)
SELECT ended.id FROM ended, (SELECT count(*) FROM told) AS once_told
