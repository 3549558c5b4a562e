package io.circlesync.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** Tells a collector of OpenTelemetry's what the routes do. Nothing of OpenTelemetry is loaded where it is not bound. */
public final class Tracing extends ServiceSupport {

    private static final String SERVICE = "circle-sync";

    /** Of OTLP over HTTP: what every collector answers to. */
    private static final String PATH = "/v1/traces";

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Held here, for what nobody holds forgets its level. That the collector is away is told once, by us. */
    private static final Logger EXPORTERS_LOG = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;

    private Tracing(SdkTracerProvider provider) {
        this.provider = provider;
    }

    /**
     * Gives the routes spans, before they are made.
     *
     * @param collector without the path, or with one of its own
     */
    public static void bind(CamelContext context, URI collector) throws Exception {
        EXPORTERS_LOG.setLevel(Level.OFF);
        Resource service = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                SERVICE,
                // Process and host, which tell the nodes apart.
                AttributeKey.stringKey("service.instance.id"),
                ManagementFactory.getRuntimeMXBean().getName()));
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint(collector))
                .setTimeout(PATIENCE)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(service))
                .addSpanProcessor(BatchSpanProcessor.builder(new ToldOnce(exporter))
                        .setScheduleDelay(EVERY)
                        .build())
                .build();
        context.addService(new Tracing(provider));
        context.addRoutePolicyFactory(new RouteSpans(provider.get(SERVICE)));
    }

    private static String endpoint(URI collector) {
        boolean bare = collector.getPath() == null || collector.getPath().isEmpty();
        return bare ? collector + PATH : collector.toString();
    }

    /** What waits still goes out, if the collector takes it. */
    @Override
    protected void doStop() {
        provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
