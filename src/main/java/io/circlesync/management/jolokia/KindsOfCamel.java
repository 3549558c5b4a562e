package io.circlesync.management.jolokia;

import java.util.Set;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import org.jolokia.service.jmx.api.CacheKeyProvider;

/** Which of Camel's MBeans tell the same of themselves: all steps of a kind, all routes, and so on. */
final class KindsOfCamel extends CacheKeyProvider {

    private static final String DOMAIN = "org.apache.camel";
    private static final Set<String> TYPES =
            Set.of("processors", "routes", "routegroups", "consumers", "producers", "threadpools");

    KindsOfCamel() {
        super(0);
    }

    @Override
    public String determineKey(ObjectInstance bean) {
        ObjectName name = bean.getObjectName();
        return name.getDomain().equals(DOMAIN) && TYPES.contains(name.getKeyProperty("type"))
                ? bean.getClassName()
                : null;
    }
}
