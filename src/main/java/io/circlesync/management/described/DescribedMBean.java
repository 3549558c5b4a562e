package io.circlesync.management.described;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/**
 * The JDK's MBean of an interface, with the words of {@link Described}, which may be left out nowhere. Names of operations are
 * not used twice.
 */
public final class DescribedMBean extends StandardMBean {

    private <T> DescribedMBean(T bean, Class<T> shown, boolean open) {
        super(bean, shown, open);
    }

    /** Of values that every console can read (an MXBean). */
    public static <T> DescribedMBean open(T bean, Class<T> shown) {
        return new DescribedMBean(bean, shown, true);
    }

    /** Of other values, which Jolokia turns into JSON. */
    public static <T> DescribedMBean of(T bean, Class<T> shown) {
        return new DescribedMBean(bean, shown, false);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return described(getMBeanInterface()).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo attribute) {
        return described(method((attribute.isIs() ? "is" : "get") + attribute.getName()))
                .value();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return described(method(operation.getName())).value();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return described(method(operation.getName()).getParameters()[sequence]).value();
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return described(method(operation.getName()).getParameters()[sequence]).name();
    }

    private Method method(String name) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Described described(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Described.class))
                .orElseThrow(() -> new IllegalStateException(element + " has no description"));
    }
}
