package io.circlesync.check;

import io.circlesync.management.described.Described;

/** The check of the partners, as JMX shows it. */
@Described("Looks at the settings, the database and the partners, and writes nothing")
public interface Checking {

    /** Asks everybody once. */
    @Described(
            "Asks the database and each partner once, within 30 seconds, and gives a line each: ok, warning or not ok,"
                    + " what it is about, and what to do. It costs two calls to Circle, and sends nothing")
    String[] run();
}
