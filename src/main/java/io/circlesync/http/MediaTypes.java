package io.circlesync.http;

import java.nio.charset.Charset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Reads what a request says of media types: which it would have (RFC 9110, section 12.5.1), and which it sends (section 8.3). What
 * cannot be read says nothing.
 */
public final class MediaTypes {

    private static final String QUALITY = "q";
    private static final String ANY = "*";

    /** Of two ranges that ask for as much, the one that names the type more closely counts, and then the one that comes first. */
    private record Wanted(double quality, int closeness, int place) implements Comparable<Wanted> {

        private static final Comparator<Wanted> ORDER = Comparator.comparingDouble(Wanted::quality)
                .thenComparingInt(Wanted::closeness)
                .thenComparing(Wanted::place, Comparator.reverseOrder());

        @Override
        public int compareTo(Wanted other) {
            return ORDER.compare(this, other);
        }
    }

    private MediaTypes() {}

    /**
     * Whether a caller would rather have one type than another, which is given to whoever does not care.
     *
     * @param accept the header; empty if it was not sent
     */
    public static boolean isPreferred(String type, String standard, String accept) {
        List<MimeType> ranges = ranges(accept);
        return wanted(ranges, type)
                .filter(asked -> asked.quality() > 0)
                .filter(asked -> wanted(ranges, standard)
                        .filter(other -> asked.compareTo(other) <= 0)
                        .isEmpty())
                .isPresent();
    }

    /**
     * In which characters a body is said to be.
     *
     * @param contentType as it was given; null if it was not
     */
    public static Optional<Charset> charset(String contentType) {
        try {
            return Optional.ofNullable(contentType)
                    .filter(given -> !given.isBlank())
                    .map(MimeTypeUtils::parseMimeType)
                    .map(MimeType::getCharset);
        } catch (InvalidMimeTypeException e) {
            return Optional.empty();
        }
    }

    private static List<MimeType> ranges(String accept) {
        try {
            return MimeTypeUtils.parseMimeTypes(accept);
        } catch (InvalidMimeTypeException e) {
            return List.of();
        }
    }

    /** What the range says that names the type most closely. */
    private static Optional<Wanted> wanted(List<MimeType> ranges, String type) {
        MimeType asked = MimeTypeUtils.parseMimeType(type);
        return IntStream.range(0, ranges.size())
                .filter(place -> ranges.get(place).includes(asked))
                .mapToObj(place -> new Wanted(quality(ranges.get(place)), closeness(ranges.get(place)), place))
                .max(Comparator.comparingInt(Wanted::closeness));
    }

    private static int closeness(MimeType range) {
        return range.getType().equals(ANY) ? 0 : range.getSubtype().equals(ANY) ? 1 : 2;
    }

    private static double quality(MimeType range) {
        String given = range.getParameter(QUALITY);
        if (given == null) {
            return 1;
        }
        return given.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(given) : 0;
    }
}
