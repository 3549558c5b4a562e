package io.circlesync.count;

import java.util.Locale;

/** What the work on a member that was claimed came to. */
public enum SyncResult {
    /** Something was written here. */
    CHANGED("member-sync"),
    /** Both sides agreed already. */
    UNCHANGED("member-sync"),
    /** Circle was sent what it lacked, and kept it. */
    PUSHED("member-push"),
    /** Circle was sent what it lacked, and did not keep all of it. */
    PUSH_REJECTED("member-push"),
    /** Events said only what both sides agree on, such as our own writes; Circle was not asked. */
    ECHO("member-echo"),
    /** It failed and is tried again. */
    RETRIED("member-retry"),
    /** It has to wait until Circle or the database is well again; nothing is wrong with the member. */
    WAITING("member-retry"),
    /** It failed and was given up. */
    FAILED("member-retry");

    private final String route;

    SyncResult(String route) {
        this.route = route;
    }

    /** The route in which it is found out. */
    String route() {
        return route;
    }

    /** As a label has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
