package io.circlesync.http;

import io.circlesync.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * With which a server shows who it is by TLS.
 *
 * @param certificate the chain, the server's own first, in PEM
 * @param key its private key, in PEM, not encrypted
 */
public record PemFiles(Path certificate, Path key) {

    private static final String EXPECTED = "a PEM file that can be read";

    /** Reads {@code <prefix>.certificate} and {@code <prefix>.key}; empty if there is neither. */
    public static Optional<PemFiles> read(SettingsReader reader, String prefix) {
        String certificate = prefix + ".certificate";
        String key = prefix + ".key";
        Optional<Path> chain = file(reader, certificate);
        Optional<Path> secret = file(reader, key);
        reader.requireBeside(certificate, chain, key, secret);
        reader.requireBeside(key, secret, certificate, chain);
        return chain.flatMap(first -> secret.map(second -> new PemFiles(first, second)));
    }

    private static Optional<Path> file(SettingsReader reader, String name) {
        Optional<String> text = reader.text(name, EXPECTED);
        Optional<Path> file = text.flatMap(PemFiles::readable);
        if (text.isPresent() && file.isEmpty()) {
            reader.wrong(name, text.get(), EXPECTED);
        }
        return file;
    }

    private static Optional<Path> readable(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::isRegularFile).filter(Files::isReadable);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
