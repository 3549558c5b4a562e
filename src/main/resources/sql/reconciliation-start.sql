-- Begins a run, unless another one is open.
INSERT INTO reconciliation (dry_run)
VALUES (CAST(:#dryRun AS boolean))
ON CONFLICT DO NOTHING
RETURNING id
