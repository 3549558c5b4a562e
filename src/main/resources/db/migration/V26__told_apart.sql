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

-- Forgets what had stood in Circle before something was written there for others: it is the text of somebody who is erased.
CREATE FUNCTION forget_before(members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_sync
    SET for_others = (SELECT jsonb_object_agg(name, written || '{"before": ""}') FROM jsonb_each(for_others) AS field (name, written))
    WHERE circle_member_id = ANY (members);
END
$$;
