-- Notes that a person has let the other side win, as of when they first did.
UPDATE conflict SET flipped_at = COALESCE(flipped_at, now()) WHERE id = CAST(:#id AS bigint)
