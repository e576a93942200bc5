package io.jlinux.net.wire;

import io.jlinux.net.netlink.NetlinkException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the attributes of a kind of message, level by level: turns the offset that an extended ACK points at into
 * {@code IFLA_LINKINFO/IFLA_INFO_DATA/VETH_INFO_PEER/IFLA_MTU}.
 *
 * <p>The names are those of the constants. They are looked up when an error is told, and never otherwise.
 */
public final class AttributeNames {
    private static final AttributeNames VETH = new AttributeNames(0, VethAttr.class);
    private static final AttributeNames BRIDGE = new AttributeNames(0, BridgeAttr.class);
    private static final AttributeNames LINK_INFO = new AttributeNames(0, LinkInfoAttr.class)
            .kind("veth", LinkInfoAttr.IFLA_INFO_DATA, VETH)
            .kind("bridge", LinkInfoAttr.IFLA_INFO_DATA, BRIDGE);

    /** Messages about links. */
    public static final AttributeNames LINK =
            new AttributeNames(Layouts.IFINFOMSG_SIZE, IflaAttr.class).child(IflaAttr.IFLA_LINKINFO, LINK_INFO);

    /** Messages about addresses. */
    public static final AttributeNames ADDRESS = new AttributeNames(Layouts.IFADDRMSG_SIZE, IfaAttr.class);

    /** Messages about routes. */
    public static final AttributeNames ROUTE = new AttributeNames(Layouts.RTMSG_SIZE, RtaAttr.class);

    static {
        VETH.child(VethAttr.VETH_INFO_PEER, LINK);
    }

    private final int headerSize;
    private final Class<?> constants;
    private final Map<Integer, AttributeNames> children = new HashMap<>();
    private final Map<String, AttributeNames> byKind = new HashMap<>();
    private int kindAttribute = -1;

    private AttributeNames(int headerSize, Class<?> constants) {
        this.headerSize = headerSize;
        this.constants = constants;
    }

    private AttributeNames child(int type, AttributeNames names) {
        children.put(type, names);
        return this;
    }

    /** What is in attribute {@code type} depends on the {@code IFLA_INFO_KIND} beside it. */
    private AttributeNames kind(String kind, int type, AttributeNames names) {
        kindAttribute = type;
        byKind.put(kind, names);
        return this;
    }

    /** The name of one attribute of this level, or its number where the list has none. */
    public String name(int type) {
        for (Field field : constants.getFields()) {
            if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) continue;
            try {
                if (field.getInt(null) == type) return field.getName();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return "attribute " + type;
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
        int start = Layouts.NLMSGHDR_SIZE + headerSize;
        AttributeReader attributes = new AttributeReader(request, start, request.limit());
        try {
            while (level != null) {
                @Nullable AttributeReader found = find(attributes, offset);
                if (found == null) break;
                String kind = level.kindAttribute == found.type() ? level.kindIn(request, start) : null;
                path.append(path.length() == 0 ? "" : "/").append(level.name(found.type()));
                level = level.below(found.type(), kind);
                if (found.start() == offset && missingType < 0) return path.toString();
                if (level == null) break;
                if (found.start() == offset) {
                    return path.append('/').append(level.name(missingType)).toString();
                }
                attributes = found.nested(level.headerSize);
                start = found.start() + Layouts.NLATTR_SIZE + level.headerSize;
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

    private @Nullable String kindIn(ByteBuffer request, int start) throws NetlinkException {
        for (AttributeReader a = new AttributeReader(request, start, request.limit()); a.next(); ) {
            if (a.type() == LinkInfoAttr.IFLA_INFO_KIND) return a.string();
        }
        return null;
    }

    private @Nullable AttributeNames below(int type, @Nullable String kind) {
        return kind != null ? byKind.get(kind) : children.get(type);
    }
}
