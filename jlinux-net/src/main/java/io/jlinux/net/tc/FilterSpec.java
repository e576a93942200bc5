package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.TcaActAttr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter, which tells packets the class that they belong to, or does something with them, as it shall be.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), filters</a>
 */
public abstract class FilterSpec<S extends FilterSpec<S>> extends TcSpec<S> {
    /** The lower, the earlier it is asked: 1 to 65535; unset the kernel chooses one before those that are there. */
    public static final Setting<FilterSpec<?>, Integer> PRIORITY = Setting.inside("pref", AttributeType.U16);

    /** The EtherType of the packets that it is asked about: 0x0800 is IPv4, 0x86dd IPv6, 3 ({@link #ALL}) any. */
    public static final Setting<FilterSpec<?>, Integer> PROTOCOL = Setting.inside("protocol", AttributeType.U16);

    /** Filters are asked chain by chain, beginning with 0; others only where an action goes there. */
    public static final Setting<FilterSpec<?>, Long> CHAIN = Setting.inside("chain", AttributeType.U32);

    /** Its number among those of one priority; unset the kernel chooses. */
    public static final Setting<FilterSpec<?>, Long> NUMBER = Setting.inside("handle", AttributeType.U32);

    /** {@code ETH_P_ALL}. */
    public static final int ALL = 3;

    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;

    /** So many may one filter have ({@code TCA_ACT_MAX_PRIO}). */
    static final int MAX_ACTIONS = 32;

    private final List<Action> actions;

    FilterSpec(Map<Setting<?, ?>, Object> values, List<Action> actions) {
        super(values);
        this.actions = List.copyOf(actions);
    }

    abstract S copy(Map<Setting<?, ?>, Object> changed, List<Action> newActions);

    @Override
    final S copy(Map<Setting<?, ?>, Object> changed) {
        return copy(changed, actions);
    }

    /** What it does with the packets, one after the other. */
    public final List<Action> actions() {
        return actions;
    }

    /** Does one more thing with the packets. */
    public final S action(Action more) {
        List<Action> all = new ArrayList<>(actions);
        all.add(more);
        if (all.size() > MAX_ACTIONS) throw new IllegalArgumentException("more than " + MAX_ACTIONS + " actions");
        return copy(values(), all);
    }

    /** When it is asked: 1 to 65535, the lowest first. */
    public final S priority(int number) {
        if (number < 1) throw new IllegalArgumentException("priority " + number + ", not 1..65535");
        return with(PRIORITY, number);
    }

    /** About packets of this EtherType; {@link #ALL} for any. */
    public final S protocol(int etherType) {
        return with(PROTOCOL, etherType);
    }

    /** The EtherType where none was said. */
    int defaultProtocol() {
        return ALL;
    }

    final void writeActions(MessageWriter w, int attribute) {
        if (actions.isEmpty()) return;
        Attributes list = Attributes.NONE;
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            list = list.and(
                    i + 1,
                    Attributes.NONE
                            .with(TcaActAttr.TCA_ACT_KIND, AttributeType.STRING, action.kind())
                            .andFlagged(TcaActAttr.TCA_ACT_OPTIONS, action.options()));
        }
        w.attributeNested(attribute, list);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof FilterSpec<?> o && actions.equals(o.actions);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + actions.hashCode();
    }

    @Override
    public String toString() {
        return actions.isEmpty() ? super.toString() : super.toString() + " " + actions;
    }
}
