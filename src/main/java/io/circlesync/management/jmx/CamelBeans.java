package io.circlesync.management.jmx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.api.management.mbean.ManagedCamelContextMBean;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.management.DefaultManagementAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows by JMX what Camel is made of, with two differences to Camel's own way. What is there when the service starts, some 1,400
 * parts, is shown as soon as the service works: half a second that nobody waits for. And Camel asks its own routes and steps
 * without the way through JMX: hawtio shows the counters of all steps every few seconds, and Camel asks each step once for each
 * route then, which took a core all the time.
 */
public final class CamelBeans extends DefaultManagementAgent implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(CamelBeans.class);

    /** What Camel asks of these is shown to nobody but in what it makes of them. */
    private static final Set<Class<?>> ASKED = Set.of(ManagedRouteMBean.class, ManagedProcessorMBean.class);

    private final Map<ObjectName, Object> beans = new ConcurrentHashMap<>();

    /** What is still to be shown, in the order of its coming; guarded by itself, as is the flag. */
    private final Map<ObjectName, Object> later = new LinkedHashMap<>();

    private boolean isStarting = true;

    private final CompletableFuture<Void> shown = new CompletableFuture<>();

    private CamelBeans(CamelContext context) {
        super(context);
    }

    /** To be called before the context starts. */
    public static CamelBeans bind(CamelContext context) {
        CamelBeans beans = new CamelBeans(context);
        context.getManagementStrategy().setManagementAgent(beans);
        return beans;
    }

    /** Done when all is shown that was there at the start: what asks by JMX before would be told of a part. */
    public CompletionStage<Void> shown() {
        return shown.minimalCompletionStage();
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Routes are started after this.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        synchronized (later) {
            isStarting = false;
        }
        context.getExecutorServiceManager().newThread("jmx", this::showAll).start();
    }

    private void showAll() {
        boolean isMore;
        do {
            isMore = showNext();
        } while (isMore);
        shown.complete(null);
    }

    private boolean showNext() {
        synchronized (later) {
            Optional<ObjectName> next = later.keySet().stream().findFirst();
            next.ifPresent(name -> show(name, later.remove(name)));
            return next.isPresent();
        }
    }

    private void show(ObjectName name, Object bean) {
        try {
            super.register(bean, name, false);
        } catch (JMException | RuntimeException e) {
            // Whoever asks is told of the others.
            LOG.warn("JMX does not show {}", name, e);
        }
    }

    @Override
    public void register(Object bean, ObjectName name, boolean again) throws JMException {
        beans.put(name, bean);
        synchronized (later) {
            // By the context's, Camel knows whether its name is taken.
            if (isStarting && !(bean instanceof ManagedCamelContextMBean)) {
                later.putIfAbsent(name, bean);
                return;
            }
        }
        super.register(bean, name, again);
    }

    @Override
    public boolean isRegistered(ObjectName name) {
        synchronized (later) {
            return later.containsKey(name) || super.isRegistered(name);
        }
    }

    @Override
    public void unregister(ObjectName name) throws JMException {
        beans.remove(name);
        synchronized (later) {
            later.remove(name);
            super.unregister(name);
        }
    }

    @Override
    public <T> T newProxyClient(ObjectName name, Class<T> type) {
        Object bean = beans.get(name);
        return ASKED.contains(type) && type.isInstance(bean) ? type.cast(bean) : super.newProxyClient(name, type);
    }

    @Override
    protected void doStop() throws Exception {
        synchronized (later) {
            later.clear();
        }
        super.doStop();
    }
}
