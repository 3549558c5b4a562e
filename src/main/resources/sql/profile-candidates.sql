-- Locks the profiles that a call or an event may be about, and tells by which key each is found; what is not looked for is null.
SELECT to_jsonb(profile)::text AS profile,
       id = CAST(:#id AS uuid) AS by_id,
       workos_user_id = CAST(:#userId AS text) AS by_account,
       circle_account = CAST(:#userId AS text) AND workos_user_id IS NULL AS by_circle_account,
       email_key = CAST(:#email AS text) AS by_email,
       referral_code = CAST(:#referralCode AS text) AS by_referral_code,
       is_address_in_doubt(circle_member_id) AS address_in_doubt
FROM profile
-- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
WHERE id = ANY (ARRAY(
        SELECT id
        FROM profile
        WHERE id = CAST(:#id AS uuid)
           OR workos_user_id = CAST(:#userId AS text)
           OR circle_account = CAST(:#userId AS text)
           OR email_key = CAST(:#email AS text)
           OR referral_code = CAST(:#referralCode AS text)))
  -- Still, once it is locked.
  AND (id = CAST(:#id AS uuid)
    OR workos_user_id = CAST(:#userId AS text)
    OR circle_account = CAST(:#userId AS text)
    OR email_key = CAST(:#email AS text)
    OR referral_code = CAST(:#referralCode AS text))
ORDER BY id
FOR UPDATE
