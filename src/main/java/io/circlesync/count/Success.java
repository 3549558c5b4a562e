package io.circlesync.count;

/** What operators ask for when it went well last. Messages have their time with their channel. */
public enum Success {
    /** An event of Circle was stored. */
    CIRCLE_WEBHOOK("circle-webhook"),
    /** An event of WorkOS was stored, and what it says applied. */
    WORKOS_WEBHOOK("workos-webhook"),
    /** A member was synced. */
    SYNC("sync"),
    /** Circle took what it lacked. */
    PUSH("push");

    private final String columnValue;

    Success(String columnValue) {
        this.columnValue = columnValue;
    }

    /** Its name in the database, in metrics and in JMX. */
    public String columnValue() {
        return columnValue;
    }
}
