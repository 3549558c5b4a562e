-- Searches again later, or ends a search that failed for good; then a gap is opened with its alerts, unless the profile has been linked in another way.
WITH document AS MATERIALIZED (
    SELECT CAST(# AS jsonb) AS d
), search AS MATERIALIZED (
    SELECT r.*
    FROM document, jsonb_to_record(d -> 'own') AS r (
        profile_id uuid, lease_token uuid, attempts integer, failed boolean, delay_millis bigint)
), locked AS MATERIALIZED (
    -- A gap points to the profile. Profiles are locked before searches everywhere, so that two writers never wait for each
    -- other.
    SELECT id, circle_member_id
    FROM profile
    WHERE id = (SELECT profile_id FROM search)
    FOR KEY SHARE
), later AS (
    UPDATE profile_search AS s
    SET lease_token = NULL,
        attempts = search.attempts,
        due_at = now() + search.delay_millis * interval '1 millisecond'
    FROM (SELECT count(*) FROM locked) AS once_it_is_locked, search
    WHERE s.profile_id = search.profile_id AND s.lease_token = search.lease_token AND NOT search.failed
), ended AS (
    DELETE FROM profile_search AS s
    USING (SELECT count(*) FROM locked) AS once_it_is_locked, search
    WHERE s.profile_id = search.profile_id AND s.lease_token = search.lease_token AND search.failed
    RETURNING s.profile_id
)
SELECT open_gaps(d)
FROM ended, locked, document
WHERE locked.circle_member_id IS NULL
