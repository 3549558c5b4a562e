-- Where somebody stands in Circle: invited, as long as they have not come; and the account there that signs them in.
ALTER TABLE profile ADD COLUMN invited boolean NOT NULL DEFAULT false;
ALTER TABLE profile ADD COLUMN circle_account text;
COMMENT ON COLUMN profile.circle_account IS 'The WorkOS account that Circle names; whether it is known here says workos_user_id.';
CREATE INDEX profile_circle_account ON profile (circle_account);

-- What was taken for a link from Circle, and is none: neither of http or https, nor without a scheme, nor a host with a port.
CREATE FUNCTION pg_temp.harmless(link text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT seen !~ '^[A-Za-z][A-Za-z0-9+.-]*:'
        OR seen ~* '^https?:'
        OR seen ~ '^[^.:/?#]+(\.[^.:/?#]+)+:[0-9]{1,5}([/?#]|$)'
    FROM regexp_replace(
        link,
        '^[[:space:][:cntrl:]\u00A0\u00AD\u200B-\u200F\u2060\uFEFF]+|[[:cntrl:]\u00AD\u200B-\u200F\u2060\uFEFF]+',
        '',
        'g') AS seen
$$;
UPDATE profile SET website = NULL WHERE NOT pg_temp.harmless(website);
UPDATE profile SET instagram_url = NULL WHERE NOT pg_temp.harmless(instagram_url);
UPDATE profile SET linkedin_url = NULL WHERE NOT pg_temp.harmless(linkedin_url);
