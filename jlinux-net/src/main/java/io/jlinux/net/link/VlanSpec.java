package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.VlanAttr;

/**
 * A VLAN of another link: it sends with a tag and gets what has it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), vlan</a>
 */
public final class VlanSpec extends LinkSpec<VlanSpec> {
    /** 0 to 4094. */
    public static final LinkOption<VlanSpec, Integer> ID = of(VlanAttr.IFLA_VLAN_ID, AttributeType.U16);

    /** 0x8100 (802.1Q), the default, or 0x88a8 (802.1ad). */
    public static final LinkOption<VlanSpec, Integer> PROTOCOL =
            of(VlanAttr.IFLA_VLAN_PROTOCOL, AttributeType.U16_NETWORK_ORDER);

    /** {@code VLAN_FLAG_*}, and which of them are said; read it with {@link VlanFlags#isIn}. */
    public static final LinkOption<VlanSpec, VlanFlags.Word> FLAGS = of(VlanAttr.IFLA_VLAN_FLAGS, VlanFlags.WORD);

    private VlanSpec(State state) {
        super(state);
    }

    /**
     * A VLAN with this name of the link {@code parent}, which is looked up when it is created.
     *
     * @param id 0 to 4094
     */
    public static VlanSpec of(String name, String parent, int id) {
        return new VlanSpec(named(name)).withParent(parent).with(ID, checked(id));
    }

    /** A VLAN with this name of the link with this index. */
    public static VlanSpec of(String name, int parent, int id) {
        return new VlanSpec(named(name)).withParent(parent).with(ID, checked(id));
    }

    private static int checked(int id) {
        if (id < 0 || id > 4094) throw new IllegalArgumentException("VLAN " + id + ", not 0..4094");
        return id;
    }

    private static <T> LinkOption<VlanSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("vlan", attribute, type);
    }

    @Override
    protected VlanSpec copy(State changed) {
        return new VlanSpec(changed);
    }

    @Override
    public String kind() {
        return "vlan";
    }

    @Override
    protected boolean hasUnderlay() {
        return true;
    }

    /** Whether the tag is taken out of packets before they are looked at; the kernel's default is that it is. */
    public VlanSpec reorderHeader(boolean on) {
        return with(FLAGS, VlanFlags.REORDER_HEADER.in(get(FLAGS), on));
    }

    /** Whether it announces itself by GVRP; the kernel's default is not. */
    public VlanSpec gvrp(boolean on) {
        return with(FLAGS, VlanFlags.GVRP.in(get(FLAGS), on));
    }

    /** Whether it announces itself by MVRP; the kernel's default is not. */
    public VlanSpec mvrp(boolean on) {
        return with(FLAGS, VlanFlags.MVRP.in(get(FLAGS), on));
    }

    /** Whether its state does not follow that of the link below; the kernel's default is that it does. */
    public VlanSpec looseBinding(boolean on) {
        return with(FLAGS, VlanFlags.LOOSE_BINDING.in(get(FLAGS), on));
    }
}
