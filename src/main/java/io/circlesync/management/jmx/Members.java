package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;
import java.util.List;

/** Members and their syncs. */
@Described("Members of Circle and how their syncs stand, on all nodes; some seconds old at most")
public interface Members {

    @Described("Members that are to be synced now and that nobody holds")
    Long getDue();

    @Described("For how many seconds the first of them has been due; 0 while none is")
    Long getOldestDueSeconds();

    @Described("Members that a node works on")
    Long getRunning();

    @Described("Members that wait for another attempt, or are at one")
    Long getRetrying();

    @Described("Members that were given up; retryFailed has them tried again")
    Long getFailed();

    @Described("Members whom a person has paused")
    Long getPaused();

    @Described("Members with edits that wait until Circle lets us write again")
    Long getUnwritten();

    @Described("Why members are tried again or were given up, the commonest reasons first")
    List<String> getTroubles();

    @Described("Syncs one member now, before all others, also one who waits or was given up")
    String sync(@Described(name = "circleMemberId", value = "Circle's id of the member") long circleMemberId);

    @Described("Has members tried again who were given up, a few at a time; answers with the replay")
    String retryFailed(
            @Described(name = "error", value = "Only those whose error holds this text; empty for all") String error,
            @Described(name = "dryRun", value = "Only tell how many they are") boolean dryRun);

    @Described("Leaves one member alone until somebody resumes them: no sync, no push, no mail")
    String pause(@Described(name = "circleMemberId", value = "Circle's id of the member") long circleMemberId);

    @Described("Ends the pause of a member, who is due at once")
    String resume(@Described(name = "circleMemberId", value = "Circle's id of the member") long circleMemberId);

    @Described("Tells what a sync of a member would change now, as JSON; asks Circle once and writes nothing")
    String preview(@Described(name = "circleMemberId", value = "Circle's id of the member") long circleMemberId);
}
