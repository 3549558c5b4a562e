package io.circlesync.queue;

/** A member of this process, at whatever step of their sync. */
public interface Held {

    /** The member, with the lease. */
    DueMember due();
}
