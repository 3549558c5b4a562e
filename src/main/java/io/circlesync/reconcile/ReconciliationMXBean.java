package io.circlesync.reconcile;

/** The last run, as JMX shows it, and a way to begin another one. */
public interface ReconciliationMXBean {

    /** Its id; 0 if there was none. */
    long getRun();

    /** Its state; empty if there was none. */
    String getState();

    /** Pages that are compared. */
    int getPages();

    /** Members that are compared. */
    long getMembers();

    /** Members that Circle counts. */
    long getMembersTotal();

    /**
     * Begins a run.
     *
     * @return its id, or why there is none
     */
    String begin(boolean dryRun);
}
