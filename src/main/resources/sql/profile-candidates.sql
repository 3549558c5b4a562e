-- Locks the profiles that a call, an event or lines of an import may be about, and tells for each line by which key each is found; what is not looked for is null.
WITH wanted AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_recordset(CAST(:#wanted AS jsonb)) AS w (
        line integer, id uuid, "userId" text, email text, "referralCode" text)
), locked AS MATERIALIZED (
    -- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
    SELECT *
    FROM profile
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM profile
        WHERE id = ANY (ARRAY(SELECT id FROM wanted WHERE id IS NOT NULL))
           OR workos_user_id = ANY (ARRAY(SELECT "userId" FROM wanted WHERE "userId" IS NOT NULL))
           OR circle_account = ANY (ARRAY(SELECT "userId" FROM wanted WHERE "userId" IS NOT NULL))
           OR email_key = ANY (ARRAY(SELECT email FROM wanted WHERE email IS NOT NULL))
           OR referral_code = ANY (ARRAY(SELECT "referralCode" FROM wanted WHERE "referralCode" IS NOT NULL))))
    ORDER BY id
    FOR UPDATE
)
-- Still, now that they are locked.
SELECT wanted.line,
       to_jsonb(locked)::text AS profile,
       locked.id = wanted.id AS by_id,
       locked.workos_user_id = wanted."userId" AS by_account,
       locked.circle_account = wanted."userId" AND locked.workos_user_id IS NULL AS by_circle_account,
       locked.email_key = wanted.email AS by_email,
       locked.referral_code = wanted."referralCode" AS by_referral_code,
       is_address_in_doubt(locked.circle_member_id) AS address_in_doubt,
       -- Looked for where the app alone names the profile, by its id, and the member who is linked to it says nothing.
       CASE
           WHEN locked.id = wanted.id AND wanted."userId" IS NOT NULL AND locked.workos_user_id IS NULL
               AND locked.circle_account IS DISTINCT FROM wanted."userId"
           THEN EXISTS (
               SELECT
               FROM (SELECT * FROM change WHERE profile_id = locked.id OFFSET 0) AS had
               WHERE (had.field, had.rule, had.old_value) = ('workosUserId', 'linked-by-person', wanted."userId"))
           ELSE false
       END AS account_taken_away
FROM wanted
    JOIN locked
        ON locked.id = wanted.id
        OR locked.workos_user_id = wanted."userId"
        OR locked.circle_account = wanted."userId"
        OR locked.email_key = wanted.email
        OR locked.referral_code = wanted."referralCode"
ORDER BY wanted.line, locked.id
