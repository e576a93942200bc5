package io.jlinux.spawn.tape;

import java.io.IOException;

/** On which thread a child is made: that is its parent, of which the kernel's death signal speaks. */
@FunctionalInterface
public interface Birth {
    /** On the calling thread. */
    Birth HERE = Making::make;

    /** Makes a child. */
    @FunctionalInterface
    interface Making {
        Child make() throws TapeFailure, IOException;
    }

    /** The child that {@code making} makes. */
    Child of(Making making) throws TapeFailure, IOException;
}
