-- Whether this process still holds the member whom it is about to change in Circle, and the profile is still theirs.
SELECT EXISTS (
    SELECT FROM member_sync
    WHERE circle_member_id = :#${variable.outcome.fetched.due.memberId}
        AND lease_token = :#${variable.outcome.fetched.due.token})
   AND EXISTS (
    SELECT FROM profile
    WHERE id = :#${variable.outcome.profile.get.id}
        AND circle_member_id = :#${variable.outcome.fetched.due.memberId}) AS held
