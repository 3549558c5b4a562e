package io.circlesync.circle;

import io.circlesync.profile.SyncedFields;
import io.circlesync.settings.SettingsReader;
import java.util.Optional;

/**
 * How Circle is called.
 *
 * @param account empty when a stand-in takes its place
 * @param requestsPerMinute the budget of calls, to the stand-in, too
 * @param monthlyQuota the same for a month (UTC)
 * @param fields those that are kept in step, with their keys in this community
 */
public record CircleSettings(
        Optional<CircleAccount> account, int requestsPerMinute, int monthlyQuota, SyncedFields fields) {

    /** Reads them. */
    public static CircleSettings read(SettingsReader reader) {
        Optional<CircleAccount> account = CircleAccount.read(reader);
        return new CircleSettings(
                account,
                reader.integer("circle.requests-per-minute", 1, 6_000_000),
                reader.integer("circle.monthly-quota", 1, 1_000_000_000),
                FieldKeys.read(reader, account.isEmpty()));
    }
}
