package io.jlinux.net.wire;

import io.jlinux.net.conntrack.TcpState;
import io.jlinux.net.nftables.Comparison;
import io.jlinux.net.nftables.CtKey;
import io.jlinux.net.nftables.DynamicSet;
import io.jlinux.net.nftables.Family;
import io.jlinux.net.nftables.Fib;
import io.jlinux.net.nftables.MetaKey;
import io.jlinux.net.nftables.ObjectType;
import io.jlinux.net.nftables.PayloadBase;
import io.jlinux.net.nftables.Registers;
import io.jlinux.net.nftables.Verdict;
import java.util.Map;
import java.util.TreeMap;

/** Numbers of netfilter that stand in enums, under their names in the kernel's headers. */
final class NetfilterNumbers {
    private NetfilterNumbers() {}

    static Map<String, Integer> all() {
        Map<String, Integer> all = new TreeMap<>();
        for (MetaKey k : MetaKey.values()) {
            if (k != MetaKey.SDIF && k != MetaKey.SDIFNAME) all.put("NFT_META_" + k, k.ordinal()); // younger than 5.10
        }
        for (CtKey k : CtKey.values()) all.put("NFT_CT_" + k, k.ordinal());
        for (ObjectType t : ObjectType.values()) all.put("NFT_OBJECT_" + t, t.number());
        for (TcpState s : TcpState.values()) all.put("TCP_CONNTRACK_" + s, s.ordinal());
        for (DynamicSet.Operation o : DynamicSet.Operation.values()) all.put("NFT_DYNSET_OP_" + o, o.ordinal());
        String[] comparisons = {"EQ", "NEQ", "LT", "LTE", "GT", "GTE"};
        for (Comparison c : Comparison.values()) all.put("NFT_CMP_" + comparisons[c.ordinal()], c.ordinal());
        all.put("NFT_PAYLOAD_LL_HEADER", PayloadBase.LINK.ordinal());
        all.put("NFT_PAYLOAD_NETWORK_HEADER", PayloadBase.NETWORK.ordinal());
        all.put("NFT_PAYLOAD_TRANSPORT_HEADER", PayloadBase.TRANSPORT.ordinal());
        all.put("NFPROTO_INET", Family.INET.number());
        all.put("NFPROTO_IPV4", Family.IP.number());
        all.put("NFPROTO_IPV6", Family.IP6.number());
        all.put("NFPROTO_ARP", Family.ARP.number());
        all.put("NFPROTO_BRIDGE", Family.BRIDGE.number());
        all.put("NFPROTO_NETDEV", Family.NETDEV.number());
        all.put("NF_ACCEPT", Verdict.ACCEPT.code());
        all.put("NF_DROP", Verdict.DROP.code());
        all.put("NFT_CONTINUE", Verdict.CONTINUE.code());
        all.put("NFT_BREAK", Verdict.BREAK.code());
        all.put("NFT_RETURN", Verdict.RETURN.code());
        all.put("NFT_JUMP", Verdict.jump("x").code());
        all.put("NFT_GOTO", Verdict.goTo("x").code());
        all.put("NFT_REG_1", Registers.at(0));
        all.put("NFT_REG32_01", Registers.at(1));
        all.put("NFT_REG_2", Registers.at(4));
        all.put("NFT_REG32_15", Registers.at(15));
        all.put("NFTA_FIB_F_DADDR", Fib.DADDR);
        all.put("NFTA_FIB_F_PRESENT", Fib.PRESENT);
        all.put("NFT_FIB_RESULT_ADDRTYPE", Fib.RESULT_ADDRTYPE);
        return all;
    }
}
