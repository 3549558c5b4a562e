-- Notes that a person has let the other side win.
UPDATE conflict SET flipped_at = now() WHERE id = CAST(:#id AS bigint)
