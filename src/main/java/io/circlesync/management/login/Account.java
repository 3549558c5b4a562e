package io.circlesync.management.login;

/**
 * A user of the management port.
 *
 * @param password what their password must match
 */
public record Account(Role role, PasswordHash password) {

    @Override
    public String toString() {
        return "Account[" + role + "]";
    }
}
