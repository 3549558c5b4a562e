package io.circlesync.sync;

import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which profile a member of Circle is. */
sealed interface Match {

    /** Nobody known: a profile is to be made. */
    record NewPerson() implements Match {}

    /** This profile, linked already or to be linked now. */
    record Known(Profile profile) implements Match {}

    /** Circle knows the member no more; the profile, if there ever was one, keeps its data. */
    record Gone(Optional<Profile> profile) implements Match {}

    /** More than one candidate: nothing may be merged until a person has decided. */
    record Conflict(String reason, List<UUID> profileIds) implements Match {}

    /** Not to be decided yet: Circle is to be asked about another member first, or another sync of this batch to end. */
    record Postponed(Optional<Long> askAbout) implements Match {}
}
