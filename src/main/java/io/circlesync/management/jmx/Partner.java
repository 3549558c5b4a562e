package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;

/** One partner. */
@Described("A partner: Circle, or a channel of messages; for all nodes, some seconds old at most")
public interface Partner {

    @Described("closed while calls flow, open while none is made, probing while one asks whether it is well again")
    String getState();

    @Described("Since when it is in this state")
    String getSince();

    @Described("Why it is not closed: the partner's own status and words")
    String getReason();

    @Described("When it is asked next whether it is well; none where that is up to a person")
    String getNextProbeAt();

    @Described("Calls in the minute by the clock")
    Integer getCallsThisMinute();

    @Described("Calls in this month (UTC)")
    Integer getCallsThisMonth();

    @Described("Calls in any minute, at most")
    Long getBudgetPerMinute();

    @Described("Calls in a month, at most; none where there is no such limit")
    Integer getMonthlyQuota();

    @Described("How much of these is used up, in percent: 100 where what is left is too little for a member")
    Integer getUsedPercent();

    @Described("Stops the calls to it until a person closes it again; what waits keeps its place")
    String open();

    @Described("Lets the calls to it go on, now")
    String close();
}
