-- Gives back a member whose work was stopped although nobody else has taken them: they were linked to another profile in the middle of it.
UPDATE member_sync
SET due_at = now() + interval '1 second', lease_token = NULL
WHERE circle_member_id = :#${body.due.memberId} AND lease_token = :#${body.due.token}
