package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;
import java.util.Map;

/** When things went well last. */
@Described("When things went well last, on all nodes; some seconds old at most")
public interface Successes {

    @Described("The last success by its kind: circle-webhook, workos-webhook, sync, push")
    Map<String, String> getLast();
}
