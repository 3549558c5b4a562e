-- Searches again later.
UPDATE profile_search
SET lease_token = NULL,
    attempts = :#attempts,
    due_at = now() + :#delayMillis * interval '1 millisecond'
WHERE profile_id = :#profile_id AND lease_token = :#lease_token
