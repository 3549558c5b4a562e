-- Whether it is a person's word that the profile of a member is theirs, and not only that somebody who had left has come back as them.
CREATE FUNCTION is_linked_by_person(member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT
        FROM profile AS p,
            LATERAL (SELECT * FROM change WHERE profile_id = p.id OFFSET 0) AS had
        WHERE p.circle_member_id = member
            AND (had.field, had.rule, had.new_value) = ('circleMemberId', 'linked-by-person', CAST(member AS text))
            AND NOT EXISTS (
                SELECT
                FROM (SELECT * FROM change WHERE profile_id = p.id OFFSET 0) AS back
                WHERE (back.field, back.rule, back.changed_at) = ('leftAt', 'linked-by-person', had.changed_at)))
$$;
