package io.circlesync.circle;

import java.util.UUID;

/**
 * By what right a call shows somebody's data to Circle: this process works on them, under a lease. It ends when another
 * process takes over, and when the person is erased.
 *
 * @param profileId whose data they are
 * @param leaseToken of the member, or of the search for the profile's member
 */
public record Hold(UUID profileId, UUID leaseToken) {}
