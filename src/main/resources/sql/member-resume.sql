-- Ends the pause of a member, and answers whether there is one.
SELECT resume_member(CAST(:#memberId AS bigint)) AS known
