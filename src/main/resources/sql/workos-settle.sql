-- Writes what became of an event of WorkOS, and the address under which it knows the profile's account.
WITH address AS (
    UPDATE profile
    SET workos_email = :#email
    WHERE id = CAST(:#profileId AS uuid)
)
UPDATE event
SET disposition = :#disposition,
    reason = :#reason
WHERE id = :#id
