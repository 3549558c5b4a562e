-- Gives a held member back after a failure, and opens a gap with its alerts where a person has to know.
WITH document AS MATERIALIZED (
    SELECT CAST(# AS jsonb) AS d
), patience AS MATERIALIZED (
    -- Whoever gives a member back has others to work on; who cannot give it back loses it at the end of the lease.
    SELECT set_config('lock_timeout', '250ms', true) FROM document
), locked AS MATERIALIZED (
    -- A gap points to the profile. Profiles are locked before members everywhere, so that two writers never wait for each
    -- other.
    SELECT id
    FROM profile
    WHERE circle_member_id = (
        SELECT CAST(d -> 'own' ->> 'member_id' AS bigint) FROM document, patience WHERE d -> 'opened' <> '[]')
    FOR KEY SHARE
), circle AS MATERIALIZED (
    -- Whoever finds out that Circle is away lets all begin a new count: either before this is written, or after it.
    SELECT state FROM partner WHERE name = 'circle' FOR SHARE
), given_back AS (
    UPDATE member_sync AS m
    SET lease_token = NULL,
        attempts = CASE
            -- What came in during the attempt begins a new count.
            WHEN m.generation > r.generation THEN 0
            -- Nobody can tell how many of them were the member's own.
            WHEN circle.state <> 'closed' THEN 0
            ELSE r.attempts
        END,
        error = r.error,
        failed_at = CASE WHEN r.failed AND m.generation = r.generation THEN now() END,
        -- What a person asked for is still to come, unless it is given up.
        asked_for = m.asked_for AND NOT (r.failed AND m.generation = r.generation),
        due_at = CASE
            -- Before all that wait, as it was, and who came since it was claimed.
            WHEN r.keeps_place THEN LEAST((SELECT min(due_at) FROM member_sync), r.claimed_at)
            -- Where only writing has to wait, what came in does not.
            WHEN r.error IS NULL AND m.generation > r.generation THEN now()
            WHEN NOT r.failed OR m.generation > r.generation THEN now() + r.delay_millis * interval '1 millisecond'
        END
    FROM (SELECT count(*) FROM locked) AS once_it_is_locked, (SELECT count(*) FROM patience) AS once_it_is_set,
        circle, document, jsonb_to_record(d -> 'own') AS r (
        member_id bigint, token uuid, generation bigint, attempts integer, error text, failed boolean,
        keeps_place boolean, claimed_at timestamptz, delay_millis bigint)
    WHERE m.circle_member_id = r.member_id AND m.lease_token = r.token
    RETURNING r.failed AND m.failed_at IS NULL AS goes_on
)
-- Nobody hears that a member is given up who is not.
SELECT open_gaps(d) FROM given_back, document WHERE NOT given_back.goes_on
