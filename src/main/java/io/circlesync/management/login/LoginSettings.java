package io.circlesync.management.login;

import io.circlesync.settings.SettingsReader;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who may use the management port.
 *
 * @param users by their names; while there are none, everybody who reaches the port may do everything
 * @param secureCookie whether browsers reach the port by TLS only
 * @param behindProxy whether all callers come through a proxy that tells who they are
 */
public record LoginSettings(Map<String, Account> users, boolean secureCookie, boolean behindProxy) {

    private static final String PREFIX = "management.users.";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,39}");

    /** Keeps the users unchangeable. */
    public LoginSettings {
        users = Map.copyOf(users);
    }

    /** Reads the users, {@code management.users.<name> = watch|act <hash>}. */
    public static LoginSettings read(SettingsReader reader, boolean secureCookie, boolean behindProxy) {
        Map<String, Account> users = new TreeMap<>();
        for (String setting : reader.under(PREFIX)) {
            String name = setting.substring(PREFIX.length());
            if (NAME.matcher(name).matches()) {
                account(reader, setting).ifPresent(account -> users.put(name, account));
            } else {
                reader.wrong(setting, "is no name of a user; expected letters, digits, - and _, 40 at most");
            }
        }
        return new LoginSettings(users, secureCookie, behindProxy);
    }

    /** Whether anybody has to show who they are. */
    public boolean required() {
        return !users.isEmpty();
    }

    private static Optional<Account> account(SettingsReader reader, String setting) {
        String expected = "watch or act, a blank, and " + PasswordHash.EXPECTED;
        Optional<String> value = reader.text(setting, expected);
        Optional<Account> account = value.map(text -> text.split("\\s+", 2))
                .filter(parts -> parts.length == 2)
                .flatMap(parts -> role(parts[0])
                        .flatMap(role -> PasswordHash.read(parts[1]).map(hash -> new Account(role, hash))));
        if (value.isPresent() && account.isEmpty()) {
            reader.wrong(setting, "is malformed; expected " + expected);
        }
        return account;
    }

    private static Optional<Role> role(String word) {
        return switch (word) {
            case "watch" -> Optional.of(Role.WATCH);
            case "act" -> Optional.of(Role.ACT);
            default -> Optional.empty();
        };
    }
}
