package io.circlesync.management.logs;

import io.circlesync.management.described.Described;
import java.util.Map;

/** What hawtio's page of logs asks for. */
@Described("The last lines of this node's log, for hawtio's page of logs")
public interface LogQuery {

    /** The name of the domain in which hawtio looks for it. */
    String DOMAIN = "hawtio";

    @Described("The last lines, the oldest of them first")
    Map<String, Object> getLogResults(
            @Described(name = "count", value = "How many at most; below zero for all that are kept") int count);

    @Described("The lines after a moment, the oldest of them first")
    Map<String, Object> jsonQueryLogResults(
            @Described(
                            name = "filter",
                            value = "{\"afterTimestamp\":<milliseconds since 1970>,\"count\":<how many at most>}")
                    String filter);
}
