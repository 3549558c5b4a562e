-- Whoever changes or erases a profile looks for the members who could not be told from it. The few open conflicts lie
-- apart, however many gaps there are.
CREATE INDEX gap_identity_conflict ON gap (circle_member_id) WHERE kind = 'identity-conflict' AND resolved_at IS NULL;
