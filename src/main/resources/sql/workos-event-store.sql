-- Stores an event of WorkOS unless its id is known, and tells whether it is the last word on its user; deletion is final, however old.
WITH stored AS (
    INSERT INTO event (received_at, source, external_id, type, disposition, reason, body)
    VALUES (now(), 'workos', :#eventId, :#type, :#disposition, :#reason, :#body)
    ON CONFLICT (source, external_id) DO NOTHING
    RETURNING id
), known AS (
    -- An event of which nobody knows when it happened is taken for the oldest; one that is to happen, by more than clocks differ, for
    -- one of now: else nothing would be newer.
    INSERT INTO workos_user AS u (user_id, updated_at, deleted)
    SELECT
        CAST(:#userId AS text),
        CASE
            WHEN said.updated_at > now() + interval '5 minutes' THEN now()
            ELSE coalesce(said.updated_at, '-infinity')
        END,
        :#deleted
    FROM stored, (SELECT CAST(:#updatedAt AS timestamptz) AS updated_at) AS said
    WHERE CAST(:#userId AS text) IS NOT NULL
    ON CONFLICT (user_id) DO UPDATE
    SET updated_at = greatest(u.updated_at, excluded.updated_at),
        deleted = excluded.deleted
    WHERE NOT u.deleted AND (excluded.deleted OR u.updated_at <= excluded.updated_at)
    RETURNING user_id
)
SELECT stored.id, EXISTS (SELECT FROM known) AS newest
FROM stored
