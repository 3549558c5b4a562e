-- Settles a member of whom the events said nothing new; what arrived in the meantime makes them due again.
UPDATE member_sync AS m
SET due_at = CASE WHEN m.generation > CAST(:#${body.generation} AS bigint) THEN now() END,
    snapshot = CASE WHEN m.generation > CAST(:#${body.generation} AS bigint) THEN m.snapshot END,
    lease_token = NULL,
    synced_at = CAST(:#${body.claimedAt.toString} AS timestamptz),
    synced_generation = CAST(:#${body.generation} AS bigint)
WHERE circle_member_id = :#${body.memberId} AND lease_token = :#${body.token}
