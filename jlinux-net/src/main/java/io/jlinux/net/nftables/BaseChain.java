package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftChainAttr;
import io.jlinux.net.wire.NftDeviceAttr;
import io.jlinux.net.wire.NftHookAttr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a chain is hooked in.
 *
 * @param priority smaller comes first; see {@link Priority}
 * @param devices for {@link Hook#INGRESS} and {@link Hook#EGRESS}
 * @param policy for what no rule decides about
 * @param counters what the policy decided about, where the kernel counts that
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Chains</a>
 */
public record BaseChain(
        ChainType type, Hook hook, int priority, List<String> devices, Policy policy, Optional<Counter> counters) {
    public BaseChain {
        devices = List.copyOf(devices);
    }

    static BaseChain of(Family family, ChainType type, Hook hook, int priority) {
        hook.number(family); // that there is one
        return new BaseChain(type, hook, priority, List.of(), Policy.ACCEPT, Optional.empty());
    }

    BaseChain policy(Policy other) {
        return new BaseChain(type, hook, priority, devices, other, counters);
    }

    BaseChain devices(String... names) {
        if (hook != Hook.INGRESS && hook != Hook.EGRESS) {
            throw new IllegalArgumentException("devices are for the hooks ingress and egress, not " + hook);
        }
        return new BaseChain(type, hook, priority, List.of(names), policy, counters);
    }

    void write(MessageWriter w, Family family) {
        w.attributeString(NftChainAttr.NFTA_CHAIN_TYPE, type.text());
        int nest = w.beginFlaggedNest(NftChainAttr.NFTA_CHAIN_HOOK);
        w.attributeU32NetworkOrder(NftHookAttr.NFTA_HOOK_HOOKNUM, hook.number(family));
        w.attributeU32NetworkOrder(NftHookAttr.NFTA_HOOK_PRIORITY, priority);
        if (devices.size() == 1) w.attributeString(NftHookAttr.NFTA_HOOK_DEV, devices.get(0));
        if (devices.size() > 1) {
            int list = w.beginFlaggedNest(NftHookAttr.NFTA_HOOK_DEVS);
            for (String device : devices) w.attributeString(NftDeviceAttr.NFTA_DEVICE_NAME, device);
            w.endNest(list);
        }
        w.endNest(nest);
        w.attributeU32NetworkOrder(NftChainAttr.NFTA_CHAIN_POLICY, policy.ordinal());
    }

    /** What of a chain's attributes is about its hook. */
    static final class Reading {
        private final Family family;
        private Optional<ChainType> type = Optional.empty();
        private Optional<Hook> hook = Optional.empty();
        private int priority;
        private final List<String> devices = new ArrayList<>();
        private Policy policy = Policy.ACCEPT;
        private Optional<Counter> counters = Optional.empty();

        Reading(Family family) {
            this.family = family;
        }

        void read(AttributeReader a) throws NetlinkException {
            switch (a.type()) {
                case NftChainAttr.NFTA_CHAIN_TYPE -> type = Optional.of(ChainType.of(a.string()));
                case NftChainAttr.NFTA_CHAIN_HOOK -> readHook(a.nested());
                case NftChainAttr.NFTA_CHAIN_POLICY -> policy = a.u32NetworkOrder() == 0 ? Policy.DROP : Policy.ACCEPT;
                case NftChainAttr.NFTA_CHAIN_COUNTERS -> counters = Optional.of(Counter.decode(a.nested()));
                default -> {} // flags, and what later kernels add
            }
        }

        private void readHook(AttributeReader a) throws NetlinkException {
            while (a.next()) {
                switch (a.type()) {
                    case NftHookAttr.NFTA_HOOK_HOOKNUM -> hook = Optional.of(Hook.of(family, a.u32NetworkOrder()));
                    case NftHookAttr.NFTA_HOOK_PRIORITY -> priority = a.u32NetworkOrder();
                    case NftHookAttr.NFTA_HOOK_DEV -> add(a.string());
                    case NftHookAttr.NFTA_HOOK_DEVS -> {
                        for (AttributeReader d = a.nested(); d.next(); ) add(d.string());
                    }
                    default -> {} // nothing else is known
                }
            }
        }

        /** The kernel tells a single device twice. */
        private void add(String device) {
            if (!devices.contains(device)) devices.add(device);
        }

        Optional<BaseChain> result() {
            if (type.isEmpty() || hook.isEmpty()) return Optional.empty();
            return Optional.of(new BaseChain(type.get(), hook.get(), priority, devices, policy, counters));
        }
    }
}
