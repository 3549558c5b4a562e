-- Which open gaps are due for a reminder, and what is to be said about them?
WITH due AS MATERIALIZED (
    SELECT id, profile_id
    FROM gap
    WHERE resolved_at IS NULL AND remind_at <= now()
    ORDER BY remind_at
    LIMIT 100
), free AS MATERIALIZED (
    -- Messages point to the profile, and profiles are locked before gaps everywhere, so that two writers never wait for each
    -- other. Whoever is being written just now is reminded a moment later.
    SELECT p.id, p.left_at, p AS profile
    FROM profile AS p
    WHERE p.id = ANY (ARRAY(SELECT profile_id FROM due))
    ORDER BY p.id
    FOR KEY SHARE OF p SKIP LOCKED
)
SELECT
    g.id,
    g.reminders,
    p.left_at IS NOT NULL AS left_community,
    told.*,
    CAST(jsonb_build_object(
        'gap', jsonb_build_object(
            'kind', g.kind,
            'subject', g.subject,
            'profileId', g.profile_id,
            'circleMemberId', g.circle_member_id,
            'detail', g.detail),
        'openedAt', g.opened_at,
        'reminder', g.reminders + 1,
        'person', CASE WHEN p.id IS NOT NULL THEN person_of(p.profile) END,
        'alsoMissingWorkos', EXISTS (
            SELECT FROM gap other
            WHERE other.subject = g.subject AND other.kind = 'missing-workos' AND other.resolved_at IS NULL),
        'missingFields', (
            SELECT other.detail -> 'missing' FROM gap other
            WHERE other.subject = g.subject AND other.kind = 'incomplete-profile' AND other.resolved_at IS NULL)
    ) AS text) AS notice
FROM due
LEFT JOIN free AS p ON p.id = due.profile_id,
    -- One by one, and by nothing but the id (OFFSET 0): a join would be planned as a scan of all that are due.
    LATERAL (
        SELECT *
        FROM gap
        WHERE id = due.id
        OFFSET 0
        FOR UPDATE SKIP LOCKED) AS g,
    LATERAL (
        SELECT coalesce(bool_or(state = 'pending'), false) AS waits,
            max(sent_at) AS told_at,
            coalesce(bool_or(state = 'pending') FILTER (WHERE channel = 'mail'), false) AS mail_waits,
            max(sent_at) FILTER (WHERE channel = 'mail') AS mailed_at
        FROM (
            SELECT state, sent_at, channel, kind
            FROM outbox
            WHERE payload -> 'gap' ->> 'subject' = g.subject
            OFFSET 0) AS message
        WHERE message.kind = g.kind) AS told
WHERE g.resolved_at IS NULL AND g.remind_at <= now() AND (due.profile_id IS NULL OR p.id IS NOT NULL)
ORDER BY g.remind_at
