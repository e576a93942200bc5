package io.jlinux.sandbox;

import io.jlinux.ns.IdMap;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start of a sandbox for the command that it was started with before: compiled once. A sandbox that is started with another command each
 * time prepares nothing.
 *
 * @param command the last one
 * @param map who its programs are, as this JVM could say it then
 * @param spawn null until the command has been seen twice
 */
record PreparedStart(
        List<String> command, IdMap map, @Nullable PreparedSpawn spawn) {
    /** What is known after one more start with {@code command}. */
    static PreparedStart after(@Nullable PreparedStart before, Settings settings, List<String> command) {
        IdMap map = settings.identity.map();
        if (before == null || !before.command.equals(command) || !before.map.equals(map)) {
            return new PreparedStart(List.copyOf(command), map, null);
        }
        if (before.spawn != null) return before;
        Spawn spawn = SandboxSpawn.of(settings, before.command);
        return new PreparedStart(before.command, map, spawn.prepare());
    }
}
