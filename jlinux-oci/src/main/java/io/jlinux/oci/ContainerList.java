package io.jlinux.oci;

import io.jlinux.oci.run.KnownContainer;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.state.StateRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All containers of a state directory. */
final class ContainerList {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerList.class);

    private ContainerList() {}

    /** Their states, without those of which nothing was written yet, or nothing that can be read. */
    static List<OciState> states(StateRoot root) throws IOException {
        List<OciState> states = new ArrayList<>();
        for (String id : root.ids()) {
            try {
                KnownContainer.look(root.directory(id), false).ifPresent(known -> states.add(known.current()));
            } catch (IOException e) {
                LOG.warn("left out of the list: {}", e.getMessage());
            }
        }
        return states;
    }
}
