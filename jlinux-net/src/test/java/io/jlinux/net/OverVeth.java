package io.jlinux.net;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of routes stand on: a link {@code a} that is up, and is connected to networks of both families. */
abstract class OverVeth {
    Veth veth;

    @BeforeEach
    void connect() throws IOException {
        veth = connected();
    }

    @AfterEach
    void disconnect() throws IOException {
        if (veth != null) veth.close();
    }

    /** The pair of {@code a}, 10.7.0.1/24 and fd00:7::1/64, and {@code b}. */
    static Veth connected() throws IOException {
        return Veth.create(VethSpec.of("a", "b")
                .address(Cidr.of("10.7.0.1/24"))
                .address(Cidr.of("fd00:7::1/64"))
                .up());
    }
}
