-- Claims the mail that waits longest, and tells whether it is still wanted: its gap is open, its person has not left and is not to be left in peace.
WITH claimed AS (
    SELECT id FROM outbox
    WHERE channel = 'mail' AND state = 'pending' AND due_at <= now()
        AND (leased_until IS NULL OR leased_until <= now())
        AND EXISTS (SELECT FROM message_channel WHERE name = 'mail' AND COALESCE(probe_at <= now(), true))
    ORDER BY due_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED
), probe AS (
    -- While the server refuses all mails, one at a time asks whether it still does.
    UPDATE message_channel
    SET probe_at = now() + interval '1 minute'
    WHERE name = 'mail' AND probe_at <= now() AND EXISTS (SELECT FROM claimed)
    RETURNING name
)
UPDATE outbox
SET leased_until = now() + interval '15 minutes'
FROM claimed, message_channel AS c
WHERE outbox.id = claimed.id AND c.name = 'mail' AND (c.probe_at IS NULL OR EXISTS (SELECT FROM probe))
RETURNING
    outbox.id, outbox.key, outbox.attempts, outbox.profile_id,
    -- It may have waited long: the address that the person had then can be somebody else's by now, and less may be missing.
    CAST(payload
        || COALESCE((
            SELECT jsonb_build_object('person', person_of(p))
            FROM profile AS p
            WHERE p.id = outbox.profile_id), '{}')
        || COALESCE((
            SELECT jsonb_build_object('missingFields', gap.detail -> 'missing')
            FROM gap
            WHERE gap.subject = 'profile:' || outbox.profile_id AND gap.kind = 'incomplete-profile'
                AND gap.resolved_at IS NULL AND jsonb_typeof(gap.detail -> 'missing') = 'array'), '{}') AS text) AS payload,
    outbox.refused_at IS NOT NULL AND COALESCE(c.sent_at > outbox.refused_at, false) AS others_went_out,
    c.refusals,
    CAST(COALESCE(extract(epoch FROM now() - c.refused_since), 0) AS bigint) AS refused_seconds,
    -- When the gap it is about was opened; null if it is not wanted any more.
    (
        -- By itself (LIMIT): a join would be planned once, while the tables are small, as a scan of all of them.
        SELECT gap.opened_at
        FROM gap
        WHERE gap.subject = 'profile:' || outbox.profile_id AND gap.kind = outbox.kind AND gap.resolved_at IS NULL
            AND NOT gap.detail @> '{"quiet": true}'
            AND (SELECT left_at IS NULL FROM profile WHERE id = gap.profile_id)
        LIMIT 1) AS gap_opened_at
