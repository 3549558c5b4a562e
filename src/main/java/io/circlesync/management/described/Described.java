package io.circlesync.management.described;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What consoles show beside an MBean, one of its attributes or operations, or a parameter. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface Described {

    /** The words. */
    String value();

    /** The name of a parameter. */
    String name() default "";
}
