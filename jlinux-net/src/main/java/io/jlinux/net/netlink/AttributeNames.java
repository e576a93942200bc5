package io.jlinux.net.netlink;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of the attributes of a kind of message, level by level: turns the offset that an extended ACK points at into
 * {@code IFLA_LINKINFO/IFLA_INFO_DATA/VETH_INFO_PEER/IFLA_MTU}. Immutable.
 *
 * <pre>{@code
 * AttributeNames peer = AttributeNames.of(0, Map.of(1, "WGPEER_A_PUBLIC_KEY", 4, "WGPEER_A_ENDPOINT"));
 * AttributeNames device = AttributeNames.of(4, WgDeviceAttr.class).nested(WGDEVICE_A_PEERS, () -> peer.list());
 * }</pre>
 *
 * <p>Names are looked up when an error is told, and never otherwise.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class AttributeNames {
    /** For messages of which no name is known: attributes are told by their numbers. */
    public static final AttributeNames NONE = of(0, Map.of());

    private static final int ANY = -1;

    private final int headerSize;
    private final IntFunction<@Nullable String> names;
    private final ErrorHints hints;
    private final Map<Integer, Below> children;

    /** What stands in a nested attribute, which may depend on a string beside it. */
    private record Below(int kindAttribute, Function<String, @Nullable AttributeNames> names) {}

    private AttributeNames(
            int headerSize, IntFunction<@Nullable String> names, ErrorHints hints, Map<Integer, Below> children) {
        this.headerSize = headerSize;
        this.names = names;
        this.hints = hints;
        this.children = children;
    }

    /**
     * A level whose names are those of the public constants of a class.
     *
     * @param headerSize bytes of the fixed header before the attributes; for a nested level mostly 0
     * @param constants with a {@code public static final int} for each attribute
     */
    public static AttributeNames of(int headerSize, Class<?> constants) {
        return new AttributeNames(headerSize, type -> constant(constants, type), ErrorHints.NONE, Map.of());
    }

    /** A level with these names. */
    public static AttributeNames of(int headerSize, Map<Integer, String> names) {
        Map<Integer, String> copy = Map.copyOf(names);
        return new AttributeNames(headerSize, copy::get, ErrorHints.NONE, Map.of());
    }

    /** The level above elements of this kind, which are numbered, or all of one type: {@code [0]}, {@code [1]} … */
    public AttributeNames list() {
        AttributeNames element = this;
        Below below = new Below(-1, kind -> element);
        return new AttributeNames(0, type -> "[" + type + "]", hints, Map.of(ANY, below));
    }

    /** With {@code below} in attribute {@code type}; a supplier, so that levels may hold each other. */
    public AttributeNames nested(int type, Supplier<AttributeNames> below) {
        return with(type, new Below(-1, kind -> below.get()));
    }

    /** With what is in attribute {@code type} chosen by the string in attribute {@code kindAttribute} beside it. */
    public AttributeNames nestedByKind(int type, int kindAttribute, Function<String, @Nullable AttributeNames> below) {
        return with(type, new Below(kindAttribute, below));
    }

    /** With hints about errors of such messages. */
    public AttributeNames hints(ErrorHints more) {
        return new AttributeNames(headerSize, names, more, children);
    }

    private AttributeNames with(int type, Below below) {
        Map<Integer, Below> more = new HashMap<>(children);
        more.put(type, below);
        return new AttributeNames(headerSize, names, hints, Map.copyOf(more));
    }

    ErrorHints hints() {
        return hints;
    }

    /** The name of one attribute of this level, or its number where the list has none. */
    public String name(int type) {
        String name = names.apply(type);
        return name == null ? "attribute " + type : name;
    }

    private static @Nullable String constant(Class<?> constants, int type) {
        for (Field field : constants.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) continue;
            try {
                if (field.getInt(null) == type) return field.getName();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return null;
    }

    /** The path of the attribute that begins at, or has, the byte at {@code offset} of a request. */
    @Nullable
    String path(ByteBuffer request, int offset) {
        return walk(request, offset, -1);
    }

    /** The path of an attribute that is missing in the nest at {@code nest}, or at the top where that is 0. */
    @Nullable
    String missing(ByteBuffer request, int nest, int type) {
        return nest == 0 ? name(type) : walk(request, nest, type);
    }

    private @Nullable String walk(ByteBuffer request, int offset, int missingType) {
        StringBuilder path = new StringBuilder();
        AttributeNames level = this;
        int start = NetlinkLayout.NLMSGHDR_SIZE + headerSize;
        int end = request.limit();
        try {
            while (level != null) {
                AttributeReader found = find(new AttributeReader(request, start, end), offset);
                if (found == null) break;
                path.append(path.length() == 0 ? "" : "/").append(level.name(found.type()));
                level = level.below(found.type(), request, start, end);
                if (found.start() == offset && missingType < 0) return path.toString();
                if (level == null) break;
                if (found.start() == offset) {
                    return path.append('/').append(level.name(missingType)).toString();
                }
                start = found.start() + NetlinkLayout.NLATTR_SIZE + level.headerSize;
                end = found.end();
            }
        } catch (NetlinkException e) {
            return null;
        }
        return path.length() == 0 ? null : path.toString();
    }

    private static @Nullable AttributeReader find(AttributeReader attributes, int offset) throws NetlinkException {
        while (attributes.next()) {
            if (offset >= attributes.start() && offset < attributes.end()) return attributes;
        }
        return null;
    }

    private @Nullable AttributeNames below(int type, ByteBuffer request, int start, int end) throws NetlinkException {
        Below below = children.get(type);
        if (below == null) below = children.get(ANY);
        if (below == null) return null;
        if (below.kindAttribute < 0) return below.names.apply("");
        for (AttributeReader a = new AttributeReader(request, start, end); a.next(); ) {
            if (a.type() == below.kindAttribute) return below.names.apply(a.string());
        }
        return null;
    }
}
