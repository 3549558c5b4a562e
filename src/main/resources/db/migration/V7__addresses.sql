-- The form in which addresses are compared, as io.circlesync.profile.EmailAddress makes it; the next migration fills it in.
-- Whoever writes an address writes both.
ALTER TABLE profile ADD COLUMN email_key text;
COMMENT ON COLUMN profile.email IS 'The address as it is shown; nothing is compared with it.';

-- Whether the address is proven to be the person's: by Circle, by WorkOS, or on the app's word.
ALTER TABLE profile ADD COLUMN email_verified boolean NOT NULL DEFAULT false;
-- Until now every address counted. One that was typed later stays unproven, unless Circle or WorkOS know it, too.
UPDATE profile AS p
SET email_verified = coalesce(p.email IN (p.circle_email, p.workos_email), false)
    OR NOT coalesce((
        SELECT source = 'local' AND rule = 'email-changed'
        FROM change
        WHERE profile_id = p.id AND field = 'email'
        ORDER BY id DESC
        LIMIT 1), false);
COMMENT ON COLUMN profile.workos_email IS 'The address of the account when it was linked, or as WorkOS last verified it.';
UPDATE profile AS p
SET workos_email = coalesce((
    SELECT old_value
    FROM change
    WHERE profile_id = p.id AND field = 'email' AND source = 'local' AND rule = 'email-changed'
    ORDER BY id
    LIMIT 1), p.email)
WHERE workos_user_id IS NOT NULL AND workos_email IS NULL;

-- Members who cannot be told from one of these profiles. Whoever changes what tells people apart marks them due.
CREATE FUNCTION members_in_conflict(profiles uuid[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT DISTINCT circle_member_id
    FROM gap
    WHERE kind = 'identity-conflict' AND resolved_at IS NULL AND subject = 'member:' || circle_member_id
      AND detail -> 'profileIds' ?| CAST(profiles AS text[])
$$;

-- Where an address is looked for in other text: A to Z folded and nothing else, as in an address's key.
CREATE FUNCTION lower_ascii(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(given COLLATE "C") COLLATE "default"
$$;
