-- Locks the profiles that a call or an event may be about: by id, by account, by e-mail, by referral code.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE id = CAST(:#id AS uuid)
   OR workos_user_id = CAST(:#userId AS text)
   OR lower(email) = CAST(:#email AS text)
   OR referral_code = CAST(:#referralCode AS text)
ORDER BY id
FOR UPDATE
