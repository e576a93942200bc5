package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has each step of a network and its attachments fail once, and everything has to look as it did before. */
final class StepFaults {
    private final Opening opening;
    private final AttachOptions options;

    /**
     * @param opening opens the network
     * @param options of the attachment that fails
     */
    StepFaults(Opening opening, AttachOptions options) {
        this.opening = opening;
        this.options = options;
    }

    /** Opens a network whose steps this sees. */
    interface Opening {
        ContainerNetwork open(StepWatch watch) throws IOException;
    }

    private static final class Injected extends IOException {
        private static final long serialVersionUID = 1L;

        Injected(String step) {
            super("injected at " + step);
        }
    }

    /** Writes down the steps, and lets one of them fail. */
    private static final class Fault implements StepWatch {
        private final List<String> steps = new ArrayList<>();
        private final int failing;

        Fault(int failing) {
            this.failing = failing;
        }

        @Override
        public void before(String step) throws IOException {
            if (steps.size() == failing) throw new Injected(step);
            steps.add(step);
        }
    }

    /** Of a network that is opened for one attachment; returns the steps of that. */
    List<String> failEach(Path directory) throws Exception {
        Fault none = new Fault(-1);
        try (NamespaceHandle here = Namespace.NET.current();
                Box box = Box.create()) {
            Look host = Look.at(here);
            Look container = Look.at(box.handle());
            Look files = Look.at(directory);
            try (ContainerNetwork network = opening.open(none)) {
                network.attach(box.handle(), options).close();
            }
            host.isBackIn(here);
            for (int i = 0; i < none.steps.size(); i++) {
                try (Box fresh = Box.create()) {
                    Fault fault = new Fault(i);
                    assertThatThrownBy(() -> {
                                try (ContainerNetwork network = opening.open(fault)) {
                                    network.attach(fresh.handle(), options);
                                }
                            })
                            .isInstanceOf(Injected.class)
                            .hasMessage("injected at " + none.steps.get(i))
                            .hasNoSuppressedExceptions();
                    host.isBackIn(here);
                    container.isBackIn(fresh.handle());
                    assertThat(Look.at(directory)).isEqualTo(files);
                }
            }
        }
        return none.steps;
    }

    /** Of a second attachment this one of its steps, counted from 0: the first one stays as it is. */
    void failOfTheSecond(int step, Check check) throws Exception {
        Fault counting = new Fault(-1);
        try (NamespaceHandle here = Namespace.NET.current();
                Box a = Box.create();
                Box b = Box.create();
                Box c = Box.create()) {
            try (ContainerNetwork network = opening.open(counting)) {
                network.attach(a.handle());
            }
            try (ContainerNetwork network = opening.open(new Fault(counting.steps.size() + step))) {
                Attachment first = network.attach(c.handle());
                Look host = Look.at(here);
                Look container = Look.at(b.handle());
                assertThatThrownBy(() -> network.attach(b.handle(), options)).isInstanceOf(Injected.class);
                host.isBackIn(here);
                container.isBackIn(b.handle());
                assertThat(network.attachments()).containsExactly(first);
                assertThat(first.isAttached()).isTrue();
                check.of(c);
            }
        }
    }

    /** That the first container has what it had. */
    interface Check {
        void of(Box first) throws Exception;
    }
}
