-- Lets another process go on with a run at once.
UPDATE reconciliation
SET lease_token = NULL, due_at = now()
WHERE id = CAST(:#${body[id]} AS bigint) AND lease_token = CAST(:#${body[lease_token]} AS uuid)
