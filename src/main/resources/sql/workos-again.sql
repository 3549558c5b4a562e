-- Locks an account that could not be told from a profile which has changed since, or is gone, with the last event about it. Who was
-- erased meanwhile has left an event without words. Where the account's own profile was made, linked or given another address after the
-- event had come, the event is no news of the address any more.
WITH due AS MATERIALIZED (
    SELECT c.user_id, e.id, e.body, e.received_at
    FROM account_conflict AS c,
        -- One by one, and by nothing but the id (OFFSET 0): a join would be planned as a scan.
        LATERAL (SELECT updated_at, deleted FROM workos_user WHERE user_id = c.user_id OFFSET 0) AS u,
        LATERAL (SELECT id, body, received_at FROM event WHERE id = c.event_id OFFSET 0) AS e
    WHERE u.updated_at = c.updated_at AND NOT u.deleted AND e.body <> ''
      AND is_to_be_decided_again(c)
    ORDER BY c.decided_at
    LIMIT 1
)
SELECT due.id, due.body, true AS newest, true AS again, EXISTS (
        SELECT
        FROM profile AS p
        WHERE p.workos_user_id = due.user_id AND EXISTS (
            SELECT
            FROM change
            WHERE profile_id = p.id AND field IN ('email', 'workosUserId') AND changed_at >= due.received_at)) AS overtaken
FROM due, LATERAL (SELECT FROM workos_user WHERE user_id = due.user_id OFFSET 0 FOR UPDATE SKIP LOCKED) AS u
