-- Whom a message is about, as the outbox's payloads have it. Whoever owns an address that somebody else may have typed is not
-- greeted with the name that was typed beside it.
CREATE OR REPLACE FUNCTION person_of(p profile) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'profileId', p.id,
        'email', p.email,
        'firstName', CASE WHEN p.email_verified THEN p.first_name END,
        'name', NULLIF(concat_ws(' ', p.first_name, p.last_name), ''),
        'circleProfileUrl', p.circle_profile_url)
$$;
