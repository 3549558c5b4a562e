package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;
import java.util.Map;

/** What is amiss with profiles. */
@Described("Gaps: what is amiss with profiles, and known; on all nodes, some seconds old at most")
public interface Gaps {

    @Described("Open gaps of all kinds")
    Long getOpen();

    @Described("Open gaps by their kinds")
    Map<String, Long> getOpenByKind();
}
