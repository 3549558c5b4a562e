-- Has the findings of a dry run written, each where the list says the same when it is read once more; not while another run is open.
UPDATE reconciliation
SET state = 'running',
    step = 'clean',
    pass = 2,
    page = 0,
    members = 0,
    linked = 0,
    looked_through = NULL,
    attempts = 0,
    ended_at = NULL,
    scanned_since = now(),
    lease_token = NULL,
    due_at = now()
WHERE id = CAST(:#id AS bigint) AND 'apply' = ANY (decisions(reconciliation))
    AND (SELECT o.id FROM reconciliation AS o WHERE o.state IN ('planned', 'running', 'waiting') LIMIT 1) IS NULL
RETURNING id
