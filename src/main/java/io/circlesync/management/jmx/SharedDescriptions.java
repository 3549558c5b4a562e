package io.circlesync.management.jmx;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeOperationsException;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;

/**
 * Describes what Camel shows by JMX once for each class. Camel describes each step of each route anew: for some hundred
 * steps of a dozen kinds that was a quarter of the time that a start takes, and half of what then lay in memory.
 */
public final class SharedDescriptions extends DefaultManagementMBeanAssembler {

    /** The only kind of reference that the JDK's model beans know. */
    private static final String REFERENCE = "ObjectReference";

    private final Map<Class<?>, ModelMBeanInfo> ofClasses = new ConcurrentHashMap<>();

    private SharedDescriptions(CamelContext context) {
        super(context);
    }

    /** To be called before the context starts. */
    public static void bind(CamelContext context) {
        context.getCamelContextExtension().setManagementMBeanAssembler(new SharedDescriptions(context));
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object bean, ObjectName name) throws JMException {
        if (isDescribedByInstance(bean)) {
            return super.assemble(server, bean, name);
        }
        ModelMBeanInfo known = ofClasses.get(bean.getClass());
        if (known != null) {
            return of(known, bean);
        }
        Optional<ModelMBean> first = Optional.ofNullable(super.assemble(server, bean, name));
        first.ifPresent(described -> ofClasses.put(bean.getClass(), (ModelMBeanInfo) described.getMBeanInfo()));
        return first.orElse(null);
    }

    private ModelMBean of(ModelMBeanInfo info, Object bean) throws JMException {
        try {
            RequiredModelMBean shown =
                    isMasked() ? new MixinRequiredModelMBean(info, true, null, null) : new RequiredModelMBean(info);
            shown.setManagedResource(bean, REFERENCE);
            return shown;
        } catch (InvalidTargetObjectTypeException | RuntimeOperationsException e) {
            throw new JMException(e.getMessage());
        }
    }

    private boolean isMasked() {
        return Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
    }

    private static boolean isDescribedByInstance(Object bean) {
        return bean instanceof NotificationSenderAware
                || bean instanceof ManagedInstance managed
                        && managed.getInstance() != null
                        && managed.getInstance().getClass().isAnnotationPresent(ManagedResource.class);
    }
}
