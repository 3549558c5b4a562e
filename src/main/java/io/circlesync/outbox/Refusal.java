package io.circlesync.outbox;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a partner did not take a message, and whose matter that is: one message is given up, or the whole channel waits.
 *
 * @param error shown to operators: the partner's code and words, nobody's data
 * @param scope what was refused
 * @param permanent whether trying again is useless until somebody has mended something
 * @param retryAfter how long the partner asks to wait at least
 */
public record Refusal(String error, Scope scope, boolean permanent, Optional<Duration> retryAfter) {

    private static final int IN_ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** What was refused. */
    public enum Scope {
        /** This address or this payload; others are taken. */
        MESSAGE,
        /** This message, which may have been taken all the same: the partner has it, and has not said so. */
        DOUBT,
        /** Our account, or all that we send: nothing is wrong with the message. */
        CHANNEL,
        /** The same, at the login: who knocks often with a wrong password is locked out. */
        LOGIN
    }

    /** This message is never taken. */
    public static Refusal ofMessage(String error) {
        return new Refusal(error, Scope.MESSAGE, true, Optional.empty());
    }

    /** This message may be taken another time. */
    public static Refusal ofMessageForNow(String error) {
        return new Refusal(error, Scope.MESSAGE, false, Optional.empty());
    }

    /** The partner has this message, and has not said whether it takes it. */
    public static Refusal inDoubt(String error) {
        return new Refusal(error, Scope.DOUBT, false, Optional.empty());
    }

    /** No message is taken before somebody has mended the account. */
    public static Refusal ofAccount(String error) {
        return new Refusal(error, Scope.CHANNEL, true, Optional.empty());
    }

    /** Our login is refused, before any message is looked at. */
    public static Refusal ofLogin(String error) {
        return new Refusal(error, Scope.LOGIN, true, Optional.empty());
    }

    /** The partner cannot be reached, or is too busy; that passes. */
    public static Refusal unreached(String error) {
        return new Refusal(error, Scope.CHANNEL, false, Optional.empty());
    }

    /**
     * What a status of HTTP says where the partner has no better word: 400, 413 and 422 are about what was sent, 408, 429
     * and 5xx pass, and all others are about the account.
     */
    public static Refusal ofHttp(int status, String error) {
        if (status == 408 || status == 429 || status >= 500) {
            return unreached(error);
        }
        return status == 400 || status == 413 || status == 422 ? ofMessage(error) : ofAccount(error);
    }

    /** The same with the partner's wish to be left in peace. */
    public Refusal retryAfter(Optional<Duration> wish) {
        return new Refusal(error, scope, permanent, wish);
    }

    /**
     * The same without what the partner repeats of those whom the message is about.
     *
     * @param handles texts by which they may be told; those of one or two characters would be found in any sentence
     */
    Refusal without(Stream<String> handles) {
        String any = handles.map(String::strip)
                .filter(handle -> handle.length() > 2)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return any.isEmpty()
                ? this
                : new Refusal(
                        Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + any + ")(?![\\p{L}\\p{N}])", IN_ANY_CASE)
                                .matcher(error)
                                .replaceAll("[withheld]"),
                        scope,
                        permanent,
                        retryAfter);
    }

    /** The same, once it is known that others are taken. */
    Refusal ofThisMessage() {
        return new Refusal(error, Scope.MESSAGE, permanent, retryAfter);
    }
}
