-- Which run's next step is to be taken? It is held under a lease, so that no two nodes take it.
UPDATE reconciliation AS r
SET lease_token = gen_random_uuid(),
    due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM (
    SELECT id
    FROM reconciliation
    WHERE due_at <= now()
    ORDER BY due_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED) AS due
WHERE r.id = due.id
RETURNING r.*
