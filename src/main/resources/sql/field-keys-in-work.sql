-- Whether a node is still at work on members that it has claimed before, for however long its leases are.
SELECT EXISTS (SELECT FROM member_sync WHERE due_at > now() AND due_at < 'infinity' AND lease_token IS NOT NULL)
