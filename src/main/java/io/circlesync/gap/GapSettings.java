package io.circlesync.gap;

import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedFields;
import io.circlesync.profile.TextField;
import io.circlesync.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a profile lacks, and when and how often an open gap is mentioned.
 *
 * @param requiredFields names of the fields that make a profile complete, as they are in the API
 * @param grace how long the first mail about an incomplete profile waits for somebody who is filling it in
 */
public record GapSettings(List<String> requiredFields, Duration reminderInterval, int maxReminders, Duration grace) {

    private static final String REQUIRED = "gaps.required-fields";
    private static final String GRACE = "gaps.grace";

    /**
     * Reads them.
     *
     * @param fields those that this community keeps
     * @param invented whether everybody in it is; in the sandbox nobody wants to wait for a mail
     */
    public static GapSettings read(SettingsReader reader, SyncedFields fields, boolean invented) {
        return new GapSettings(
                requiredFields(reader, fields),
                reader.positiveDuration("gaps.reminder-interval"),
                reader.integer("gaps.max-reminders", 0, 1000),
                reader.text(GRACE)
                        .map(given -> reader.duration(GRACE))
                        .orElse(invented ? Duration.ZERO : Duration.ofHours(1)));
    }

    private static List<String> requiredFields(SettingsReader reader, SyncedFields fields) {
        List<String> known = Stream.concat(
                        TextField.all(fields.all().stream()).stream().map(TextField::jsonName),
                        Stream.of(Profile.THINGS_I_CAN_OFFER))
                .toList();
        List<String> required = reader.words(REQUIRED);
        required.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> reader.wrong(
                        REQUIRED, "names '" + name + "'; expected names out of " + String.join(", ", known)));
        return required;
    }
}
