-- Tells a member from somebody who is erased, with what was written to them for that person.
UPDATE member_sync
SET told_apart = array_append(array_remove(told_apart, note.person), note.person),
    for_others = note.for_others
FROM jsonb_to_record(CAST(:#note AS jsonb)) AS note (member_id bigint, person uuid, for_others jsonb)
WHERE circle_member_id = note.member_id
