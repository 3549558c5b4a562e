package io.circlesync.http;

import io.circlesync.retry.Causes;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why there is no connection to a server, in plain words. They name no address, for that may be a secret. */
public final class Unreached {

    private Unreached() {}

    /** What went wrong, and what to do about it. */
    public static String words(Throwable failure) {
        return tls(failure)
                .or(() -> network(failure))
                .orElseGet(() -> "the connection failed ("
                        + Causes.root(failure).getClass().getSimpleName()
                        + "); try again, and look at what stands in between");
    }

    /** The same of what a secured connection fails with; empty if it is nothing of the kind. */
    public static Optional<String> tls(Throwable failure) {
        if (Causes.of(failure).noneMatch(SSLException.class::isInstance)) {
            return Optional.empty();
        }
        if (says(failure, "Unsupported or unrecognized SSL message") || says(failure, "plaintext connection")) {
            return Optional.of("the server does not speak TLS there; expected another port, or another scheme");
        }
        if (says(failure, "No name matching") || says(failure, "No subject alternative")) {
            return Optional.of(
                    "the server shows a certificate of another name; expected the name by which it calls itself,"
                            + " or a certificate of this name");
        }
        if (has(failure, CertificateExpiredException.class)) {
            return Optional.of(
                    "the server's certificate has expired; expected a new one, or a clock here that is right");
        }
        if (has(failure, CertPathBuilderException.class) || says(failure, "unable to find valid certification path")) {
            return Optional.of(
                    "the server's certificate is signed by nobody whom this Java knows; expected one of a known"
                            + " authority, or yours in a trust store: -Djavax.net.ssl.trustStore=…");
        }
        return Optional.of("TLS failed (" + Causes.root(failure).getClass().getSimpleName()
                + "); expected a server with TLS 1.2 or 1.3 and a certificate of its name");
    }

    private static Optional<String> network(Throwable failure) {
        if (has(failure, UnknownHostException.class)) {
            return Optional.of("nobody knows a host of this name; expected a name that this machine's DNS knows");
        }
        if (has(failure, SocketTimeoutException.class) || says(failure, "timed out")) {
            return Optional.of("no answer came in time; look for a firewall in between, and at the port");
        }
        if (has(failure, ConnectException.class)) {
            return Optional.of("nobody listens there; expected the right host and port, and a server that runs");
        }
        if (has(failure, NoRouteToHostException.class)) {
            return Optional.of("there is no way to that host; look at the network and the firewall");
        }
        // Jakarta Mail has no exception of its own for it.
        if (has(failure, EOFException.class) || says(failure, "[EOF]") || says(failure, "response: -1")) {
            return Optional.of("the server hung up; look at the port, and at what it logs");
        }
        return Optional.empty();
    }

    private static boolean says(Throwable failure, String words) {
        return Causes.of(failure)
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(words));
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return Causes.of(failure).anyMatch(type::isInstance);
    }
}
