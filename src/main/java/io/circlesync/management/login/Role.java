package io.circlesync.management.login;

/** What somebody at the management port may do. */
public enum Role {
    /** See everything that is shown there. */
    WATCH,
    /** Stop, start and change things, too. */
    ACT
}
