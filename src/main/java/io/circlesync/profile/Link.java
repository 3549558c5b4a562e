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
    /** A host follows, or what else follows is read beside the page that the link stands in. */
    private static final Pattern AUTHORITY = Pattern.compile("//[^/?#\\\\\\s].*", Pattern.DOTALL);

    /** No address holds one of these as it is (RFC 3986, appendix A); in a page they can end the link and begin something else. */
    private static final Pattern NEVER = Pattern.compile("[\"<>\\\\`\\p{Cntrl}\\p{Cf}]");

    /** A page may be made of it without escaping, and then {@code &colon;} is a colon. */
    private static final Pattern REFERENCE = Pattern.compile("[^/?#]*&.*", Pattern.DOTALL);

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
        if (NEVER.matcher(text.strip()).find()) {
            return false;
        }
        String seen = SKIPPED.matcher(text).replaceAll("");
        Matcher scheme = SCHEME.matcher(seen);
        if (!scheme.matches()) {
            return !REFERENCE.matcher(seen).matches();
        }
        return HTTP.matcher(scheme.group(1)).matches()
                        && AUTHORITY.matcher(scheme.group(2)).matches()
                || HOST.matcher(scheme.group(1)).matches()
                        && PORT.matcher(scheme.group(2)).matches();
    }

    /** What was typed, with the scheme that a bare host lacks; anything else stays as it is. */
    public static String withScheme(String typed) {
        return BARE_HOST.matcher(typed).matches() ? "https://" + typed : typed;
    }
}
