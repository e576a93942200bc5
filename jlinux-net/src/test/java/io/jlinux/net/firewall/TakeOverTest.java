package io.jlinux.net.firewall;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One name and several who want it, or had it: what another has by now is never taken away. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class TakeOverTest {
    private static final TableName NAME = OwnTables.table(OwnTables.Purpose.NAT, "web");

    private Nftables nft;
    private OwnTable table;
    private String dead;
    private String alive;

    @BeforeEach
    void begin() throws Exception {
        nft = Nftables.current();
        table = new OwnTable(NAME, nft, false, new ReentrantLock());
        try (NamespaceHandle pids = Namespace.PID.current()) {
            dead = new Owner(ProcessHandle.current().pid(), 1, pids.id()).toString();
            long start = ProcessIdentity.of(1).orElseThrow().startTime();
            alive = new Owner(1, start, pids.id()).toString();
        }
    }

    @AfterEach
    void end() {
        nft.close();
    }

    private void make(String owner) {
        try (Nftables other = Nftables.current()) {
            other.commit(new Batch().replace(Table.of(NAME).comment(owner)));
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> owner() throws LinuxException {
        return nft.table(NAME).flatMap(Table::comment);
    }

    /** Between the look and the commit. */
    private void whileAnotherIsFirst() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> table.create(batch -> {
                    if (nft().filter(alive::equals).isEmpty()) make(alive);
                }))
                .matches(e -> e.errno() == Errno.EEXIST)
                .withMessageContaining("pid 1 ");
    }

    private Optional<String> nft() {
        try {
            return owner();
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofTwoWhoMakeItTheSecondIsRefused() throws Exception {
        whileAnotherIsFirst();
        assertThat(owner()).contains(alive);
    }

    @Test
    void ofTwoWhoTakeItOverTheSecondIsRefused() throws Exception {
        make(dead);
        whileAnotherIsFirst();
        assertThat(owner()).contains(alive);
    }

    @Test
    void whatIsAnothersByNowIsNeitherMadeAgainNorRemoved() throws Exception {
        table.create(batch -> {});
        assertThat(owner()).contains(Owner.self().toString());
        make(alive);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(table::restore)
                .matches(e -> e.errno() == Errno.EEXIST);
        table.remove();
        assertThat(owner()).contains(alive);
    }

    /** As by {@code nft -f} of what {@code nft list ruleset} said. */
    @Test
    void whatWasLoadedAgainIsItsOwn() throws Exception {
        table.create(batch -> {});
        make(Owner.self().toString());
        table.restore();
        make(Owner.self().toString());
        table.remove();
        assertThat(nft.tables()).isEmpty();
    }

    @Test
    void whatIsTakenOverIsNotCollected() throws Exception {
        make(dead);
        OwnTables.Entry entry = OwnTables.list(nft).get(0);
        assertThat(entry.abandoned()).isTrue();
        make(alive);
        assertThat(OwnTables.remove(nft, entry)).isFalse();
        assertThat(owner()).contains(alive);
        OwnTables.Entry now = OwnTables.list(nft).get(0);
        assertThat(OwnTables.remove(nft, now)).isTrue();
        assertThat(OwnTables.remove(nft, now)).isFalse();
        assertThat(nft.tables()).isEmpty();
    }
}
