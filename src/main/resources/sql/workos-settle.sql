-- Writes what became of an event of WorkOS, and from which profiles its account could not be told. An event that is not the last word
-- on its account names none, and leaves what is known of it.
WITH noted AS (
    UPDATE event
    SET disposition = :#disposition,
        reason = :#reason
    WHERE id = :#id
), over AS (
    DELETE FROM account_conflict
    WHERE user_id = CAST(:#userId AS text) AND CAST(:#profileIds AS uuid[]) = '{}'
)
INSERT INTO account_conflict AS c (user_id, event_id, updated_at, profile_ids, decided_at)
SELECT user_id, CAST(:#id AS bigint), updated_at, CAST(:#profileIds AS uuid[]), now()
FROM workos_user
WHERE user_id = CAST(:#userId AS text) AND CAST(:#profileIds AS uuid[]) <> '{}'
ON CONFLICT (user_id) DO UPDATE
SET event_id = excluded.event_id,
    updated_at = excluded.updated_at,
    profile_ids = excluded.profile_ids,
    decided_at = excluded.decided_at
