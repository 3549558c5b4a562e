-- Lets a quarantined event of Circle count, as it stands now, and marks its member due; nothing, if somebody was faster.
WITH held AS MATERIALIZED (
    -- Whoever releases it at the same moment finds it released.
    SELECT id FROM event WHERE id = CAST(:#id AS bigint) AND disposition = 'quarantined' FOR UPDATE
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(SELECT id FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint)), 'release', CAST(:#operator AS text),
        'event', CAST(held.id AS text))
    FROM held
), released AS (
    UPDATE event
    SET body = :#body, type = :#type, circle_member_id = CAST(:#memberId AS bigint), disposition = 'due', reason = NULL,
        released_at = now()
    FROM held, (SELECT count(*) FROM noted) AS once_it_is_noted
    WHERE event.id = held.id
    RETURNING circle_member_id
)
SELECT mark_due(ARRAY[circle_member_id], NULL, CAST(:#traceparent AS text)) FROM released
