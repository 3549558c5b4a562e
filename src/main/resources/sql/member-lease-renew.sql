-- Keeps the members that this process still works on.
UPDATE member_sync
SET due_at = now() + :#${variable.leaseMillis} * interval '1 millisecond'
WHERE lease_token = ANY (CAST(:#${body} AS uuid[]))
