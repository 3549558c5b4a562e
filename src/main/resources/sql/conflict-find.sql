-- One conflict: whose, with which member, over which field, and who won with what.
SELECT profile_id, circle_member_id, field, local_value, circle_value, winner FROM conflict WHERE id = CAST(:#id AS bigint)
