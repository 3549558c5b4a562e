package io.circlesync.reconcile;

/** What Circle lists cannot be what is asked for, so nothing may be told from it. */
public final class ListFaultException extends RuntimeException {

    /** @param fault what is wrong, and what was expected; nobody's data */
    ListFaultException(String fault) {
        super(fault);
    }
}
