-- Which open gaps are due for a reminder, and what is to be said about them?
SELECT
    g.id,
    g.reminders,
    p.left_at IS NOT NULL AS left_community,
    CAST(jsonb_build_object(
        'gap', jsonb_build_object(
            'kind', g.kind,
            'subject', g.subject,
            'profileId', g.profile_id,
            'circleMemberId', g.circle_member_id,
            'detail', g.detail),
        'openedAt', g.opened_at,
        'reminder', g.reminders + 1,
        'person', CASE WHEN p.id IS NOT NULL THEN person_of(p) END,
        'alsoMissingWorkos', EXISTS (
            SELECT FROM gap other
            WHERE other.subject = g.subject AND other.kind = 'missing-workos' AND other.resolved_at IS NULL),
        'missingFields', (
            SELECT other.detail -> 'missing' FROM gap other
            WHERE other.subject = g.subject AND other.kind = 'incomplete-profile' AND other.resolved_at IS NULL)
    ) AS text) AS notice
FROM gap g
LEFT JOIN profile p ON p.id = g.profile_id
WHERE g.resolved_at IS NULL AND g.remind_at <= now()
ORDER BY g.remind_at
LIMIT 100
FOR UPDATE OF g SKIP LOCKED
