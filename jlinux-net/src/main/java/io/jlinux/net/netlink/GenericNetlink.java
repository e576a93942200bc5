package io.jlinux.net.netlink;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Generic netlink: families of requests that are found by name, such as {@code ethtool} and {@code wireguard}.
 *
 * <pre>{@code
 * try (GenericNetlink generic = GenericNetlink.open()) {
 *     GenericFamily family = generic.family("ethtool");
 *     generic.socket().dump(family.request(ETHTOOL_MSG_LINKSTATE_GET, 0, names, "list", "", w -> {}), decoder);
 * }
 * }</pre>
 *
 * <p>Thread-safe, as the socket is.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html#generic-netlink">Generic netlink</a>
 */
public final class GenericNetlink implements AutoCloseable {
    /** {@code GENL_ID_CTRL}: the family that knows the others. */
    private static final int CONTROLLER = 0x10;

    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_VERSION = 2;
    private static final AttributeNames NAMES = AttributeNames.of(
            GenericFamily.HEADER_SIZE,
            Map.of(1, "CTRL_ATTR_FAMILY_ID", CTRL_ATTR_FAMILY_NAME, "CTRL_ATTR_FAMILY_NAME"));

    private final NetlinkSocket socket;
    private final Map<String, GenericFamily> families = new ConcurrentHashMap<>();

    private GenericNetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** In the network namespace that the calling thread is in. */
    public static GenericNetlink open() throws LinuxException {
        return new GenericNetlink(NetlinkSocket.open(NetlinkProtocol.GENERIC));
    }

    /** In a network namespace; see {@link NetlinkSocket#open(NetlinkProtocol, NamespaceHandle)}. */
    public static GenericNetlink open(NamespaceHandle namespace) throws LinuxException {
        return new GenericNetlink(NetlinkSocket.open(NetlinkProtocol.GENERIC, namespace));
    }

    public NetlinkSocket socket() {
        return socket;
    }

    /**
     * The family with this name, asked for once.
     *
     * @throws NetlinkException {@code ENOENT} for a kernel without it, or without its module
     */
    public GenericFamily family(String name) throws LinuxException {
        GenericFamily known = families.get(name);
        if (known != null) return known;
        Request request = new Request(CONTROLLER, 0, NAMES, "find generic netlink family", name, w -> {
            w.u8(CTRL_CMD_GETFAMILY).u8(CTRL_VERSION).u16(0);
            w.attributeString(CTRL_ATTR_FAMILY_NAME, name);
        });
        try {
            GenericFamily family = socket.get(request, GenericFamily::decode);
            families.put(name, family);
            return family;
        } catch (NetlinkException e) {
            if (e.errno() == Errno.ENOENT) throw GenericFamily.unknown(name, e);
            throw e;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
