-- Whether it is a person's word that the profile of a member is theirs.
CREATE FUNCTION is_linked_by_person(member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT
        FROM profile AS p,
            LATERAL (SELECT * FROM change WHERE profile_id = p.id OFFSET 0) AS had
        WHERE p.circle_member_id = member
            AND (had.field, had.rule, had.new_value) = ('circleMemberId', 'linked-by-person', CAST(member AS text)))
$$;
