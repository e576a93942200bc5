package io.jlinux.net.ethtool;

import io.jlinux.net.LinkName;
import io.jlinux.net.Network;
import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.net.netlink.GenericFamily;
import io.jlinux.net.netlink.GenericNetlink;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.EthtoolChannelsAttr;
import io.jlinux.net.wire.EthtoolFeaturesAttr;
import io.jlinux.net.wire.EthtoolHeaderAttr;
import io.jlinux.net.wire.EthtoolLinkModesAttr;
import io.jlinux.net.wire.EthtoolLinkStateAttr;
import io.jlinux.net.wire.EthtoolRingsAttr;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the driver of a link offers, over generic netlink: features, the state of the link, queues and rings. Linux 5.6.
 * Thread-safe.
 *
 * <pre>{@code
 * try (Ethtool ethtool = Ethtool.open()) {
 *     boolean before = ethtool.features("eth0").get("tx-checksum-ip-generic").active();
 *     ethtool.setFeatures("eth0", Map.of("tx-checksum-ip-generic", false));
 * }
 * }</pre>
 *
 * @see <a href="https://docs.kernel.org/networking/ethtool-netlink.html">Netlink interface for ethtool</a>
 */
public final class Ethtool implements AutoCloseable {
    private static final int LINKMODES_GET = 4;
    private static final int LINKSTATE_GET = 6;
    private static final int FEATURES_GET = 11;
    private static final int FEATURES_SET = 12;
    private static final int RINGS_GET = 15;
    private static final int RINGS_SET = 16;
    private static final int CHANNELS_GET = 17;
    private static final int CHANNELS_SET = 18;

    /** The header is the first attribute of every message. */
    private static final int HEADER = 1;

    private static final ErrorHints HINTS = ErrorHints.NONE
            .and(Errno.ENODEV, "there is no such link in this network namespace")
            .and(Errno.EOPNOTSUPP, "the driver of this link does not offer that");

    private final GenericNetlink generic;

    private Ethtool(GenericNetlink generic) {
        this.generic = generic;
    }

    /** In the namespace that the calling thread is in. */
    public static Ethtool open() throws LinuxException {
        return new Ethtool(GenericNetlink.open());
    }

    /** In a namespace. The handle may be closed afterwards. */
    public static Ethtool open(NamespaceHandle namespace) throws LinuxException {
        return new Ethtool(GenericNetlink.open(Network.requireNetwork(namespace)));
    }

    /**
     * The features of a link by name, such as {@code rx-gro}.
     *
     * @throws NetlinkException {@code ENODEV} when there is no such link
     */
    public Map<String, Feature> features(String link) throws LinuxException {
        return features(get(FEATURES_GET, EthtoolFeaturesAttr.class, "read features of", link));
    }

    static Map<String, Feature> features(Attributes a) throws NetlinkException {
        Map<String, Boolean> changeable = Bitset.read(a.nested(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_HW));
        Map<String, Boolean> wanted = Bitset.read(a.nested(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_WANTED));
        Map<String, Boolean> active = Bitset.read(a.nested(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_ACTIVE));
        Map<String, Boolean> fixed = Bitset.read(a.nested(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_NOCHANGE));
        Map<String, Feature> features = new TreeMap<>();
        for (String name : Bitset.names(changeable, wanted, active, fixed)) {
            features.put(
                    name,
                    new Feature(
                            name,
                            active.getOrDefault(name, false),
                            wanted.getOrDefault(name, false),
                            changeable.getOrDefault(name, false) && !fixed.getOrDefault(name, false)));
        }
        return features;
    }

    /**
     * Switches features on or off.
     *
     * @throws NetlinkException {@code EOPNOTSUPP} for a name that the kernel does not know, {@code EINVAL} where what came
     *     out is not what was asked for, such as for a feature that cannot be changed or needs another one
     */
    public void setFeatures(String link, Map<String, Boolean> wanted) throws LinuxException {
        Attributes bits = Bitset.write(wanted);
        execute(
                FEATURES_SET,
                EthtoolFeaturesAttr.class,
                "set features of",
                link,
                header(link).andFlagged(EthtoolFeaturesAttr.ETHTOOL_A_FEATURES_WANTED, bits));
        Map<String, Feature> now = features(link);
        for (Map.Entry<String, Boolean> e : wanted.entrySet()) {
            Feature f = now.get(e.getKey());
            if (f == null || f.active() == e.getValue()) continue;
            String detail = e.getKey() + " stays " + (f.active() ? "on" : "off");
            String hint =
                    f.changeable() ? "another feature that it needs may be off" : "the driver does not let it change";
            throw new NetlinkException("set features of", link, Errno.EINVAL.number(), detail, hint, null);
        }
    }

    /** Whether a link has a carrier; empty where its driver cannot tell. */
    public Optional<Boolean> hasCarrier(String link) throws LinuxException {
        return get(LINKSTATE_GET, EthtoolLinkStateAttr.class, "read link state of", link)
                .get(EthtoolLinkStateAttr.ETHTOOL_A_LINKSTATE_LINK, AttributeType.BOOL_U8);
    }

    /** The speed of a link in Mbit/s; empty where it has none or its driver cannot tell. */
    public Optional<Long> speed(String link) throws LinuxException {
        return get(LINKMODES_GET, EthtoolLinkModesAttr.class, "read speed of", link)
                .get(EthtoolLinkModesAttr.ETHTOOL_A_LINKMODES_SPEED, AttributeType.U32)
                .filter(speed -> speed != 0xffff_ffffL);
    }

    /**
     * The queues of a link.
     *
     * @throws NetlinkException {@code EOPNOTSUPP} where the driver does not tell
     */
    public Channels channels(String link) throws LinuxException {
        return Channels.of(get(CHANNELS_GET, EthtoolChannelsAttr.class, "read channels of", link));
    }

    /**
     * Changes how many queues a link has; what {@code wanted} does not say stays.
     *
     * @throws NetlinkException {@code EINVAL} for more than there can be
     */
    public void setChannels(String link, Channels.Change wanted) throws LinuxException {
        execute(CHANNELS_SET, EthtoolChannelsAttr.class, "set channels of", link, wanted.write(header(link)));
    }

    /**
     * The rings of a link.
     *
     * @throws NetlinkException {@code EOPNOTSUPP} where the driver has none
     */
    public Rings rings(String link) throws LinuxException {
        return Rings.of(get(RINGS_GET, EthtoolRingsAttr.class, "read rings of", link));
    }

    /** Changes how many packets the rings of a link hold. */
    public void setRings(String link, int receiving, int sending) throws LinuxException {
        execute(
                RINGS_SET,
                EthtoolRingsAttr.class,
                "set rings of",
                link,
                header(link)
                        .with(EthtoolRingsAttr.ETHTOOL_A_RINGS_RX, AttributeType.S32, receiving)
                        .with(EthtoolRingsAttr.ETHTOOL_A_RINGS_TX, AttributeType.S32, sending));
    }

    private static Attributes header(String link) {
        return Attributes.NONE.andFlagged(
                HEADER,
                Attributes.NONE.with(
                        EthtoolHeaderAttr.ETHTOOL_A_HEADER_DEV_NAME, AttributeType.STRING, LinkName.check(link)));
    }

    private static AttributeNames names(Class<?> constants) {
        return AttributeNames.of(GenericFamily.HEADER_SIZE, constants)
                .nested(HEADER, () -> AttributeNames.of(0, EthtoolHeaderAttr.class))
                .hints(HINTS);
    }

    private Attributes get(int command, Class<?> constants, String operation, String link) throws LinuxException {
        Attributes header = header(link);
        Request request = generic.family("ethtool")
                .request(command, 0, names(constants), operation, link, w -> w.attributes(header));
        return generic.socket().get(request, m -> Attributes.behind(m, GenericFamily.HEADER_SIZE));
    }

    private void execute(int command, Class<?> constants, String operation, String link, Attributes attributes)
            throws LinuxException {
        generic.socket()
                .execute(generic.family("ethtool")
                        .request(command, 0, names(constants), operation, link, w -> w.attributes(attributes)));
    }

    @Override
    public void close() {
        generic.close();
    }
}
