package io.jlinux.net.netlink;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFT;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Batches that the kernel does whole or not at all, told with the smallest of nftables: tables without anything in them. */
@Requires({ROOT, NFT})
@InNamespace(NET)
@NoLeaks
class NetlinkTransactionTest {
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;
    private static final int NFT_MSG_NEWTABLE = 0xa00;
    private static final int NFT_MSG_GETTABLE = 0xa01;
    private static final int NFTA_TABLE_NAME = 1;
    private static final int NFPROTO_INET = 1;
    private static final AttributeNames TABLE = AttributeNames.of(4, Map.of(NFTA_TABLE_NAME, "NFTA_TABLE_NAME"));

    private static Request bound(int type) {
        return new Request(
                type,
                0,
                AttributeNames.NONE,
                "batch",
                "",
                w -> w.u8(0).u8(0).u8(0).u8(10));
    }

    private static Request newTable(String name) {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        return new Request(
                NFT_MSG_NEWTABLE,
                flags,
                TABLE,
                "create table",
                name,
                w -> w.u8(NFPROTO_INET).u8(0).u16(0).attributeString(NFTA_TABLE_NAME, name));
    }

    private static List<Reply> commit(NetlinkSocket socket, List<Request> requests) throws Exception {
        return socket.transaction(bound(NFNL_MSG_BATCH_BEGIN), requests, bound(NFNL_MSG_BATCH_END));
    }

    private static int tables(NetlinkSocket socket) throws Exception {
        Request all = new Request(NFT_MSG_GETTABLE, 0, TABLE, "list tables", "", w -> w.u32(0));
        return socket.dump(all, Message::type).size();
    }

    @Test
    void allOfItIsDone() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.NETFILTER)) {
            List<Reply> replies = commit(socket, List.of(newTable("a"), newTable("b")));
            assertThat(replies).extracting(Reply::error).containsExactly(null, null);
            assertThat(tables(socket)).isEqualTo(2);
        }
    }

    @Test
    void orNothingAndEachRefusalHasItsMessage() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.NETFILTER)) {
            commit(socket, List.of(newTable("old")));
            List<Reply> replies = commit(socket, List.of(newTable("a"), newTable("old"), newTable("b")));
            assertThat(replies.get(0).error()).isNull();
            assertThat(replies.get(1).error())
                    .isNotNull()
                    .matches(e -> e.errno() == Errno.EEXIST)
                    .hasMessageContaining("create table old: EEXIST")
                    .hasMessageContaining("NFTA_TABLE_NAME");
            assertThat(tables(socket)).isEqualTo(1);
        }
    }

    /** 4,000 requests are more than the buffers of a socket hold unless they are made larger. */
    @Test
    void manyRequestsAreOneBatch() throws Exception {
        int many = Boolean.getBoolean("jlinux.vm") ? 500 : 4000;
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < many; i++) requests.add(newTable("table-with-a-name-of-some-length-" + i));
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.NETFILTER)) {
            assertThat(commit(socket, requests)).allMatch(r -> r.error() == null);
            assertThat(tables(socket)).isEqualTo(many);
        }
    }

    @Test
    void whatTheKernelHasAgainstTheBatchAsSuchIsThrown() throws Exception {
        Request unknownSubsystem = new Request(
                NFNL_MSG_BATCH_BEGIN,
                0,
                AttributeNames.NONE,
                "begin batch",
                "",
                w -> w.u8(0).u8(0).u8(0).u8(77));
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.NETFILTER)) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() ->
                            socket.transaction(unknownSubsystem, List.of(newTable("a")), bound(NFNL_MSG_BATCH_END)))
                    .withMessageContaining("begin batch: EINVAL");
            assertThat(tables(socket)).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> commit(socket, List.of()));
        }
    }
}
