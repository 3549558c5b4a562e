-- Whom a message is about, as the outbox's payloads have it.
CREATE FUNCTION person_of(p profile) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'profileId', p.id,
        'email', p.email,
        'firstName', p.first_name,
        'name', NULLIF(concat_ws(' ', p.first_name, p.last_name), ''),
        'circleProfileUrl', p.circle_profile_url)
$$;
