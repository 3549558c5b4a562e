package io.circlesync.count;

import java.util.Locale;

/** What the work on a member that was claimed came to. */
public enum SyncResult {
    /** Something was written here. */
    CHANGED,
    /** Both sides agreed already. */
    UNCHANGED,
    /** Circle was sent what it lacked, and kept it. */
    PUSHED,
    /** Circle was sent what it lacked, and did not keep all of it. */
    PUSH_REJECTED,
    /** Events said only what both sides agree on, such as our own writes; Circle was not asked. */
    ECHO,
    /** It failed and is tried again. */
    RETRIED,
    /** It has to wait until Circle or the database is well again; nothing is wrong with the member. */
    WAITING,
    /** It failed and was given up. */
    FAILED;

    /** As a label has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
