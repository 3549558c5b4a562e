-- Writes what became of an event of WorkOS.
UPDATE event
SET disposition = :#disposition,
    reason = :#reason
WHERE id = :#id
