-- Whether this process still works on the person whose data it is about to show to Circle: on the member of the profile, or on a search for them.
SELECT EXISTS (
    SELECT FROM profile, member_sync
    WHERE profile.id = :#${body.hold.get.profileId}
        AND member_sync.circle_member_id = profile.circle_member_id
        AND member_sync.lease_token = :#${body.hold.get.leaseToken})
   OR EXISTS (
    SELECT FROM profile_search
    WHERE profile_id = :#${body.hold.get.profileId}
        AND lease_token = :#${body.hold.get.leaseToken}) AS held
