-- Whether nobody is known to have edited anything about a member in Circle since we last wrote there; of the members who are there
-- already, nobody knows.
ALTER TABLE member_sync ADD COLUMN our_time boolean NOT NULL DEFAULT true;
ALTER TABLE member_sync ALTER COLUMN our_time SET DEFAULT false;

-- What was written to members for others: [{"member_id": …, "for_others": …}]; they are locked.
CREATE OR REPLACE FUNCTION note_for_others(notes jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET for_others = note.for_others
    FROM jsonb_to_recordset(notes) AS note (member_id bigint, for_others jsonb)
    WHERE circle_member_id = note.member_id;
END
$$;

-- Whether somebody else may be the person of the member who is linked to a profile.
CREATE FUNCTION is_in_doubt(person uuid, member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
            SELECT
            FROM gap
            WHERE subject = 'member:' || member AND kind = 'identity-conflict' AND resolved_at IS NULL
                AND (detail -> 'profileIds') - CAST(person AS text) <> '[]')
        -- Or somebody else is the profile's person.
        OR EXISTS (SELECT FROM members_in_conflict(ARRAY[person]) AS others (id) WHERE others.id <> member)
$$;

-- Forgets of members who were, or may have been, a person who is erased all but who they are not, and by what to know what was written
-- to them. Whoever syncs them now loses the lease, and cannot bring the person back.
CREATE FUNCTION forget_person(members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET for_others = (SELECT jsonb_object_agg(name, written - 'before') FROM jsonb_each(for_others) AS field (name, written)),
        -- A pause is one as long as both stand.
        lease_token = CASE WHEN due_at = 'infinity' THEN lease_token END,
        due_at = CASE WHEN due_at = 'infinity' THEN due_at END,
        asked_for = false,
        searched_for = NULL,
        attempts = 0,
        error = NULL,
        failed_at = NULL
    WHERE circle_member_id = ANY (members);
END
$$;
