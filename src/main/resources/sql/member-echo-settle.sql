-- Settles a member of whom the events said nothing new; what arrived in the meantime makes them due again.
UPDATE member_sync AS m
SET due_at = CASE WHEN m.generation > claimed.generation THEN now() END,
    snapshot = CASE WHEN m.generation > claimed.generation THEN m.snapshot END,
    traceparent = CASE WHEN m.generation > claimed.generation THEN m.traceparent END,
    asked_for = m.asked_for AND m.generation > claimed.generation,
    lease_token = NULL,
    synced_at = CAST(:#${body.claimedAt.toString} AS timestamptz),
    synced_generation = claimed.generation
FROM (SELECT CAST(:#${body.generation} AS bigint) AS generation) AS claimed
WHERE circle_member_id = :#${body.memberId} AND lease_token = :#${body.token}
