package io.jlinux.net;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.ns.NamespaceHandle;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A virtual link as it shall be: an immutable value, with one class for each kind. What was not said is the kernel's
 * default; zero is a value like any other.
 *
 * <p>What all kinds have are the methods here. What only one has are its {@link LinkOption}s, set by {@link #with}:
 *
 * <pre>{@code
 * VirtualLink.create(VlanSpec.of("eth0.5", "eth0", 5).with(VlanSpec.REORDER_HEADER, false).namespace(box).up())
 * }</pre>
 *
 * <p>Handles are used when the link is created, and must be open then.
 *
 * @param <S> the class itself
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip link add</a>
 */
public abstract class LinkSpec<S extends LinkSpec<S>> {
    private final State state;

    /** All that a spec holds; only to be handed from one to the next. */
    protected static final class State {
        final EndSpec end;
        final Attributes data;
        final @Nullable String parentName;
        final @Nullable Integer parentIndex;
        final @Nullable NamespaceHandle origin;

        private State(
                EndSpec end,
                Attributes data,
                @Nullable String parentName,
                @Nullable Integer parentIndex,
                @Nullable NamespaceHandle origin) {
            this.end = end;
            this.data = data;
            this.parentName = parentName;
            this.parentIndex = parentIndex;
            this.origin = origin;
        }

        State end(EndSpec changed) {
            return new State(changed, data, parentName, parentIndex, origin);
        }

        State data(Attributes changed) {
            return new State(end, changed, parentName, parentIndex, origin);
        }
    }

    protected LinkSpec(State state) {
        this.state = state;
    }

    /** What a new spec begins with: a name, and nothing else said. */
    protected static State named(String name) {
        return new State(EndSpec.of(name), Attributes.NONE, null, null, null);
    }

    /** A spec of the same class that holds {@code changed}. */
    protected abstract S copy(State changed);

    /** The kind, as the kernel names it: {@code IFLA_INFO_KIND}. */
    public abstract String kind();

    /** The attribute of this kind's own that names the link below; -1 for {@code IFLA_LINK}. */
    protected int parentAttribute() {
        return -1;
    }

    /**
     * Whether it matters in which namespace it is created, and not only where it ends up: its packets go out through that
     * one. True for links above another one, tunnels and wireguard.
     */
    protected boolean hasUnderlay() {
        return false;
    }

    /** All that is said so far. */
    protected final State state() {
        return state;
    }

    EndSpec end() {
        return state.end;
    }

    /** Where it shall be; empty for where the creating thread is. */
    public final Optional<NamespaceHandle> namespace() {
        return Optional.ofNullable(state.end.namespace());
    }

    /** The name that it shall have. */
    public String name() {
        return state.end.name();
    }

    private S with(EndSpec end) {
        return copy(state.end(end));
    }

    private S with(LinkChange settings) {
        return with(state.end.link(settings));
    }

    /**
     * With this setting of its kind.
     *
     * @throws IllegalArgumentException for a value that the attribute cannot hold
     */
    public final <T> S with(LinkOption<? super S, T> option, T value) {
        return withData(state.data.with(option.attribute(), option.type(), value));
    }

    /** What was said for a setting of its kind; empty where nothing was. */
    public final <T> Optional<T> get(LinkOption<? super S, T> option) {
        try {
            return state.data.get(option.attribute(), option.type());
        } catch (NetlinkException e) {
            throw new IllegalStateException(e); // what was encoded here can be decoded
        }
    }

    /** With other attributes in {@code IFLA_INFO_DATA}. */
    protected final S withData(Attributes data) {
        return copy(state.data(data));
    }

    /** The attributes in {@code IFLA_INFO_DATA}. */
    protected final Attributes data() {
        return state.data;
    }

    /** Above the link with this name. */
    protected final S withParent(String link) {
        return copy(new State(state.end, state.data, LinkName.checkAny(link), null, state.origin));
    }

    /** Above the link with this index. */
    protected final S withParent(int index) {
        if (index <= 0) throw new IllegalArgumentException("not the index of a link: " + index);
        return copy(new State(state.end, state.data, null, index, state.origin));
    }

    /** Where it shall be; else where the creating thread is. */
    public final S namespace(NamespaceHandle namespace) {
        return with(state.end.in(namespace));
    }

    /**
     * The namespace from which it is created, where the link below it is and its packets go out; else that of the creating
     * thread. Of no effect for kinds that have nothing below them.
     */
    public final S from(NamespaceHandle namespace) {
        NamespaceHandle checked = Network.requireNetwork(namespace);
        return copy(new State(state.end, state.data, state.parentName, state.parentIndex, checked));
    }

    /** One more address. */
    public final S address(Cidr address) {
        return with(state.end.address(address));
    }

    /** A default route through it. Needs {@link #up()}. */
    public final S gateway(InetAddress gateway) {
        return with(state.end.gateway(gateway));
    }

    /** Largest packet in bytes; the kind says what is possible. */
    public final S mtu(int bytes) {
        return with(state.end.link().mtu(bytes));
    }

    /** Hardware address; else one that the kernel makes up. */
    public final S mac(MacAddress address) {
        return with(state.end.link().mac(address));
    }

    /** Packets that may wait for transmission; 0 is legal and means none. */
    public final S txQueueLength(int packets) {
        return with(state.end.link().txQueueLength(packets));
    }

    /** A number to act on many links at once: {@link Links#deleteGroup}. */
    public final S group(int number) {
        return with(state.end.link().group(number));
    }

    /** A free description of up to 255 bytes. */
    public final S alias(String text) {
        return with(state.end.link().alias(text));
    }

    /** Number of queues for sending and for receiving. */
    public final S queues(int sending, int receiving) {
        return with(state.end.link().queues(sending, receiving));
    }

    /** The index that it shall have; else the next one that is free. */
    public final S index(int index) {
        return with(state.end.index(index));
    }

    /** Makes it a port of this bridge. */
    public final S master(Bridge bridge) {
        return with(state.end.link().master(bridge.index()));
    }

    /** Makes it a port of the bridge or bond, or a member of the vrf, with this name, which is in the same namespace. */
    public final S master(String link) {
        return with(state.end.master(link));
    }

    /** Up when it has been created. */
    public final S up() {
        return with(state.end.setUp());
    }

    /** Refuses what cannot work, before anything happens. */
    protected void validate() {
        state.end.validate();
    }

    /**
     * The message that creates it.
     *
     * @param parent index of the link below; null for none
     * @param master index, where it was looked up by name
     * @param namespace descriptor of where it shall be; null for where the message is sent
     */
    final Request request(@Nullable Integer parent, @Nullable Integer master, @Nullable Integer namespace) {
        LinkChange link = master == null ? state.end.link() : state.end.link().master(master);
        boolean below = parent != null && parentAttribute() >= 0;
        return LinkRequests.create(
                kind(),
                name(),
                state.end.index(),
                w -> {
                    link.writeAttributes(w);
                    if (parent != null && !below) w.attributeU32(IflaAttr.IFLA_LINK, parent);
                    if (namespace != null) w.attributeU32(IflaAttr.IFLA_NET_NS_FD, namespace);
                },
                w -> {
                    w.attributes(state.data);
                    if (parent != null && below) w.attributeU32(parentAttribute(), parent);
                });
    }
}
