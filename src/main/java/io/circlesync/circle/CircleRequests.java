package io.circlesync.circle;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;

/** Words requests to Circle's Admin API. The token is kept here and out of the routes, so that no route dump shows it. */
public final class CircleRequests {

    private final String token;
    private final CircleWriter writer;
    private final CircleBreaker breaker;

    public CircleRequests(String token, CircleWriter writer, CircleBreaker breaker) {
        this.token = token;
        this.writer = writer;
        this.breaker = breaker;
    }

    /**
     * Asks for a member.
     *
     * @throws IllegalArgumentException for an id that is not above zero: without an id the path is a successful list call
     */
    public CircleRequest member(long memberId) {
        return new CircleRequest(
                HttpMethods.GET, path(memberId), memberId, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Asks whether Circle is well. */
    public CircleRequest community() {
        return CircleRequest.probe();
    }

    /** Asks for somebody of whom Circle has told before, to find out whether it tells of members. */
    public CircleRequest witness(long memberId) {
        return CircleRequest.probe(path(memberId), memberId);
    }

    /** Asks which profile fields the community has, as many as fit on a page. */
    public CircleRequest profileFields() {
        return CircleRequest.profileFields();
    }

    /** Asks for a page of the list of all members, from 1 on. */
    public CircleRequest list(int page) {
        return CircleRequest.list(page);
    }

    /** Looks for the member with an address. */
    public CircleRequest search(MemberSearch search) {
        return new CircleRequest(
                HttpMethods.GET,
                "/community_members/search",
                CircleAccess.NOBODY,
                Optional.of(search.email()),
                Optional.empty(),
                Optional.of(search.hold()));
    }

    /** Writes to a member what Circle lacks, and nothing else. */
    public CircleRequest update(CircleUpdate update) {
        return new CircleRequest(
                HttpMethods.PUT,
                path(update.memberId()),
                update.memberId(),
                Optional.empty(),
                Optional.of(writer.body(update)),
                Optional.of(update.hold()));
    }

    /** Whether a request shows Circle somebody's data, for which there must be a right when it is sent. */
    public boolean showsSomebody(CircleRequest request) {
        return request.hold().isPresent();
    }

    /**
     * Makes the message that is sent out of a request; nothing else that it held goes to Circle.
     *
     * @throws CircleException if Circle is not called at the moment
     */
    public void dress(CircleRequest request, Exchange exchange) {
        breaker.enter(request);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_PATH, request.path());
        message.setHeader("Authorization", "Bearer " + token);
        request.email()
                .ifPresent(email -> message.setHeader(
                        Exchange.HTTP_QUERY, "email=" + URLEncoder.encode(email, StandardCharsets.UTF_8)));
        request.body().ifPresent(body -> message.setHeader(Exchange.CONTENT_TYPE, "application/json"));
        message.setBody(request.body().orElse(""));
    }

    private static String path(long memberId) {
        if (memberId <= 0) {
            throw new IllegalArgumentException("Member id " + memberId + "; expected one above zero");
        }
        return "/community_members/" + memberId;
    }

    @Override
    public String toString() {
        return "CircleRequests[token hidden]";
    }
}
