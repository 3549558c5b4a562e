-- Takes due members under a lease, longest waiting first; a member whose holder died is due again when its lease ends.
UPDATE member_sync AS m
SET lease_token = gen_random_uuid(),
    hints = '[]',
    due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM (
    SELECT circle_member_id, hints
    FROM member_sync
    WHERE due_at <= now()
    ORDER BY due_at
    LIMIT :#${body}
    FOR UPDATE SKIP LOCKED
) AS due
WHERE m.circle_member_id = due.circle_member_id
RETURNING m.circle_member_id, m.lease_token, m.generation,
    -- Data of an event count only if nothing but it made the member due since the last sync; so do hints, all of them.
    m.generation - m.synced_generation AS reasons, m.attempts, m.snapshot, m.event_id, now() AS claimed_at,
    m.sent::text AS sent, due.hints::text AS hints,
    -- Whether somebody who is not there has come, only Circle can tell, however new an event is.
    (SELECT CASE WHEN p.left_at IS NULL AND NOT p.invited THEN p.circle_updated_at ELSE 'infinity' END
        FROM profile AS p
        WHERE p.circle_member_id = m.circle_member_id) AS known_until
