-- Notes of a quarantined event of WorkOS that it was applied in a usable form, which is an event of its own.
UPDATE event
SET disposition = 'ignored', reason = 'It was released in a usable form.'
WHERE id = :#${body.id} AND disposition = 'quarantined'
