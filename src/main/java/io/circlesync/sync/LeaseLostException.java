package io.circlesync.sync;

/** Another worker holds members that this one was still syncing. */
public final class LeaseLostException extends RuntimeException {

    LeaseLostException(long members) {
        super(members + " members are held by another worker by now");
    }
}
