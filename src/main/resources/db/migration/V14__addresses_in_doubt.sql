-- Whether a profile's address may be somebody else's by now: its member has another one in Circle, or cannot be told from
-- another for another reason, and a person has yet to decide.
CREATE FUNCTION is_address_in_doubt(member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT
        FROM gap
        WHERE kind = 'identity-conflict' AND resolved_at IS NULL
          AND circle_member_id = member AND subject = 'member:' || member)
$$;
