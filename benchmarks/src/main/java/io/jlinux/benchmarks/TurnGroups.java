package io.jlinux.benchmarks;

import static io.jlinux.benchmarks.TurnGroup.byFloor;
import static io.jlinux.benchmarks.TurnGroup.inJvm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The groups of {@link Turns}, with what their contenders need. */
final class TurnGroups implements AutoCloseable {
    private final Floor floor = new Floor();
    private final Programs programs = new Programs();
    private final PreparedPrograms prepared = new PreparedPrograms();
    private final PooledPrograms pooled = new PooledPrograms();
    private final Bundle bundle = new Bundle();
    private final PooledBundle pooledBundle = new PooledBundle();
    private final StatefulBundle stateful = new StatefulBundle();
    private final NetworkConnect connect = new NetworkConnect();

    private TurnGroups() {}

    static TurnGroups open() throws IOException {
        TurnGroups groups = new TurnGroups();
        groups.floor.start();
        groups.programs.prepare();
        groups.prepared.prepare();
        groups.pooled.prepare();
        groups.bundle.load();
        groups.pooledBundle.load();
        groups.stateful.load();
        return groups;
    }

    List<TurnGroup> all() {
        return List.of(noop(), fiveNamespaces(), container(), bundles(), connected());
    }

    private TurnGroup noop() {
        return new TurnGroup(
                "no-op",
                List.of(
                        byFloor("C", floor, Launch.NOOP),
                        inJvm("JLinux", () -> JLinuxSpawn.run(JLinuxSpawn.of(programs.noop))),
                        inJvm("JLinux, prepared", () -> JLinuxSpawn.end(prepared.noop.start())),
                        inJvm("ProcessBuilder", () -> JdkProcess.run(programs.noop))));
    }

    private TurnGroup fiveNamespaces() {
        return withPeers(
                "five namespaces",
                List.of(
                        byFloor("C", floor, Launch.FIVE_NAMESPACES),
                        inJvm(
                                "JLinux",
                                () -> JLinuxSpawn.run(
                                        JLinuxSpawn.of(programs.noop).unshare(JLinuxSpawn.FIVE))),
                        inJvm("JLinux, prepared", () -> JLinuxSpawn.end(prepared.fiveNamespaces.start())),
                        inJvm("JLinux, pool", pooled::refill, () -> JLinuxSpawn.run(pooled.fiveNamespaces()))),
                "unshare",
                Launch.FIVE_NAMESPACES_UNSHARE,
                "bwrap",
                Launch.FIVE_NAMESPACES_BUBBLEWRAP);
    }

    private TurnGroup container() {
        return withPeers(
                "container of runc spec",
                List.of(
                        byFloor("C", floor, Launch.CONTAINER),
                        inJvm("Spawn", () -> JLinuxSpawn.run(JLinuxSpawn.container())),
                        inJvm("Spawn, prepared", () -> JLinuxSpawn.end(prepared.container.start())),
                        inJvm("Spawn, pool", pooled::refill, () -> JLinuxSpawn.run(pooled.container()))),
                "bwrap",
                Launch.CONTAINER_BUBBLEWRAP,
                "crun",
                Launch.CONTAINER_CRUN);
    }

    private TurnGroup bundles() {
        return withPeers(
                "the same in cgroups of its own",
                List.of(
                        byFloor("C", floor, Launch.CONTAINER_IN_CGROUPS),
                        inJvm("OciBundle", bundle::run),
                        inJvm("OciBundle, pool", pooledBundle::refill, pooledBundle::run),
                        inJvm("OciRuntime, with config and state", stateful::run),
                        inJvm("create, start, delete", stateful::createStartDelete)),
                "crun",
                Launch.CONTAINER_CRUN,
                "runc",
                Launch.CONTAINER_RUNC);
    }

    private TurnGroup connected() {
        return new TurnGroup(
                "two network namespaces connected",
                List.of(
                        new TurnGroup.Contender(
                                "C", false, () -> floor.server().run("network-connect", 1, 0, List.of())),
                        inJvm("JLinux", connect::jlinux)));
    }

    private TurnGroup withPeers(
            String title, List<TurnGroup.Contender> own, String one, Launch first, String other, Launch second) {
        List<TurnGroup.Contender> all = new ArrayList<>(own);
        if (Tools.find(one).isPresent()) all.add(byFloor(one, floor, first));
        if (Tools.find(other).isPresent()) all.add(byFloor(other, floor, second));
        return new TurnGroup(title, all);
    }

    @Override
    public void close() throws IOException {
        pooledBundle.close();
        pooled.close();
        floor.stop();
    }
}
