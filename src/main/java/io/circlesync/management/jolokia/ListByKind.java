package io.circlesync.management.jolokia;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.TreeSet;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.service.jmx.api.CacheKeyProvider;
import org.jolokia.service.jmx.handler.ListHandler;

/**
 * Jolokia's list of all MBeans, which tells once what Camel's MBeans of a kind have in common where a console asks for it so
 * ({@code listCache}), as hawtio does: else it tells the same of each of some hundred steps, and a browser is busy with it for
 * a long time. Camel starts Jolokia without looking for those who know such kinds; so it is found among Jolokia's commands,
 * in {@code META-INF/jolokia/command-handlers}, and takes the place of Jolokia's own.
 */
public final class ListByKind extends ListHandler {

    @Override
    public void init(JolokiaContext context, String provider) {
        super.init(withKinds(context), provider);
    }

    private static JolokiaContext withKinds(JolokiaContext context) {
        return (JolokiaContext) Proxy.newProxyInstance(
                ListByKind.class.getClassLoader(),
                new Class<?>[] {JolokiaContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getServices") && arguments[0] == CacheKeyProvider.class) {
                        return new TreeSet<>(List.of(new KindsOfCamel()));
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
