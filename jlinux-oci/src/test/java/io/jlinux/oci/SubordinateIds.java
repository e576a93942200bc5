package io.jlinux.oci;

import io.jlinux.ns.IdMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The ranges of /etc/subuid and /etc/subgid of the user who runs the tests. */
final class SubordinateIds {
    private SubordinateIds() {}

    /** Root is the user, 1 and up are the subordinate ones. */
    static IdMap map() throws IOException {
        IdMap self = IdMap.rootToSelf();
        return new IdMap(
                List.of(self.uids().get(0), range("/etc/subuid")),
                List.of(self.gids().get(0), range("/etc/subgid")));
    }

    private static IdMap.Range range(String file) throws IOException {
        String user = System.getProperty("user.name");
        for (String line : Files.readAllLines(Path.of(file))) {
            String[] f = line.split(":");
            if (f[0].equals(user)) return new IdMap.Range(1, Long.parseLong(f[1]), Long.parseLong(f[2]));
        }
        throw new IllegalStateException(file + " has no range of " + user);
    }
}
