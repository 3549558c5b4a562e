-- Pauses a member, and answers whether there is one.
SELECT pause_member(CAST(:#memberId AS bigint)) AS known
