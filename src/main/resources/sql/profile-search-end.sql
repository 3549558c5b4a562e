-- Ends the search for a profile's member; one that is about to end by itself is waited for.
DELETE FROM profile_search WHERE profile_id = CAST(:#id AS uuid)
