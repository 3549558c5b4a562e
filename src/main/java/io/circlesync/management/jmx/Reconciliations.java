package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;

/** Comparisons of all members with all profiles. */
@Described("Reconciliation: the run that is open, else the last one; for all nodes, some seconds old at most")
public interface Reconciliations {

    @Described("The run's id; 0 if there was none")
    long getRun();

    @Described("planned, running, waiting (for a person), done, cancelled or failed; empty if there was none")
    String getState();

    @Described("What it does, or did last")
    String getStep();

    @Described("Whether it writes nothing")
    boolean isDryRun();

    @Described("Pages of Circle's list that are compared")
    int getPages();

    @Described("Members that are compared")
    long getMembers();

    @Described("Members that Circle counts; 0 while that is not known")
    long getMembersTotal();

    @Described("What a person is to decide about: thresholds with their figures and limits, as JSON")
    String getWaitingFor();

    @Described("Why it has failed")
    String getReason();

    @Described("When it began")
    String getStartedAt();

    @Described("When it ended")
    String getEndedAt();

    @Described("When a run has last come to its end, neither cancelled nor failed")
    String getLastDoneAt();

    @Described("Begins a run; answers with its id")
    String begin(@Described(name = "dryRun", value = "Write nothing, only find") boolean dryRun);

    @Described("Lets a run go on that waits for a person; answers with the run")
    String proceed(
            @Described(name = "run", value = "The run's id") long run,
            @Described(name = "without", value = "Kinds of findings to leave out, with commas; empty for none")
                    String without);

    @Described("Ends a run at once; answers with the run")
    String cancel(@Described(name = "run", value = "The run's id") long run);

    @Described("Writes what a dry run has found and is still so; answers with the run")
    String apply(@Described(name = "run", value = "The run's id") long run);
}
