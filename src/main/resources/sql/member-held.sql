-- Whether this process still holds the member whom it is about to change in Circle.
SELECT EXISTS (
    SELECT FROM member_sync
    WHERE circle_member_id = :#${variable.outcome.fetched.due.memberId}
        AND lease_token = :#${variable.outcome.fetched.due.token}) AS held
