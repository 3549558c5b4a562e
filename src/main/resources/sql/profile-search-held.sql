-- Whether this process still searches for the member of a profile, which may have been erased meanwhile.
SELECT EXISTS (
    SELECT FROM profile_search
    WHERE profile_id = :#${variable.claimed[profile_id]}
        AND lease_token = :#${variable.claimed[lease_token]}) AS held
