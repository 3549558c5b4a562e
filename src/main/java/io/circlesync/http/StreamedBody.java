package io.circlesync.http;

import java.time.Duration;

/**
 * A path to which bodies are posted that are read while they come and never held as a whole, so that other bounds hold for
 * them than for all others. Beans of this type are asked before their routes.
 *
 * @param path as the HTTP server's routes have it
 * @param type the media type that is expected
 * @param largest bytes that a body may announce
 * @param time within which a body is there once its head is
 */
public record StreamedBody(String path, String type, long largest, Duration time) {}
