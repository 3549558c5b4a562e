package io.circlesync.circle;

import io.circlesync.profile.StorableText;
import java.time.Duration;
import java.util.Optional;

/**
 * How Circle refused a call.
 *
 * @param words what Circle said, at most {@value #LONGEST} characters of it; it may quote people's data. Empty if nothing
 * @param retryAfter how long it asked to wait
 */
record Refusal(int status, String words, Optional<Duration> retryAfter) {

    private static final int LONGEST = 200;

    Refusal {
        words = StorableText.of(words.length() > LONGEST ? words.substring(0, LONGEST - 1) + "…" : words);
    }

    /** Names the status alone, for it goes to the log. */
    String message() {
        return "Circle answered " + status;
    }
}
