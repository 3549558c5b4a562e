package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * For which versions of a thing a call is meant (RFC 9110, sections 13.1.1 and 13.1.2).
 *
 * @param ifMatch the versions that will do; every one will where nothing was said
 * @param ifNoneMatch the versions that the caller has, or does not want to meet
 */
public record Preconditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {

    /**
     * Reads a request's headers.
     *
     * @throws HttpProblem 400 if one of them is malformed
     */
    static Preconditions read(MultiMap headers) {
        return new Preconditions(tags(headers, "If-Match"), tags(headers, "If-None-Match"));
    }

    /** Whether the caller may change this version. */
    boolean acceptChangeOf(String tag) {
        return ifMatch.map(tags -> tags.hasStrong(tag)).orElse(true)
                && !ifNoneMatch.map(tags -> tags.has(tag)).orElse(false);
    }

    /** Whether the caller has this version already. */
    boolean knows(String tag) {
        return ifNoneMatch.map(tags -> tags.has(tag)).orElse(false);
    }

    private static Optional<EntityTags> tags(MultiMap headers, String name) {
        return EntityTags.read(name, headers.getAll(name));
    }
}
