package io.jlinux.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded run becomes a picture. */
@Tag("pure")
class RunChartTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void noScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    private static Recording recording(int frames) {
        Recording r = new Recording();
        Frames.run(frames).forEach(r::add);
        return r;
    }

    @Test
    void asPixelsWithALineForEachOfTheLargest() throws Exception {
        Path file = folder.resolve("run.png");
        RunChart.write(recording(20), Frames.MACHINE, file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(1800);
        Set<Integer> colors = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) colors.add(image.getRGB(x, y) & 0xffffff);
        }
        assertThat(colors).contains(0xe4572e, 0x2e86ab, 0x8a93a0); // two jobs, and all
    }

    @Test
    void asVectors() throws Exception {
        Path file = folder.resolve("run.SVG");
        RunChart.write(recording(20), Frames.MACHINE, file);
        String svg = Files.readString(file);
        assertThat(svg).contains("<svg", "stroke:rgb(228,87,46)", "stroke:rgb(46,134,171)");
        assertThat(svg.split("<clipPath ")).hasSize(1 + 4); // one for each panel
    }

    @Test
    void nothingIsNoPicture() {
        assertThatThrownBy(() -> RunChart.write(new Recording(), Frames.MACHINE, folder.resolve("x.png")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing was recorded");
        assertThat(RunChart.format(Path.of("x.jpeg"))).isEmpty();
    }

    @Test
    void aLongRunIsThinnedOutOverItsWholeLength() {
        Recording r = new Recording();
        int frames = 10_000;
        for (int i = 0; i < frames; i++) {
            Usage u = Frames.usage("", 1, 1, 1);
            r.add(new Frame(java.time.LocalTime.NOON, i, java.util.Map.of("", u)));
        }
        assertThat(r.frames()).hasSizeBetween(500, 2000);
        assertThat(r.frames().get(0).seconds()).isZero();
        assertThat(r.frames().get(r.frames().size() - 1).seconds()).isGreaterThan(frames - 20);
        assertThat(r.largest(Usage::cpu, 3)).isEmpty(); // the whole is no part
    }
}
