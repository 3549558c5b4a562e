package io.circlesync.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** What a setting's text is like. */
public final class SettingText {

    /** Blanks of every kind, line ends, and what cannot be seen, such as the mark at the beginning of a file. */
    private static final String INVISIBLE = "[\\s\\p{Z}\\p{Cc}\\p{Cf}]";

    private static final Pattern OUTER_BLANKS = Pattern.compile("^" + INVISIBLE + "+|" + INVISIBLE + "+$");
    private static final Pattern BLANK = Pattern.compile(INVISIBLE);

    private SettingText() {}

    /** The text without what stands around it unseen. */
    static String stripped(String text) {
        return OUTER_BLANKS.matcher(text).replaceAll("");
    }

    /** Whether there is a blank, or anything that cannot be seen. */
    static boolean hasBlank(String text) {
        return BLANK.matcher(text).find();
    }

    /** Whether it is an http or https URL with a host. */
    public static boolean isHttpUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** As it is told, within one line; not for what may be a secret. */
    public static String quoted(String text) {
        return "'" + text.replaceAll("\\p{Cc}+", " ") + "'";
    }
}
