package io.circlesync.management.jmx;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.mbean.ManagedProcessorMBean;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.management.DefaultManagementAgent;

/**
 * Has Camel ask its own routes and steps without the way through JMX. hawtio shows the counters of all steps every few
 * seconds, and Camel asks each step once for each route then: by way of JMX that took a core all the time.
 */
public final class NearBeans extends DefaultManagementAgent {

    /** What Camel asks of these is shown to nobody but in what it makes of them. */
    private static final Set<Class<?>> ASKED = Set.of(ManagedRouteMBean.class, ManagedProcessorMBean.class);

    private final Map<ObjectName, Object> beans = new ConcurrentHashMap<>();

    private NearBeans(CamelContext context) {
        super(context);
    }

    /** To be called before the context starts. */
    public static void bind(CamelContext context) {
        context.getManagementStrategy().setManagementAgent(new NearBeans(context));
    }

    @Override
    public void register(Object bean, ObjectName name, boolean again) throws JMException {
        super.register(bean, name, again);
        beans.put(name, bean);
    }

    @Override
    public void unregister(ObjectName name) throws JMException {
        beans.remove(name);
        super.unregister(name);
    }

    @Override
    public <T> T newProxyClient(ObjectName name, Class<T> type) {
        Object bean = beans.get(name);
        return ASKED.contains(type) && type.isInstance(bean) ? type.cast(bean) : super.newProxyClient(name, type);
    }
}
