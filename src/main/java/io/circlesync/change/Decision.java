package io.circlesync.change;

/** What somebody decided, with all that it changes. */
public interface Decision {

    /** All that changes. */
    Change change();
}
