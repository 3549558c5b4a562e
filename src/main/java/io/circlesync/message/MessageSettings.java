package io.circlesync.message;

import io.circlesync.settings.SettingText;
import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How messages are worded.
 *
 * @param folder whose files take the place of the built-in words
 * @param reportUrl where the team reads what a run has found; {@code {run}} is filled in
 */
public record MessageSettings(Optional<Path> folder, Optional<String> reportUrl) {

    /** What stands for a run in the link to its report. */
    static final String RUN = "{run}";

    private static final String REPORT = "links.report-url";
    private static final String EXPECTED = "an http or https URL, with {run} where the run's number is to be filled in";

    /**
     * Reads them.
     *
     * @param isReal whether the team's messages go out; a page of this machine will do where they do not
     * @param publicUrl where this service is reached from its own machine
     */
    public static MessageSettings read(SettingsReader reader, boolean isReal, URI publicUrl) {
        return new MessageSettings(
                reader.text("messages.folder", "a folder with files such as slack/member-left.ftl")
                        .map(Path::of),
                report(reader)
                        .or(() -> Optional.of(publicUrl + "/api/reconciliations/" + RUN + "/report")
                                .filter(local -> !isReal)));
    }

    private static Optional<String> report(SettingsReader reader) {
        Optional<String> given = reader.text(REPORT, EXPECTED);
        given.filter(url -> !url.contains(RUN) || !SettingText.isHttpUrl(url.replace(RUN, "1")))
                .ifPresent(url -> reader.wrong(REPORT, url, EXPECTED));
        return given;
    }
}
