-- Pauses a member, and answers whether there is one.
WITH paused AS MATERIALIZED (
    SELECT pause_member(CAST(:#memberId AS bigint)) AS known
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(SELECT id FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint)), 'pause', CAST(:#operator AS text))
    FROM paused
    -- As it was before.
    WHERE known AND NOT is_paused(NULL, CAST(:#memberId AS bigint))
)
SELECT known FROM paused, (SELECT count(*) FROM noted) AS once_it_is_noted
