-- Whether a node is still at work on members that it has claimed before.
SELECT EXISTS (
    SELECT
    FROM member_sync
    WHERE due_at > now() AND due_at <= now() + CAST(? AS bigint) * interval '1 millisecond' AND lease_token IS NOT NULL)
