package io.circlesync.circle;

import java.io.IOException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks on no connection on which something came that nobody had asked for, such as the rest of an answer that was longer than
 * it said. The HTTP client would read that as the next answer, and so take somebody's words about another call; RFC 9112,
 * section 9.2, forbids it. Such a connection is closed before anything is sent on it, and another one serves the call.
 */
final class QuietConnections extends HttpRequestExecutor implements HttpClientConfigurer, ExecChainHandler {

    /** The shortest that the client can listen for; what has come is heard at once. */
    private static final Timeout A_MOMENT = Timeout.ofMilliseconds(1);

    /** Nothing was sent, so the call may be made once more. */
    private static final class NotQuietException extends IOException {

        private static final long serialVersionUID = 1L;

        NotQuietException() {
            super("Circle sent more than one answer to one call");
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.setRequestExecutor(this).addExecInterceptorFirst("quiet", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpRequest next = request;
        while (true) {
            try {
                return chain.proceed(next, scope);
            } catch (NotQuietException e) {
                next = ClassicRequestBuilder.copy(scope.originalRequest).build();
            }
        }
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback callback,
            HttpContext context)
            throws IOException, HttpException {
        boolean isNew = connection.getEndpointDetails().getResponseCount() == 0;
        if (!isNew && connection.isDataAvailable(A_MOMENT)) {
            connection.close(CloseMode.IMMEDIATE);
            throw new NotQuietException();
        }
        return super.execute(request, connection, callback, context);
    }
}
