package io.circlesync.message.mail;

import jakarta.activation.spi.MailcapRegistryProvider;
import jakarta.activation.spi.MimeTypeRegistryProvider;
import jakarta.mail.util.StreamProvider;
import java.util.ServiceLoader;

/**
 * Jakarta Mail searches the class path for its own implementation again and again, several times for each mail. A system
 * property names what was found once.
 */
final class JakartaMail {

    private JakartaMail() {}

    /** Looks for the implementations, once; what somebody has set is kept. */
    static void findOnce() {
        findOnce(StreamProvider.class);
        findOnce(MailcapRegistryProvider.class);
        findOnce(MimeTypeRegistryProvider.class);
    }

    private static <T> void findOnce(Class<T> service) {
        if (System.getProperty(service.getName()) == null) {
            ServiceLoader.load(service)
                    .findFirst()
                    .ifPresent(found -> System.setProperty(
                            service.getName(), found.getClass().getName()));
        }
    }
}
