package io.circlesync.management;

import java.net.URI;
import java.util.Optional;

/**
 * The API of the public port, as it is reached from this machine.
 *
 * @param url of the port
 * @param token that callers show; empty while the API is open
 */
public record PublicApi(URI url, Optional<String> token) {

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "PublicApi[" + url + "]";
    }
}
