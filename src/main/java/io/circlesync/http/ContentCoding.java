package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Undoes the content coding of a request's body (RFC 9110, section 8.4). It is not left to the server, because a signature
 * may be on the bytes as they came.
 */
public final class ContentCoding {

    private static final String DEFLATE = "deflate";
    private static final Set<String> KNOWN = Set.of("gzip", "x-gzip", DEFLATE);
    private static final String ACCEPTED = "gzip, deflate";

    private final int largestBody;

    /** @param largestBody bytes that a body may have, before and after its coding is undone */
    public ContentCoding(int largestBody) {
        this.largestBody = largestBody;
    }

    /** The body as it was before it was coded; throws as {@link #decode(HttpServerRequest, byte[])}. */
    public void decodeBody(Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        message.setBody(decode(message.getRequest(), message.getBody(byte[].class)));
    }

    /**
     * The body as it was before it was coded.
     *
     * @param body as it came; null and an empty one stay what they are
     * @throws HttpProblem 415 for a coding that is not known here, 413 if the body becomes too large, 400 if it is not in
     *     the coding that was named
     */
    public byte[] decode(HttpServerRequest request, byte[] body) {
        List<String> codings = codings(request);
        if (codings.isEmpty() || body == null || body.length == 0) {
            return body;
        }
        refuseUnknown(request);
        try (InputStream decoded = decoder(codings.get(0), new ByteArrayInputStream(body))) {
            byte[] bytes = decoded.readNBytes(largestBody + 1);
            if (bytes.length > largestBody) {
                throw HttpProblem.contentTooLarge(largestBody);
            }
            return bytes;
        } catch (IOException e) {
            throw wronglyCoded(codings.get(0));
        }
    }

    /**
     * A body as it was before it was coded, while it comes. How much comes is the reader's to bound.
     *
     * @throws HttpProblem 415 for a coding that is not known here, 400 if it does not begin in the coding that was named
     */
    public InputStream decoding(HttpServerRequest request, InputStream body) {
        List<String> codings = codings(request);
        if (codings.isEmpty()) {
            return body;
        }
        refuseUnknown(request);
        try {
            return decoder(codings.get(0), new BufferedInputStream(body));
        } catch (IOException e) {
            throw wronglyCoded(codings.get(0));
        }
    }

    /**
     * Lets pass what can be decoded.
     *
     * @throws HttpProblem 415 for a coding that is not known here, and for several
     */
    static void refuseUnknown(HttpServerRequest request) {
        List<String> codings = codings(request);
        if (codings.size() > 1 || !KNOWN.containsAll(codings)) {
            throw HttpProblem.unsupportedCoding(
                    "The body's Content-Encoding cannot be undone here; expected gzip, deflate or none.", ACCEPTED);
        }
    }

    private static HttpProblem wronglyCoded(String coding) {
        return HttpProblem.badRequest("The body is not what Content-Encoding says; expected " + coding + ".");
    }

    private static InputStream decoder(String coding, InputStream body) throws IOException {
        return coding.equals(DEFLATE)
                ? new InflaterInputStream(body, new Inflater(!isZlib(body)))
                : new GZIPInputStream(body);
    }

    /** Many call "deflate" what lacks the frame of RFC 1950, whose first two bytes are known. */
    private static boolean isZlib(InputStream body) throws IOException {
        body.mark(2);
        int method = body.read();
        int flags = body.read();
        body.reset();
        return (method & 0x0F) == 8 && (method * 256 + flags) % 31 == 0;
    }

    private static List<String> codings(HttpServerRequest request) {
        return request.headers().getAll("Content-Encoding").stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
    }
}
