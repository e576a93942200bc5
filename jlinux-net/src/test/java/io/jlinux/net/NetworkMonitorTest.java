package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class NetworkMonitorTest {
    private static final Duration LONG = Duration.ofSeconds(Boolean.getBoolean("jlinux.vm") ? 120 : 30);

    @Test
    void theFirstEventIsTheState() throws Exception {
        List<NetworkEvent> events = new CopyOnWriteArrayList<>();
        try (Veth veth = Veth.create("a", "b");
                NetworkMonitor monitor = NetworkMonitor.open();
                NetworkMonitor.Listening listening = monitor.listen(events::add)) {
            assertThat(listening).isNotNull();
            assertThat(events).first().isInstanceOfSatisfying(NetworkEvent.Resync.class, r -> {
                assertThat(r.lost()).isFalse();
                assertThat(r.state().links()).containsKey(veth.index());
            });
        }
    }

    @Test
    void changesAreToldInTheirOrder() throws Exception {
        List<NetworkEvent> events = new CopyOnWriteArrayList<>();
        try (NetworkMonitor monitor = NetworkMonitor.open()) {
            monitor.listen(events::add);
            Veth veth = Veth.create(
                    VethSpec.of("a", "b").address(Cidr.of("10.7.0.1/24")).up());
            assertThat(monitor.await(
                            s -> s.link("a").filter(Link::carriesTraffic).isPresent(), LONG))
                    .isTrue();
            veth.close();
            assertThat(monitor.await(s -> s.links().size() == 1 && s.addresses().isEmpty(), LONG))
                    .isTrue();
        }
        List<Class<?>> kinds = events.stream().<Class<?>>map(Object::getClass).toList();
        assertThat(kinds)
                .containsSubsequence(
                        NetworkEvent.Resync.class,
                        NetworkEvent.LinkChanged.class,
                        NetworkEvent.AddressAdded.class,
                        NetworkEvent.RouteAdded.class,
                        NetworkEvent.LinkRemoved.class);
        assertThat(events).anyMatch(e -> e instanceof NetworkEvent.AddressRemoved);
    }

    /** The kernel tells nothing of IPv4 routes that go with their link. */
    @Test
    void routesThatGoSilentlyAreFoundOut() throws Exception {
        try (Veth veth = Veth.create(
                        VethSpec.of("a", "b").address(Cidr.of("10.7.0.1/24")).up());
                NetworkMonitor monitor = NetworkMonitor.open()) {
            Routes.here().add(Route.to(Cidr.of("10.8.0.0/16")).via(Cidr.address("10.7.0.2")));
            assertThat(monitor.await(s -> has(s, "10.8.0.0/16"), LONG)).isTrue();
            Routes.here().replace(Route.to(Cidr.of("10.8.0.0/16")).via(Cidr.address("10.7.0.3")));
            assertThat(monitor.await(
                            s -> s.routes().stream()
                                    .filter(r -> r.destination().equals(Cidr.of("10.8.0.0/16")))
                                    .allMatch(r -> r.gateway()
                                            .filter(Cidr.address("10.7.0.3")::equals)
                                            .isPresent()),
                            LONG))
                    .isTrue();
            veth.device().down();
            assertThat(monitor.await(s -> !has(s, "10.8.0.0/16") && !has(s, "10.7.0.0/24"), LONG))
                    .isTrue();
        }
    }

    @Test
    void rulesAndTheirOrder() throws Exception {
        List<NetworkEvent> events = new CopyOnWriteArrayList<>();
        Rule first = Rule.ipv4().with(Rule.PRIORITY, 100L).lookup(100);
        Rule before = Rule.ipv4().with(Rule.PRIORITY, 50L).lookup(50);
        try (NetworkMonitor monitor = NetworkMonitor.open()) {
            assertThat(monitor.state().rules()).isEqualTo(Rules.here().list());
            monitor.listen(events::add);
            Rules.here().add(first);
            Rules.here().add(before);
            List<Rule> now = Rules.here().list();
            assertThat(monitor.await(s -> s.rules().equals(now), LONG)).isTrue();
            Rules.here().remove(first);
            assertThat(monitor.await(s -> s.rules().size() == now.size() - 1, LONG))
                    .isTrue();
            assertThat(monitor.state().rules()).isEqualTo(Rules.here().list());
        }
        assertThat(events)
                .anyMatch(e -> e instanceof NetworkEvent.RuleAdded a && a.rule().table() == 50)
                .anyMatch(
                        e -> e instanceof NetworkEvent.RuleRemoved r && r.rule().table() == 100);
    }

    @Test
    void neighboursWhereTheyAreAskedFor() throws Exception {
        List<NetworkEvent> events = new CopyOnWriteArrayList<>();
        MacAddress mac = MacAddress.of("02:00:00:00:00:42");
        MacAddress other = MacAddress.of("02:00:00:00:00:43");
        try (Veth veth = Veth.create(
                        VethSpec.of("a", "b").address(Cidr.of("10.7.0.1/24")).up());
                NetworkMonitor without = NetworkMonitor.open()) {
            Neighbours neighbours = Neighbours.here();
            neighbours.add(NeighbourEntry.permanent(veth.index(), Cidr.address("10.7.0.8"), mac));
            try (NetworkMonitor monitor = NetworkMonitor.openWithNeighbours()) {
                monitor.listen(events::add);
                assertThat(monitor.state().neighbours())
                        .contains(NeighbourEntry.permanent(veth.index(), Cidr.address("10.7.0.8"), mac));
                NeighbourEntry nine = NeighbourEntry.permanent(veth.index(), Cidr.address("10.7.0.9"), mac);
                neighbours.add(nine);
                assertThat(monitor.await(s -> s.neighbours().contains(nine), LONG))
                        .isTrue();
                NeighbourEntry moved = NeighbourEntry.permanent(veth.index(), Cidr.address("10.7.0.9"), other);
                neighbours.replace(moved);
                assertThat(monitor.await(
                                s -> s.neighbours().contains(moved)
                                        && !s.neighbours().contains(nine),
                                LONG))
                        .isTrue();
                neighbours.remove(moved);
                assertThat(monitor.await(s -> !s.neighbours().contains(moved), LONG))
                        .isTrue();
                veth.device().down(); // all that is known of its neighbours goes
                assertThat(monitor.await(
                                s -> s.neighbours().stream().noneMatch(n -> n.linkIndex() == veth.index()), LONG))
                        .isTrue();
            }
            assertThat(without.state().neighbours()).isEmpty();
        }
        assertThat(events)
                .anyMatch(e -> e instanceof NetworkEvent.NeighbourChanged c
                        && c.before().isPresent()
                        && c.neighbour().mac().equals(java.util.Optional.of(other)))
                .anyMatch(e -> e instanceof NetworkEvent.NeighbourRemoved);
    }

    private static boolean has(NetworkState state, String destination) {
        Cidr cidr = Cidr.of(destination);
        return state.routes().stream().anyMatch(r -> r.destination().equals(cidr));
    }

    /** Changes faster than they are taken, through the smallest receive buffer that there is. */
    @Test
    void afterAnOverflowTheStateIsWholeAgain() throws Exception {
        CompletableFuture<NetworkState> resynced = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Void> held = new CompletableFuture<>();
        try (NetworkMonitor monitor = NetworkMonitor.open(Network.current(), null, false, 1)) {
            monitor.listen(e -> {
                boolean lost = e instanceof NetworkEvent.Resync r && r.lost();
                if (!held.isDone() && (lost || e instanceof NetworkEvent.LinkChanged)) {
                    held.complete(null); // the thread stands still, and the kernel's buffer fills
                    go.join();
                } else if (lost) {
                    resynced.complete(((NetworkEvent.Resync) e).state());
                }
            });
            try (Veth veth = Veth.create("a", "b")) {
                held.get(LONG.toSeconds(), TimeUnit.SECONDS);
                for (int i = 0; i < 50; i++) {
                    veth.device().change(LinkChange.NONE.mtu(1000 + i));
                }
                veth.device().change(LinkChange.NONE.rename("c").mtu(1234));
                go.complete(null);
                assertThat(resynced.get(LONG.toSeconds(), TimeUnit.SECONDS).links())
                        .containsKey(veth.index());
                assertThat(monitor.await(
                                s -> s.link("c").filter(l -> l.mtu() == 1234).isPresent(), LONG))
                        .isTrue();
                assertThat(monitor.state().links().values())
                        .hasSameElementsAs(Links.here().list());
                assertThat(monitor.state().rules()).isEqualTo(Rules.here().list());
            } finally {
                go.complete(null);
            }
        }
    }

    private static final class Slow implements Flow.Subscriber<NetworkEvent> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final List<NetworkEvent> events = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> complete = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription.complete(s);
        }

        @Override
        public void onNext(NetworkEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable e) {
            complete.completeExceptionally(e);
        }

        @Override
        public void onComplete() {
            complete.complete(null);
        }
    }

    @Test
    void aSubscriberGetsWhatItAsksFor() throws Exception {
        Slow slow = new Slow();
        try (NetworkMonitor monitor = NetworkMonitor.open()) {
            monitor.subscribe(slow);
            try (Veth veth = Veth.create("a", "b")) {
                assertThat(monitor.await(s -> s.links().containsKey(veth.index()), LONG))
                        .isTrue();
                assertThat(slow.events).isEmpty();
                slow.subscription.join().request(1);
                assertThat(slow.events).singleElement().isInstanceOf(NetworkEvent.Resync.class);
                slow.subscription.join().request(1);
                assertThat(slow.events).hasSize(2).last().isInstanceOf(NetworkEvent.LinkChanged.class);
            }
        }
        slow.complete.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aSubscriberThatAsksForNothingIsToldSo() throws Exception {
        Slow slow = new Slow();
        try (NetworkMonitor monitor = NetworkMonitor.open()) {
            monitor.subscribe(slow);
            slow.subscription.join().request(0);
            assertThat(slow.complete).isCompletedExceptionally();
        }
    }

    @Test
    void anotherNamespaceIsWatchedAndAListenerMayCloseTheMonitor() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            NetworkMonitor monitor = NetworkMonitor.open(other.handle());
            CompletableFuture<String> closed = new CompletableFuture<>();
            monitor.listen(e -> {
                if (e instanceof NetworkEvent.LinkChanged c) {
                    monitor.close();
                    closed.complete(c.link().name());
                }
            });
            try (Veth veth =
                    Veth.create(VethSpec.of("a", "b").namespace(other.handle()).peerNamespace(other.handle()))) {
                assertThat(closed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isIn("a", "b");
                assertThat(veth.index()).isPositive();
            }
            assertThat(monitor.isOpen()).isFalse();
            monitor.close();
            assertThat(monitor.await(s -> false, LONG)).isFalse();
        }
    }
}
