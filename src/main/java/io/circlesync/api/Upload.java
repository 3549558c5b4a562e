package io.circlesync.api;

import io.circlesync.http.StreamedAnswer;
import java.io.InputStream;

/**
 * A call whose body is read while it comes, and whose answer is sent meanwhile.
 *
 * @param body what is sent, its coding undone
 */
public record Upload(ApiCall call, InputStream body, StreamedAnswer answer) {}
