package io.jlinux.sandbox;

import io.jlinux.ns.IdMap;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start of a sandbox that was started before, compiled once for all commands. One that is started once prepares nothing.
 *
 * @param map who its programs are, as this JVM could say it then
 * @param spawn null until it has been started twice
 */
record PreparedStart(IdMap map, @Nullable PreparedSpawn spawn) {
    /** What is known when it is to be started with {@code command}. */
    static PreparedStart after(@Nullable PreparedStart before, Settings settings, List<String> command) {
        IdMap map = settings.identity.map();
        if (before == null || !before.map.equals(map)) return new PreparedStart(map, null);
        if (before.spawn != null) return before;
        Spawn spawn = SandboxSpawn.of(settings, command);
        return new PreparedStart(map, spawn.prepare());
    }
}
