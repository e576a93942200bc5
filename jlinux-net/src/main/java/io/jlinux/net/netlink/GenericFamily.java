package io.jlinux.net.netlink;

import io.jlinux.sys.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A family of generic netlink as the kernel has registered it.
 *
 * @param name such as {@code ethtool}
 * @param id the message type of its requests; valid until the family's module is unloaded
 * @param version which belongs into each request
 * @param headerSize bytes of the family's own fixed header, mostly 0
 * @param groups multicast groups, name to number
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html">Introduction to netlink, Generic Netlink</a>
 */
public record GenericFamily(String name, int id, int version, int headerSize, Map<String, Integer> groups) {
    /** {@code struct genlmsghdr}: u8 cmd, u8 version, u16 reserved; attributes come behind it. */
    public static final int HEADER_SIZE = 4;

    private static final int ATTR_FAMILY_ID = 1;
    private static final int ATTR_FAMILY_NAME = 2;
    private static final int ATTR_VERSION = 3;
    private static final int ATTR_HDRSIZE = 4;
    private static final int ATTR_MCAST_GROUPS = 7;
    private static final int GROUP_NAME = 1;
    private static final int GROUP_ID = 2;

    public GenericFamily {
        groups = Map.copyOf(groups);
    }

    /**
     * A request to the family.
     *
     * @param command the family's own number for it
     * @param flags {@code NLM_F_*} beyond those that sending adds
     * @param names whose header size counts {@value #HEADER_SIZE} bytes for this header
     * @param attributes written behind the header
     */
    public Request request(
            int command, int flags, AttributeNames names, String operation, String target, Request.Body attributes) {
        return new Request(id, flags, names, operation, target, w -> {
            w.u8(command).u8(version).u16(0);
            attributes.write(w);
        });
    }

    /** The number of a multicast group; empty where the family has none of this name. */
    public Optional<Integer> group(String groupName) {
        return Optional.ofNullable(groups.get(groupName));
    }

    static GenericFamily decode(Message message) throws NetlinkException {
        String name = "";
        int id = 0;
        int version = 0;
        int headerSize = 0;
        Map<String, Integer> groups = new HashMap<>();
        for (AttributeReader a = message.attributes(HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case ATTR_FAMILY_ID -> id = a.u16();
                case ATTR_FAMILY_NAME -> name = a.string();
                case ATTR_VERSION -> version = a.u32();
                case ATTR_HDRSIZE -> headerSize = a.u32();
                case ATTR_MCAST_GROUPS -> {
                    for (AttributeReader g = a.nested(); g.next(); ) group(g.nested(), groups);
                }
                default -> {} // the list of operations
            }
        }
        if (id == 0 || name.isEmpty()) throw NetlinkException.malformed("a family without name or number");
        return new GenericFamily(name, id, version & 0xff, headerSize, groups);
    }

    private static void group(AttributeReader attributes, Map<String, Integer> groups) throws NetlinkException {
        String name = "";
        int id = 0;
        while (attributes.next()) {
            if (attributes.type() == GROUP_NAME) name = attributes.string();
            if (attributes.type() == GROUP_ID) id = attributes.u32();
        }
        if (!name.isEmpty()) groups.put(name, id);
    }

    static NetlinkException unknown(String name, NetlinkException cause) {
        String hint = "this kernel has no such family: is its module there (modprobe " + name + ")?";
        NetlinkException e =
                new NetlinkException(cause.operation(), name, Errno.ENOENT.number(), cause.detail(), hint, null);
        e.addSuppressed(cause);
        return e;
    }
}
