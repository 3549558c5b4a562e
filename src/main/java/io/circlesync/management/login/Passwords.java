package io.circlesync.management.login;

import io.circlesync.http.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by name and password who somebody is. */
final class Passwords {

    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    /**
     * What came of it.
     *
     * @param operator who it is; empty if name or password is wrong, or nobody looked
     * @param pause how long to wait before the next attempt is looked at; empty if this one was
     */
    record Result(Optional<Operator> operator, Optional<Duration> pause) {}

    private final Map<String, Account> users;
    private final Attempts attempts;

    /** Takes as long as the others do, so that a name that nobody has looks like one that somebody has. */
    private final PasswordHash nobodys = PasswordHash.ofNobody();

    /** Passwords that were right: Prometheus and its kin show theirs with each request. */
    private final Map<String, Secret> known = new ConcurrentHashMap<>();

    Passwords(Map<String, Account> users, InstantSource clock) {
        this.users = users;
        this.attempts = new Attempts(clock);
    }

    /** What can be told at once; empty if it takes {@link #check}. */
    Optional<Result> glance(String name, String password, String address) {
        Optional<Duration> pause = attempts.pause(address);
        if (pause.isPresent()) {
            return Optional.of(new Result(Optional.empty(), pause));
        }
        Secret right = known.get(name);
        return right != null && right.matches(password)
                ? Optional.of(new Result(operator(name), Optional.empty()))
                : Optional.empty();
    }

    /** Looks at a password, which takes a good part of a second; one at a time. */
    synchronized Result check(String name, String password, String address) {
        Optional<Duration> pause = attempts.pause(address);
        if (pause.isPresent()) {
            return new Result(Optional.empty(), pause);
        }
        Optional<Account> account = Optional.ofNullable(users.get(name));
        boolean right = account.map(Account::password).orElse(nobodys).matches(password) && account.isPresent();
        if (right) {
            attempts.succeeded(address);
            known.put(name, new Secret(password));
            return new Result(operator(name), Optional.empty());
        }
        if (attempts.failed(address)) {
            LOG.warn("Wrong passwords come to the management port from one address in a row; it has to wait now");
        }
        return new Result(Optional.empty(), Optional.empty());
    }

    private Optional<Operator> operator(String name) {
        return Optional.ofNullable(users.get(name)).map(account -> new Operator(name, account.role()));
    }
}
