-- Lets a quarantined event of Circle count, as it stands now, and marks its member due; nothing, if somebody was faster.
WITH released AS (
    UPDATE event
    SET body = :#body, type = :#type, circle_member_id = CAST(:#memberId AS bigint), disposition = 'due', reason = NULL
    WHERE id = CAST(:#id AS bigint) AND disposition = 'quarantined'
    RETURNING circle_member_id
)
SELECT mark_due(ARRAY[circle_member_id]) FROM released
