package io.circlesync.circle;

import io.circlesync.profile.StorableText;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/**
 * How Circle refused a call.
 *
 * @param words what Circle said, at most {@value #LONGEST} characters of it; it may quote people's data. Empty if nothing
 * @param retryAfter how long it asked to wait
 */
record RefusedCall(int status, String words, Optional<Duration> retryAfter) {

    private static final int LONGEST = 200;

    /** What Circle says where nobody at all would be let through. */
    private static final Pattern ABOUT_THE_ACCOUNT =
            Pattern.compile("\\bAPI token\\b|\\bnot eligible\\b|\\byour plan\\b", Pattern.CASE_INSENSITIVE);

    RefusedCall {
        words = StorableText.of(words.length() > LONGEST ? words.substring(0, LONGEST - 1) + "…" : words);
    }

    /** The same; where it asked for no wait, with one of our own. */
    RefusedCall orAfter(Supplier<Duration> wait) {
        return new RefusedCall(status, words, Optional.of(retryAfter.orElseGet(wait)));
    }

    /** Names the status alone, for it goes to the log. */
    String message() {
        return "Circle answered " + status;
    }

    /** Whether Circle's words are about the token or the plan, and so about nobody. */
    boolean isAboutTheAccount() {
        return ABOUT_THE_ACCOUNT.matcher(words).find();
    }

    /** The status, with the words where they are about nobody, and else with what it is called. */
    String reason() {
        return isAboutTheAccount()
                ? status + " " + words
                : (status + " "
                                + Optional.ofNullable(EnglishReasonPhraseCatalog.INSTANCE.getReason(status, null))
                                        .orElse(""))
                        .strip();
    }
}
