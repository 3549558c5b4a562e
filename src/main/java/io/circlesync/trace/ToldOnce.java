package io.circlesync.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when the collector begins to take nothing, and when it takes spans again. */
final class ToldOnce implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(ToldOnce.class);

    private final SpanExporter exporter;
    private final AtomicBoolean away = new AtomicBoolean();

    ToldOnce(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> tell(result.isSuccess()));
    }

    private void tell(boolean taken) {
        if (away.getAndSet(!taken) == taken) {
            if (taken) {
                LOG.info("The collector at tracing.otlp-url takes spans again");
            } else {
                LOG.warn("The collector at tracing.otlp-url takes no spans; they are dropped, and nothing else waits");
            }
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
