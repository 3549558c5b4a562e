package io.circlesync.http;

import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsReader;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * With which a server shows who it is by TLS.
 *
 * @param certificate the chain, the server's own first, in PEM
 * @param key its private key, in PEM, not encrypted
 */
public record PemFiles(Path certificate, Path key) {

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

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

    /**
     * What a server shows. Asked at once: one that cannot use them would say so in words of the JDK's, which tell no setting.
     *
     * @throws SettingsException if they cannot be used, or do not belong to one another
     */
    PemKeyCertOptions options(Vertx vertx) {
        PemKeyCertOptions options = new PemKeyCertOptions()
                .setCertPath(certificate.toAbsolutePath().toString())
                .setKeyPath(key.toAbsolutePath().toString());
        try {
            requireOneAnothers(options.getKeyManagerFactory(vertx));
            return options;
        } catch (Exception e) {
            throw new SettingsException("management.tls.certificate and management.tls.key cannot be used; expected a"
                    + " certificate chain and its private key without a password, both in PEM");
        }
    }

    /** Whether the certificate knows what the key has signed; else each connection would fail, and no start. */
    private static void requireOneAnothers(KeyManagerFactory factory) throws GeneralSecurityException {
        X509KeyManager shown = (X509KeyManager) factory.getKeyManagers()[0];
        for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
            String alias = shown.chooseServerAlias(kind.getKey(), null, null);
            if (alias != null) {
                Signature signature = Signature.getInstance(kind.getValue());
                signature.initSign(shown.getPrivateKey(alias));
                byte[] signed = signature.sign();
                signature.initVerify(shown.getCertificateChain(alias)[0].getPublicKey());
                if (!signature.verify(signed)) {
                    throw new KeyException("The key is another certificate's");
                }
            }
        }
    }

    /** Why no server can show them; empty if one can. */
    public Optional<String> fault() {
        Vertx vertx = Vertx.vertx();
        try {
            options(vertx);
            return Optional.empty();
        } catch (SettingsException e) {
            return Optional.of(e.getMessage());
        } finally {
            vertx.close();
        }
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
