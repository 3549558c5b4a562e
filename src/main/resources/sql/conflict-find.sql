-- One conflict: whose, over which field, and who won with what.
SELECT profile_id, field, local_value, circle_value, winner FROM conflict WHERE id = CAST(:#id AS bigint)
