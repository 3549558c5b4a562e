package io.circlesync.slack;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Makes text that members typed safe in Slack's mrkdwn: no mention, link or flood comes out of it. */
final class SlackText {

    private static final int LONGEST_LINK = 300;

    private SlackText() {}

    /**
     * Words of a partner or of this service on one line, escaped (Slack's rule: {@code &}, {@code <} and {@code >}), shortened to at most
     * {@code max} characters before escaping.
     */
    static String safe(String text, int max) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return escape(shorten(line, max));
    }

    /** A name that {@link io.circlesync.gap.Person#alertName} has made fit to be shown, escaped. */
    static String name(String shown) {
        return escape(shown);
    }

    /** A link where the target is a web address, else the plain label. */
    static String link(Optional<String> target, String safeLabel) {
        return target.filter(SlackText::isWebAddress)
                .map(SlackText::escape)
                .filter(url -> url.length() <= LONGEST_LINK)
                .map(url -> "<" + url + "|" + safeLabel.replace('|', '/') + ">")
                .orElse(safeLabel);
    }

    private static String shorten(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
