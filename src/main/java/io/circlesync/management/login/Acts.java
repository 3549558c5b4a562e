package io.circlesync.management.login;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of who has done what through the management port. */
final class Acts {

    private static final Logger LOG = LoggerFactory.getLogger(Acts.class);

    private Acts() {}

    /** @param what without anybody's personal data */
    static void log(Operator operator, String what) {
        LOG.info("{}: {}", operator.name(), what);
    }
}
