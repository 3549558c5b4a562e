package io.circlesync.message;

import io.circlesync.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How messages are worded.
 *
 * @param folder whose files take the place of the built-in words
 */
public record MessageSettings(Optional<Path> folder) {

    /** Reads them. */
    public static MessageSettings read(SettingsReader reader) {
        return new MessageSettings(reader.text("messages.folder", "a folder with files such as slack/member-left.ftl")
                .map(Path::of));
    }
}
