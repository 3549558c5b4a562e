-- Ends the pause of a member, unless it is a dry run, and answers whether there is one.
WITH resumed AS MATERIALIZED (
    SELECT CASE
        WHEN CAST(:#dryRun AS boolean) THEN EXISTS (SELECT FROM member_sync WHERE circle_member_id = CAST(:#memberId AS bigint))
            OR EXISTS (SELECT FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint))
        ELSE resume_member(CAST(:#memberId AS bigint))
    END AS known
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(SELECT id FROM profile WHERE circle_member_id = CAST(:#memberId AS bigint)), 'resume', CAST(:#operator AS text))
    FROM resumed
    -- As it was before.
    WHERE known AND NOT CAST(:#dryRun AS boolean) AND is_paused(NULL, CAST(:#memberId AS bigint))
)
SELECT known FROM resumed, (SELECT count(*) FROM noted) AS once_it_is_noted
