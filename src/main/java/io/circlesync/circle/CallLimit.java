package io.circlesync.circle;

import io.circlesync.count.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Ends each call in time, however slowly the answer drips: the HTTP client limits single reads only, of which an answer may
 * have any number. A call lasts until its connection is given back, so the reading of the body is limited, too.
 */
public final class CallLimit implements HttpClientConfigurer, ExecChainHandler {

    private static final int LOOKS_PER_LIMIT = 30;

    /** A call that is not known to be over. Times are those of {@link System#nanoTime()}. */
    private static final class Call {

        private final long since = System.nanoTime();
        private volatile boolean answered;
    }

    private final Map<ExecRuntime, Call> calls = new ConcurrentHashMap<>();
    private final Duration limit;
    private final Counts counts;

    /**
     * @param limit a call ends within this time
     * @param clock ends what takes longer
     */
    public CallLimit(Duration limit, ScheduledExecutorService clock, Counts counts) {
        this.limit = limit;
        this.counts = counts;
        long look = limit.toMillis() / LOOKS_PER_LIMIT;
        clock.scheduleWithFixedDelay(this::sweep, look, look, TimeUnit.MILLISECONDS);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("limit", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Call call = new Call();
        calls.put(scope.execRuntime, call);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            call.answered = true;
            count(call, Integer.toString(response.getCode()));
            return response;
        } catch (IOException | HttpException | RuntimeException e) {
            calls.remove(scope.execRuntime);
            count(call, "none");
            throw e;
        }
    }

    private void count(Call call, String status) {
        counts.called("circle", status, Duration.ofNanos(System.nanoTime() - call.since));
    }

    /** Forgets the calls whose answer has been read, and ends those that last too long. */
    private void sweep() {
        calls.forEach((connection, call) -> {
            if (call.answered && !connection.isEndpointAcquired()) {
                calls.remove(connection);
            } else if (System.nanoTime() - call.since > longest()) {
                calls.remove(connection);
                ((Cancellable) connection).cancel();
            }
        });
    }

    /** The next look may be too late. */
    private long longest() {
        return limit.toNanos() - limit.toNanos() / LOOKS_PER_LIMIT;
    }
}
