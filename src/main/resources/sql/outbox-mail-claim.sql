-- Claims the mail that waits longest, and tells whether it is still wanted: the very gap it is about is open, its person has not left and is not to be left in peace.
UPDATE outbox
SET leased_until = now() + interval '2 minutes'
WHERE id = (
    SELECT id FROM outbox
    WHERE channel = 'mail' AND state = 'pending' AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED)
RETURNING
    id, key, attempts,
    -- It may have waited long: the address that the person had then can be somebody else's by now.
    CAST(payload || COALESCE((
        SELECT jsonb_build_object('person', person_of(p))
        FROM profile AS p
        WHERE p.id = outbox.profile_id), '{}') AS text) AS payload,
    EXISTS (
        SELECT FROM gap
        JOIN profile ON profile.id = gap.profile_id
        WHERE gap.subject = 'profile:' || outbox.profile_id AND gap.kind = outbox.kind
            AND gap.resolved_at IS NULL AND profile.left_at IS NULL
            -- A gap that was closed and opened again has a mail of its own.
            AND gap.opened_at = CAST(outbox.payload ->> 'openedAt' AS timestamptz)
            AND NOT gap.detail @> '{"quiet": true}') AS wanted
