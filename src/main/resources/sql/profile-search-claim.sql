-- Takes profiles whose member is to be looked for in Circle, under a lease.
UPDATE profile_search AS s
SET lease_token = gen_random_uuid(),
    due_at = now() + interval '1 minute'
FROM (
    SELECT profile_id
    FROM profile_search
    WHERE due_at <= now()
    ORDER BY due_at
    LIMIT 8
    FOR UPDATE SKIP LOCKED
) AS due
WHERE s.profile_id = due.profile_id
RETURNING s.profile_id, s.lease_token, s.attempts,
    (SELECT p.email FROM profile AS p WHERE p.id = s.profile_id) AS email
