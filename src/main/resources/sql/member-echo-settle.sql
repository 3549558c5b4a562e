-- Settles a member of whom the events said nothing new; what arrived in the meantime makes them due again.
UPDATE member_sync AS m
SET due_at = CASE WHEN m.generation > CAST(:#${variable.due.generation} AS bigint) THEN now() END,
    snapshot = CASE WHEN m.generation > CAST(:#${variable.due.generation} AS bigint) THEN m.snapshot END,
    lease_token = NULL,
    synced_at = CAST(:#${variable.due.claimedAt.toString} AS timestamptz),
    synced_generation = CAST(:#${variable.due.generation} AS bigint)
WHERE circle_member_id = :#${variable.due.memberId} AND lease_token = :#${variable.due.token}
