package io.circlesync.circle;

/** The token for Circle's Admin API, kept out of the routes so that no route dump shows it. */
public final class CircleCredentials {

    private final String token;

    public CircleCredentials(String token) {
        this.token = token;
    }

    /** The value of the {@code Authorization} header. */
    public String authorization() {
        return "Bearer " + token;
    }

    @Override
    public String toString() {
        return "CircleCredentials[hidden]";
    }
}
