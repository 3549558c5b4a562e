package io.circlesync.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what may stand where a link is expected. Apps put it into their pages, so nothing may be given to them that a
 * browser runs instead of opening it.
 */
public final class Link {

    /** Browsers skip these before they look for a scheme, at the beginning or anywhere. */
    private static final Pattern SKIPPED = Pattern.compile("^[\\s\\p{Z}\\p{Cntrl}\\p{Cf}]+|[\\p{Cntrl}\\p{Cf}]+");

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern HTTP = Pattern.compile("https?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("[^.]+(\\.[^.]+)+");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}([/?#].*)?", Pattern.DOTALL);
    private static final Pattern BARE_HOST = Pattern.compile(
            "([\\p{L}\\p{M}\\p{N}_-]+\\.)+[\\p{L}\\p{M}\\p{N}-]{2,}(:\\d{1,5})?([/?#].*)?",
            Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

    private Link() {}

    /**
     * Whether a text is harmless as a link: an address of http or https, or one without a scheme. Anything else, such as
     * {@code javascript:} and {@code data:} in whatever spelling a browser understands, is none.
     */
    public static boolean isHarmless(String text) {
        Matcher scheme = SCHEME.matcher(SKIPPED.matcher(text).replaceAll(""));
        return !scheme.matches()
                || HTTP.matcher(scheme.group(1)).matches()
                || HOST.matcher(scheme.group(1)).matches()
                        && PORT.matcher(scheme.group(2)).matches();
    }

    /** What was typed, with the scheme that a bare host lacks; anything else stays as it is. */
    public static String withScheme(String typed) {
        return BARE_HOST.matcher(typed).matches() ? "https://" + typed : typed;
    }
}
