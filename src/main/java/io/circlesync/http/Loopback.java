package io.circlesync.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which names and addresses mean this machine and nobody else. */
public final class Loopback {

    /** What everybody calls it. */
    public static final String NAME = "localhost";

    private static final Pattern ADDRESS = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    /** Whoever calls the address that means any, calls their own machine. */
    private static final Pattern NO_ADDRESS = Pattern.compile("0(\\.0){0,3}|::|0(:0){7}");

    private static final Pattern HOST = Pattern.compile("^https?://(?:[^/@]*@)?(\\[[^]]*]|[^/:?#]*)");

    private Loopback() {}

    /** Whether a name or an address, in brackets or not, is a loopback one; nothing is looked up. */
    public static boolean is(String host) {
        return ADDRESS.matcher(bare(host)).matches();
    }

    /** Whether a URL, whatever is to be filled in there, leads to this machine and nobody else's. */
    public static boolean isIn(String url) {
        return HOST.matcher(url).results().anyMatch(found -> leadsHere(found.group(1)));
    }

    /** Names below that of this machine are its own (RFC 6761, section 6.3); a dot at the end only says that a name is whole. */
    private static boolean leadsHere(String host) {
        String name = bare(host).replaceFirst("\\.$", "");
        return is(name) || name.endsWith("." + NAME) || NO_ADDRESS.matcher(name).matches();
    }

    /** Whether a server that is bound to this address takes what comes to any address of its machine. */
    public static boolean isWildcard(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Where a server that is bound to this address is reached from its own machine. */
    public static URI url(String boundTo, int port) {
        return URI.create(text(is(boundTo) || isWildcard(boundTo) ? NAME : boundTo, port));
    }

    /** The text of a URL with this host, which may be none. */
    public static String text(String host, int port) {
        return "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    /** In lower case and without the brackets of an IPv6 address. */
    static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    }
}
