package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;

/** Decides by a request's head whether its body may be read; the beans of this type are asked before their routes. */
public interface CallerCheck {

    /** The path that is watched over, as the HTTP server's routes have it: {@code /api/*} is all below {@code /api}. */
    String path();

    /**
     * Lets a request pass or not.
     *
     * @return whether the caller has shown that they are one of ours; where only the body can tell, they have not
     * @throws HttpProblem why the request is refused
     */
    boolean isKnown(HttpServerRequest request);

    /**
     * Whether a form is refused also where it has no body. Where calls need none, some clients say it of each; where one
     * without a body means something, whoever sends forms is to learn that they are not read.
     */
    default boolean refusesEmptyForms() {
        return false;
    }

    /** Hears what a request was answered with, also one that it has refused. */
    default void answered(HttpServerRequest request, int status) {}
}
