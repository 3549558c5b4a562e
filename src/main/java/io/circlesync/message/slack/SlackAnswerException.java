package io.circlesync.message.slack;

import java.time.Duration;
import java.util.Optional;

/** Slack, or something in its place, has answered otherwise than with its {@code ok}. */
final class SlackAnswerException extends Exception {

    private final int status;
    private final Optional<String> word;
    private final Optional<Duration> retryAfter;

    /**
     * @param word the answer, if it is one plain word such as {@code no_service}; a page is not repeated
     * @param retryAfter how long Slack asks to wait
     */
    SlackAnswerException(int status, Optional<String> word, Optional<Duration> retryAfter) {
        super(status + word.map(known -> " " + known).orElse(""));
        this.status = status;
        this.word = word;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    Optional<String> word() {
        return word;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
