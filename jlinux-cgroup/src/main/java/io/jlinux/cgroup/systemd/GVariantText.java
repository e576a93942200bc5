package io.jlinux.cgroup.systemd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads GVariant's text format, as far as D-Bus has its types: {@code 'text'}, {@code true}, {@code uint64 5}, {@code 1.5}, {@code ['a',
 * 'b']}, {@code @as []}, {@code [('/dev/null', 'rw')]}, {@code {'key': <1>}}, {@code b'bytes'}. An integer without a type is an int32;
 * all of an array are of its first one's type. A pure function.
 *
 * @see <a href="https://docs.gtk.org/glib/gvariant-text-format.html">GVariant Text Format</a>
 */
final class GVariantText {
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("boolean", "b"),
            Map.entry("byte", "y"),
            Map.entry("int16", "n"),
            Map.entry("uint16", "q"),
            Map.entry("int32", "i"),
            Map.entry("uint32", "u"),
            Map.entry("int64", "x"),
            Map.entry("uint64", "t"),
            Map.entry("double", "d"),
            Map.entry("string", "s"),
            Map.entry("objectpath", "o"),
            Map.entry("signature", "g"));
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(0[xX][0-9a-fA-F]+|[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?|[0-9]+\\.)");
    private static final Pattern TYPE = Pattern.compile("[a-z(){}]+");
    private static final Pattern OBJECT_PATH = Pattern.compile("/[A-Za-z0-9_/]*");

    private final String text;
    private int at;
    private int depth;

    private GVariantText(String text) {
        this.text = text;
    }

    /**
     * The value that a text stands for.
     *
     * @throws IllegalArgumentException for a text that is none, with the character at which that shows
     */
    static BusValue parse(String text) {
        GVariantText reader = new GVariantText(text);
        BusValue value = reader.value(null);
        reader.space();
        if (reader.at < text.length()) throw reader.wrong("the end was expected");
        return value;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " at character " + (at + 1) + " of: " + text);
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private boolean next(char c) {
        space();
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void need(char c) {
        if (!next(c)) throw wrong("'" + c + "' was expected");
    }

    private @Nullable String match(Pattern pattern) {
        Matcher m = pattern.matcher(text).region(at, text.length());
        if (!m.lookingAt()) return null;
        at = m.end();
        return m.group();
    }

    /** @param type that it has to be of, or null */
    private BusValue value(@Nullable String type) {
        if (++depth > BusType.DEEPEST) throw wrong("too deep");
        space();
        if (at >= text.length()) throw wrong("a value was expected");
        BusValue value = value(type, text.charAt(at));
        depth--;
        return value;
    }

    private BusValue value(@Nullable String type, char first) {
        return switch (first) {
            case '@' -> annotated(type);
            case '[' -> array(type);
            case '{' -> dictionary(type);
            case '(' -> struct(type);
            case '<' -> variant(type);
            case '\'', '"' -> string(type);
            default -> Character.isLetter(first) ? word(type) : number(type);
        };
    }

    private BusValue annotated(@Nullable String type) {
        at++;
        String given = match(TYPE);
        if (given == null || BusType.end(given, 0) != given.length()) throw wrong("a type was expected");
        return value(same(type, given));
    }

    private String same(@Nullable String wanted, String given) {
        if (wanted != null && !wanted.equals(given)) throw wrong("the type " + wanted + " was expected, not " + given);
        return given;
    }

    private BusValue word(@Nullable String type) {
        int start = at;
        if (text.startsWith("b'", at) || text.startsWith("b\"", at)) {
            at++;
            return new BusValue(same(type, "ay"), GVariantString.bytes(quoted()));
        }
        String word = match(WORD);
        if (word == null) throw wrong("a value was expected");
        if (word.equals("true") || word.equals("false"))
            return new BusValue(same(type, "b"), Boolean.valueOf(word.equals("true")));
        String given = KEYWORDS.get(word);
        if (given == null) {
            at = start;
            throw wrong("'" + word + "' is no value: a string is in quotes");
        }
        return value(same(type, given));
    }

    private BusValue number(@Nullable String type) {
        int start = at;
        String digits = match(NUMBER);
        if (digits == null) throw wrong("a value was expected");
        boolean hex = digits.toLowerCase(Locale.ROOT).contains("0x");
        boolean whole = hex || digits.matches("[+-]?[0-9]+");
        String as = type != null ? type : whole ? "i" : "d";
        try {
            double floating = hex ? Double.NaN : Double.parseDouble(digits);
            if (as.equals("d") && Double.isFinite(floating)) return new BusValue(as, floating);
            if (whole && BusType.isInteger(as)) {
                BigInteger number = integer(digits, hex);
                if (BusType.holds(as, number)) return new BusValue(as, number);
            }
        } catch (NumberFormatException e) {
            // an octal one with an 8 in it: told below
        }
        at = start;
        throw wrong(digits + " is not of type " + as);
    }

    /** As C reads it: octal after a zero. */
    private static BigInteger integer(String digits, boolean hex) {
        boolean negative = digits.startsWith("-");
        String bare = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger number = hex
                ? new BigInteger(bare.substring(2), 16)
                : new BigInteger(bare, bare.length() > 1 && bare.startsWith("0") ? 8 : 10);
        return negative ? number.negate() : number;
    }

    private String quoted() {
        int end = GVariantString.end(text, at);
        if (end < 0) throw wrong("the end of a string is missing");
        String inside = text.substring(at + 1, end - 1);
        at = end;
        return inside;
    }

    private BusValue string(@Nullable String type) {
        int start = at;
        String as = type == null ? "s" : type;
        String value = GVariantString.text(quoted());
        boolean possible = switch (as) {
            case "s" -> value.indexOf('\0') < 0;
            case "o" -> isObjectPath(value);
            case "g" -> isSignature(value);
            default -> false;
        };
        if (possible) return new BusValue(as, value);
        at = start;
        throw wrong("'" + value + "' is not of type " + as);
    }

    private static boolean isSignature(String types) {
        try {
            BusType.split(types);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isObjectPath(String path) {
        boolean plain = !path.endsWith("/") && !path.contains("//");
        return OBJECT_PATH.matcher(path).matches() && (plain || path.equals("/"));
    }

    private BusValue array(@Nullable String type) {
        if (type != null && !type.startsWith("a")) throw wrong("the type " + type + " was expected");
        at++;
        String element = type == null ? null : type.substring(1);
        List<Object> all = new ArrayList<>();
        for (boolean more = !next(']'); more; more = !next(']')) {
            if (!all.isEmpty()) need(',');
            BusValue one = value(element);
            element = one.signature();
            all.add(one.value());
        }
        if (element == null) throw wrong("an empty array needs its type, such as @as []");
        Object value = element.equals("y") ? bytes(all) : all;
        return new BusValue("a" + element, value);
    }

    private static byte[] bytes(List<Object> numbers) {
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = ((BigInteger) numbers.get(i)).byteValue();
        return bytes;
    }

    private BusValue dictionary(@Nullable String type) {
        if (type != null && !type.startsWith("a{")) throw wrong("the type " + type + " was expected");
        at++;
        String keys = type == null ? null : type.substring(2, 3);
        String values = type == null ? null : type.substring(3, type.length() - 1);
        Map<Object, Object> all = new LinkedHashMap<>();
        for (boolean more = !next('}'); more; more = !next('}')) {
            if (!all.isEmpty()) need(',');
            BusValue key = value(keys);
            if (!BusType.isBasic(key.signature())) throw wrong("a key of type " + key.signature() + " cannot be");
            need(':');
            BusValue one = value(values);
            if (all.put(key.value(), one.value()) != null) throw wrong("the key " + key.value() + " is there already");
            keys = key.signature();
            values = one.signature();
        }
        if (keys == null || values == null) throw wrong("an empty dictionary needs its type, such as @a{sv} {}");
        return new BusValue("a{" + keys + values + "}", all);
    }

    private BusValue struct(@Nullable String type) {
        if (type != null && !type.startsWith("(")) throw wrong("the type " + type + " was expected");
        at++;
        List<String> types = type == null ? null : BusType.split(type.substring(1, type.length() - 1));
        List<Object> all = new ArrayList<>();
        StringBuilder signature = new StringBuilder("(");
        for (boolean more = !next(')'); more; more = !next(')')) {
            if (!all.isEmpty()) need(',');
            if (all.size() == 1 && next(')')) break; // (1,) is a struct of one
            if (types != null && all.size() >= types.size()) throw wrong("the end of a " + type + " was expected");
            BusValue one = value(types == null ? null : types.get(all.size()));
            signature.append(one.signature());
            all.add(one.value());
        }
        if (all.isEmpty() || (types != null && all.size() < types.size())) throw wrong("a value is missing");
        return new BusValue(signature.append(')').toString(), all);
    }

    private BusValue variant(@Nullable String type) {
        same(type, "v");
        at++;
        BusValue inside = value(null);
        need('>');
        return new BusValue("v", inside);
    }
}
