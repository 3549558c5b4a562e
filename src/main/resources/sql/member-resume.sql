-- Ends the pause of a member, and answers whether there is one.
WITH resumed AS MATERIALIZED (
    SELECT resume_member(CAST(:#memberId AS bigint)) AS known
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(SELECT id FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint)), 'resume', CAST(:#operator AS text))
    FROM resumed
    -- As it was before.
    WHERE known AND is_paused(NULL, CAST(:#memberId AS bigint))
)
SELECT known FROM resumed, (SELECT count(*) FROM noted) AS once_it_is_noted
