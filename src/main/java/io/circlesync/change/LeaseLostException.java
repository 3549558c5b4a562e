package io.circlesync.change;

/** Another worker holds members that this one was still syncing. */
public final class LeaseLostException extends RuntimeException {

    /** @param members how many they are */
    public LeaseLostException(long members) {
        super(members + " members are held by another worker by now");
    }
}
