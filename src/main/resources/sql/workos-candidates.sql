-- Locks the profiles that a user of WorkOS may be: by account, by the id that we gave WorkOS, by verified address.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE workos_user_id = :#userId
   OR id = CAST(:#externalId AS uuid)
   OR lower(email) = CAST(:#email AS text)
ORDER BY id
FOR UPDATE
